import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { fingerprint, keyPairAuth, readPrivateKey } from './key-pair.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const encrypted = pair.privateKey.export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'right',
}) as string;
const readable = (text: string, passphrase?: string) => fingerprint(readPrivateKey(text, passphrase));

describe('a private key that cannot be used', () => {
  it.each([
    ['nothing like a key', 'hello', undefined, 'it is not PEM text'],
    [
      'a public key',
      pair.publicKey.export({ type: 'spki', format: 'pem' }) as string,
      undefined,
      'it is a public key, not the private key',
    ],
    ['one that is cut off', `${pem.slice(0, 400)}\n-----END PRIVATE KEY-----`, undefined, 'it is damaged or cut off'],
    ['an encrypted one without a passphrase', encrypted, undefined, 'it is encrypted, and no passphrase is set'],
    ['an encrypted one with a wrong passphrase', encrypted, 'wrong', 'the passphrase does not open it'],
    [
      'one of another kind',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      undefined,
      'it is of type ed25519; Snowflake takes RSA',
    ],
  ])('%s', (_, text, passphrase, reason) => {
    expect(() => readPrivateKey(text, passphrase)).toThrow(`the private key cannot be used: ${reason}`);
  });

  it('is never shown', () => {
    const secret = pem.slice(100, 400);
    try {
      readPrivateKey(`-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`, undefined);
    } catch (error) {
      expect(
        JSON.stringify([(error as Error).message, (error as Error).cause, { ...(error as object) }]),
      ).not.toContain(secret.slice(0, 20));
    }
  });
});

describe('a private key', () => {
  it('is read with line breaks written out, on one line, and encrypted', () => {
    const expected = readable(pem);
    expect(expected).toMatch(/^SHA256:[A-Za-z0-9+/]{43}=$/);
    expect(readable(pem.replaceAll('\n', '\\n'))).toBe(expected);
    expect(readable(pem.replaceAll('\n', ' '))).toBe(expected);
    expect(readable(encrypted, 'right')).toBe(expected);
    expect(readable(pair.privateKey.export({ type: 'pkcs1', format: 'pem' }) as string)).toBe(expected);
  });

  it("signs tokens by Snowflake's rules", async () => {
    const auth = keyPairAuth('my-account', 'me', pair.privateKey);
    const headers = await auth.headers(undefined);
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    expect(headers['x-snowflake-authorization-token-type']).toBe('KEYPAIR_JWT');
    await jwtVerify(token, pair.publicKey, { algorithms: ['RS256'] });
    const { iss, sub, iat = 0, exp = 0 } = decodeJwt(token);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', typ: 'JWT' });
    expect([iss, sub]).toEqual([`MY-ACCOUNT.ME.${fingerprint(pair.privateKey)}`, 'MY-ACCOUNT.ME']);
    expect(exp - iat).toBe(3300);
    expect(auth.secrets()).toEqual([token]);
  });

  it('renews its token five minutes before the end, and after a refusal', async () => {
    let now = Date.parse('2026-11-20T10:00:00Z');
    const auth = keyPairAuth('a', 'b', pair.privateKey, () => now);
    const token = async () => (await auth.headers(undefined)).authorization;
    const first = await token();
    now += 49 * 60_000;
    expect(await token()).toBe(first);
    now += 60_000;
    const second = await token();
    expect(second).not.toBe(first);
    now += 1000;
    auth.refresh();
    expect(await token()).not.toBe(second);
  });
});
