import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import { RolekitError } from '../errors.ts';

export interface JwtKey {
  /** @default the one that fits the key: RS256 for RSA, ES256 for P-256 */
  algorithm?: 'RS256' | 'ES256';
  /** PEM, PKCS #8 or the older forms. Line breaks may be written as `\n`, as environments often have them. */
  privateKey: string;
  passphrase?: string | undefined;
  /** Sent as `kid`. */
  keyId?: string | undefined;
}

export interface JwtClaims {
  iss?: string;
  sub?: string;
  aud?: string | string[];
  [claim: string]: unknown;
}

/**
 * Signs a JWT (RFC 7519) that holds from now on; `iat`, `exp` and `jti` are added.
 *
 * @param seconds how long it holds. Vendors allow 3 minutes to 1 hour.
 * @throws RK_DEFINITION for a key that cannot be read or does not fit, without any of it in the text
 */
export function signJwt(key: JwtKey, claims: JwtClaims, seconds: number, now = Date.now()): string {
  const privateKey = readKey(key);
  const algorithm = algorithmOf(privateKey, key.algorithm);
  const iat = Math.floor(now / 1000);
  const header = { alg: algorithm, typ: 'JWT', ...(key.keyId === undefined ? {} : { kid: key.keyId }) };
  const body = [header, { iat, exp: iat + seconds, jti: randomUUID(), ...claims }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  // JWS wants the two halves of an ECDSA signature as they are, not in DER
  const signature = sign('sha256', Buffer.from(body), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${body}.${signature.toString('base64url')}`;
}

/** `SHA256:<base64>` of a key's public half: how Snowflake and others name a key. */
export function keyFingerprint(key: JwtKey): string {
  const der = createPublicKey(readKey(key)).export({ type: 'spki', format: 'der' });
  return `SHA256:${createHash('sha256').update(der).digest('base64')}`;
}

function readKey({ privateKey, passphrase }: JwtKey): KeyObject {
  try {
    return createPrivateKey({
      key: privateKey.replaceAll('\\n', '\n'),
      ...(passphrase === undefined ? {} : { passphrase }),
    });
  } catch {
    // the cause may quote the key
    const locked = /ENCRYPTED/.test(privateKey);
    const reason = locked ? 'it cannot be opened with the passphrase given' : 'it is no private key in PEM';
    throw badKey(reason, locked ? 'Check the passphrase.' : 'Copy the whole file, with its first and last line.');
  }
}

function algorithmOf(key: KeyObject, wanted: JwtKey['algorithm']): 'RS256' | 'ES256' {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  const fits = key.asymmetricKeyType === 'rsa' ? 'RS256' : curve === 'prime256v1' ? 'ES256' : undefined;
  if (!fits) throw badKey('it is neither RSA nor P-256', 'Make one with `openssl genrsa 2048`.');
  if ((key.asymmetricKeyDetails?.modulusLength ?? 2048) < 2048)
    throw badKey('it has fewer than 2048 bits', 'Make one with `openssl genrsa 2048`.');
  if (wanted !== undefined && wanted !== fits) throw badKey(`it cannot sign ${wanted}`, `Use a key for ${wanted}.`);
  return fits;
}

function badKey(reason: string, hint: string): RolekitError {
  return new RolekitError('RK_DEFINITION', { what: 'the private key', reason, hint });
}
