import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import { RolekitError } from '../errors.ts';

export interface JwtKey {
  /** Whose key it is: named in errors, with the command that corrects it. */
  connector?: string;
  /** @default the one that fits the key: RS256 for RSA, ES256 for P-256 */
  algorithm?: 'RS256' | 'ES256';
  /** PEM, PKCS #8 or the older forms. Line breaks may be written as `\n` or as spaces, as environments often have them. */
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
 * @throws RK_NOT_CONNECTED for a connector's key that cannot be read or does not fit, else RK_DEFINITION; without any of it
 * in the text
 */
export function signJwt(key: JwtKey, claims: JwtClaims, seconds: number, now = Date.now()): string {
  const privateKey = readKey(key);
  const algorithm = algorithmOf(privateKey, key);
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

function readKey(from: JwtKey): KeyObject {
  const text = from.privateKey.replaceAll('\\n', '\n').trim();
  const armour = /^(-----BEGIN ([A-Z ]*?)PRIVATE KEY-----)([\s\S]+?)(-----END [A-Z ]*?PRIVATE KEY-----)$/.exec(text);
  if (!armour) {
    const other = /BEGIN ([A-Z ]*PUBLIC KEY|CERTIFICATE)/.exec(text)?.[1]?.toLowerCase();
    throw badKey(
      from,
      other ? `it is a ${other}, not the private key` : 'it is not a private key in PEM',
      'Copy the whole file, with its first and last line.',
    );
  }
  const [, head = '', , body = '', tail = ''] = armour;
  const locked = /ENCRYPTED/.test(head + body);
  if (locked && from.passphrase === undefined)
    throw badKey(from, 'it is encrypted, and no passphrase is set', 'Give its passphrase too.');
  try {
    return createPrivateKey({
      key: body.includes('\n') ? text : `${head}\n${body.trim().replaceAll(' ', '\n')}\n${tail}`,
      ...(from.passphrase === undefined ? {} : { passphrase: from.passphrase }),
    });
  } catch {
    // the cause may quote the key
    throw locked
      ? badKey(from, 'it cannot be opened with the passphrase given', 'Check the passphrase.')
      : badKey(from, 'it is damaged or cut off', 'Copy the whole file, with its first and last line.');
  }
}

function algorithmOf(key: KeyObject, from: JwtKey): 'RS256' | 'ES256' {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  const fits = key.asymmetricKeyType === 'rsa' ? 'RS256' : curve === 'prime256v1' ? 'ES256' : undefined;
  const make = 'Make one with `openssl genrsa 2048`.';
  if (!fits) throw badKey(from, 'it is neither RSA nor P-256', make);
  if ((key.asymmetricKeyDetails?.modulusLength ?? 2048) < 2048) throw badKey(from, 'it has fewer than 2048 bits', make);
  const { algorithm = fits } = from;
  if (algorithm !== fits) throw badKey(from, `it cannot sign ${algorithm}`, `Use a key for ${algorithm}.`);
  return fits;
}

function badKey({ connector }: JwtKey, reason: string, hint: string): RolekitError {
  if (connector === undefined) return new RolekitError('RK_DEFINITION', { what: 'the private key', reason, hint });
  return new RolekitError('RK_NOT_CONNECTED', {
    connector,
    reason: `the private key cannot be used: ${reason}. ${hint}`,
    command: `rolekit connect ${connector}`,
  });
}
