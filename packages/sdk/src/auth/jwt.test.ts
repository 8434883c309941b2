import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyFingerprint, signJwt } from './jwt.ts';

const pem = (key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }) =>
  String(key.export({ type: 'pkcs8', format: 'pem' }));
const rsa = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
const p256 = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
const at = Date.parse('2026-11-20T10:00:00Z');

const parse = (jwt: string) => {
  const [header = '', claims = '', signature = ''] = jwt.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  return { header: read(header), claims: read(claims), signed: `${header}.${claims}`, signature };
};

describe('a JWT', () => {
  it('is not signed with a key that does not fit, and the error shows nothing of it', () => {
    const bad = (privateKey: string, rest = {}) => {
      try {
        return signJwt({ privateKey, ...rest }, {}, 60);
      } catch (error) {
        return String(error);
      }
    };
    expect(bad('-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----')).toBe(
      'RolekitError: the private key: it is damaged or cut off',
    );
    expect(bad('hello')).toContain('it is not a private key in PEM');
    expect(bad(String(createPublicKey(rsa).export({ type: 'spki', format: 'pem' })))).toContain(
      'it is a public key, not the private key',
    );
    expect(bad('hello', { connector: 'shop' })).toBe(
      'RolekitError: shop is not connected: the private key cannot be used: it is not a private key in PEM. Copy the whole file, with its first and last line.',
    );
    expect(bad(pem(generateKeyPairSync('ed25519').privateKey))).toContain('neither RSA nor P-256');
    expect(bad(pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey))).toContain('neither RSA nor P-256');
    expect(bad(pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey))).toContain('fewer than 2048 bits');
    expect(bad(rsa, { algorithm: 'ES256' })).toContain('cannot sign ES256');
    const locked = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'right' },
    }).privateKey;
    expect(bad(locked)).toContain('it is encrypted, and no passphrase is set');
    expect(bad(locked, { passphrase: 'wrong' })).toContain('cannot be opened with the passphrase');
    expect(bad(locked, { passphrase: 'right' })).toMatch(/^ey/);
  });

  it.each([
    ['RS256', rsa],
    ['ES256', p256],
  ])('with %s has a signature that verifies, and claims that end', (algorithm, privateKey) => {
    const { header, claims, signed, signature } = parse(
      signJwt({ privateKey, keyId: 'k1' }, { iss: 'me', aud: 'https://x' }, 120, at),
    );
    expect(header).toEqual({ alg: algorithm, typ: 'JWT', kid: 'k1' });
    expect(claims).toMatchObject({ iss: 'me', aud: 'https://x', iat: at / 1000, exp: at / 1000 + 120 });
    const key = { key: createPublicKey(privateKey), dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', Buffer.from(signed), key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(verify('sha256', Buffer.from(`${signed}x`), key, Buffer.from(signature, 'base64url'))).toBe(false);
  });

  it('reads a key whose line breaks were escaped by an environment', () => {
    expect(signJwt({ privateKey: rsa.replaceAll('\n', '\\n') }, {}, 60)).toMatch(/^ey/);
    expect(signJwt({ privateKey: rsa.replaceAll('\n', ' ') }, {}, 60)).toMatch(/^ey/);
    expect(keyFingerprint({ privateKey: rsa })).toMatch(/^SHA256:[\w+/]{43}=$/);
  });
});
