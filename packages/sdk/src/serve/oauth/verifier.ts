import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Caller } from '../http/gate.ts';
import type { OAuthSettings } from './options.ts';

/** Why a token was not accepted, in words that tell nothing of it. */
export class BadToken {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Bytes of a token. Node takes 16 KiB for all headers. */
export const MAX_TOKEN_LENGTH = 12 * 1024;
const MAX_SUBJECT_LENGTH = 255;

/** What the `typ` of an access token may be; `JWT` and none are what most servers still send. */
const TYPES = new Set(['at+jwt', 'application/at+jwt', 'jwt']);

/**
 * Tells who a token speaks for. What it throws is no fault of the token: its issuer's keys could not be had.
 *
 * @param metadataUrl where clients learn which authorization server to ask
 */
export async function verifyToken(
  token: string,
  settings: OAuthSettings,
  keys: JWTVerifyGetKey,
  metadataUrl: string,
): Promise<Caller | BadToken> {
  if (token.length > MAX_TOKEN_LENGTH) return new BadToken('The token is too long');
  const { issuer, resource, clockSkewSeconds } = settings;
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience: resource,
      algorithms: [...settings.algorithms],
      clockTolerance: clockSkewSeconds,
      requiredClaims: ['exp', 'sub'],
    });
    // an id token, a logout token or a proof is no access token
    if (protectedHeader.typ !== undefined && !TYPES.has(protectedHeader.typ.toLowerCase()))
      return new BadToken('The token is not an access token');
    // it belongs to a client that proves a key with each request, which is not checked here
    if (payload.cnf !== undefined) return new BadToken('The token is bound to a key');
    return callerOf(payload, settings, metadataUrl) ?? new BadToken('The token names no person');
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    return new BadToken(reason);
  }
}

function callerOf(
  payload: JWTPayload,
  { issuer, resource, clockSkewSeconds }: OAuthSettings,
  resourceMetadataUrl: string,
): Caller | undefined {
  const { sub, exp = 0 } = payload;
  if (typeof sub !== 'string' || sub === '' || sub.length > MAX_SUBJECT_LENGTH || /\p{C}/u.test(sub)) return undefined;
  const principal = `${issuer}|${sub}`;
  return {
    principal,
    until: (exp + clockSkewSeconds) * 1000,
    auth: {
      // nobody behind the gate can pass it on
      token: '',
      clientId: [payload.client_id, payload.azp].find((id) => typeof id === 'string') ?? sub,
      scopes: scopesOf(payload),
      expiresAt: exp,
      resource: new URL(resource),
      resourceMetadataUrl,
      extra: { principal, issuer, subject: sub },
    },
  };
}

/** RFC 9068 has a text; some servers write `scp`, as text or list. */
function scopesOf({ scope, scp }: JWTPayload): string[] {
  const given = scope ?? scp;
  if (typeof given === 'string') return given.split(' ').filter((part) => part !== '');
  return Array.isArray(given) ? given.filter((item) => typeof item === 'string') : [];
}

/** Undefined when it says nothing about the token. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof errors.JWTExpired) return 'The token has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'aud' ? 'The token is not for this server' : 'The token is not valid here';
  if (error instanceof errors.JWKSInvalid || error instanceof errors.JWKSTimeout) return undefined;
  // the plain kind is what jose says of the key set's own answer
  return error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC'
    ? 'The token is not valid here'
    : undefined;
}
