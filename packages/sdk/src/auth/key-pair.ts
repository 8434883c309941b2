import { type JwtClaims, type JwtKey, signJwt } from './jwt.ts';
import {
  type ClientAssertion,
  cachedTokens,
  grantedTokens,
  type TokenRequest,
  type TokenSource,
} from './token-refresh.ts';

/** A JWT that is itself the token, made anew before it ends (Snowflake's key pairs, service accounts). */
export function keyPairJwt(key: JwtKey, claims: () => JwtClaims, seconds = 3000): TokenSource {
  const tokens = cachedTokens(async () => ({
    value: signJwt(key, claims(), seconds),
    until: Date.now() + (seconds - 60) * 1000,
  }));
  return { ...tokens, secrets: () => [...keySecrets(key), ...tokens.secrets()] };
}

export interface JwtBearerRequest extends Omit<TokenRequest, 'clientId'> {
  clientId?: string;
  key: JwtKey;
  /** `iss`, `sub` and `aud` as the vendor wants them. */
  claims(): JwtClaims;
  /** Seconds that one assertion holds. @default 180 */
  seconds?: number;
}

/** OAuth 2 JWT bearer grant (RFC 7523, 2.1): a signed assertion is exchanged for an access token. */
export function jwtBearer({ key, claims, seconds = 180, clientId, ...request }: JwtBearerRequest): TokenSource {
  // vendors that know the client by the assertion refuse an empty client_id
  const client = clientId === undefined ? { clientId: '', clientAuth: 'none' as const } : { clientId };
  return grantedTokens(
    { ...request, ...client },
    {
      ask: async () => ({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: () => signJwt(key, claims(), seconds),
      }),
      secrets: () => keySecrets(key),
    },
  );
}

/**
 * Client authentication by a signed assertion (RFC 7523, 2.2; `private_key_jwt`), for `clientAuth` of any grant.
 *
 * @param audience the token endpoint's URL, or the issuer's, as the vendor wants it
 */
export function privateKeyJwt(key: JwtKey, clientId: string, audience: string, seconds = 120): ClientAssertion {
  return () => signJwt(key, { iss: clientId, sub: clientId, aud: audience }, seconds);
}

function keySecrets({ privateKey, passphrase }: JwtKey): string[] {
  return passphrase === undefined ? [privateKey] : [privateKey, passphrase];
}
