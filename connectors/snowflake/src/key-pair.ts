import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { RolekitError } from '@rolekit/sdk';
import type { Authorizer } from '@rolekit/sdk/http';

/** Snowflake accepts up to an hour. */
const LIFE_SECONDS = 55 * 60;
const RENEW_BEFORE_SECONDS = 5 * 60;

/**
 * Reads a private key as people paste it: PEM, also with `\n` written out or on one line.
 *
 * @throws RK_NOT_CONNECTED that says what is wrong with it, never what is in it
 */
export function readPrivateKey(pem: string, passphrase: string | undefined): KeyObject {
  const text = pem.replaceAll('\\n', '\n').trim();
  const armour = /^(-----BEGIN ([A-Z ]*?)PRIVATE KEY-----)([\s\S]+?)(-----END [A-Z ]*?PRIVATE KEY-----)$/.exec(text);
  if (!armour) {
    const found = /BEGIN ([A-Z ]*PUBLIC KEY|CERTIFICATE)/.exec(text)?.[1];
    throw unusable(
      found
        ? `it is a ${found.toLowerCase()}, not the private key`
        : 'it is not PEM text that begins with -----BEGIN PRIVATE KEY-----',
    );
  }
  const [, head = '', , body = '', tail = ''] = armour;
  const encrypted = head.includes('ENCRYPTED') || body.includes('ENCRYPTED');
  if (encrypted && passphrase === undefined) throw unusable('it is encrypted, and no passphrase is set');
  const lines = body.includes('\n') ? text : `${head}\n${body.trim().replaceAll(' ', '\n')}\n${tail}`;
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: lines, ...(encrypted && passphrase !== undefined ? { passphrase } : {}) });
  } catch {
    throw unusable(encrypted ? 'the passphrase does not open it' : 'it is damaged or cut off');
  }
  if (key.asymmetricKeyType !== 'rsa') throw unusable(`it is of type ${key.asymmetricKeyType}; Snowflake takes RSA`);
  return key;
}

function unusable(reason: string): RolekitError {
  return new RolekitError('RK_NOT_CONNECTED', {
    connector: 'snowflake',
    reason: `the private key cannot be used: ${reason}`,
    command: 'rolekit connect snowflake',
  });
}

/** `SHA256:…` of the public half, as `DESCRIBE USER` shows it under RSA_PUBLIC_KEY_FP. */
export function fingerprint(key: KeyObject): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return `SHA256:${createHash('sha256').update(der).digest('base64')}`;
}

/** Signs in with a key pair: a JWT that is renewed before it expires. */
export function keyPairAuth(account: string, user: string, key: KeyObject, now: () => number = Date.now): Authorizer {
  const subject = `${account}.${user}`.toUpperCase();
  const issuer = `${subject}.${fingerprint(key)}`;
  let token: { text: string; until: number } | undefined;
  const current = (): string => {
    const seconds = Math.floor(now() / 1000);
    if (!token || token.until - RENEW_BEFORE_SECONDS <= seconds) {
      const claims = { iss: issuer, sub: subject, iat: seconds, exp: seconds + LIFE_SECONDS };
      token = { text: signed(claims, key), until: claims.exp };
    }
    return token.text;
  };
  return {
    headers: async () => ({
      authorization: `Bearer ${current()}`,
      'x-snowflake-authorization-token-type': 'KEYPAIR_JWT',
    }),
    refresh: () => {
      token = undefined;
    },
    secrets: () => (token ? [token.text] : []),
  };
}

/** Signs in with a programmatic access token. */
export function tokenAuth(token: string): Authorizer {
  return {
    headers: async () => ({
      authorization: `Bearer ${token}`,
      'x-snowflake-authorization-token-type': 'PROGRAMMATIC_ACCESS_TOKEN',
    }),
    refresh() {},
    secrets: () => [token],
  };
}

function signed(claims: Record<string, unknown>, key: KeyObject): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${body}.${sign('RSA-SHA256', Buffer.from(body), key).toString('base64url')}`;
}
