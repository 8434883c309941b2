import { createHash, generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { newSigningKey, publicKeyOf, shortKeyId, signerOf } from './keys.ts';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

it.each([
  ['no key', 'hello'],
  ['a key of another kind', ec.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string],
  ['a text without end', `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(5000)}`],
])('refuses %s without repeating it', (_what, pem) => {
  expect(() => signerOf(pem, 'keys/registry.pem')).toThrow(
    expect.objectContaining({
      code: 'RK_FILE',
      message: 'keys/registry.pem: is not an Ed25519 private key in PEM',
      fix: 'Make one with `openssl genpkey -algorithm ed25519`.',
    }),
  );
});

it.each([
  ['no key', 'hello'],
  ['a key of another kind', ec.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')],
  ['a private key', newSigningKey()],
])('takes %s for no public key', (_what, text) => {
  expect(publicKeyOf(text)).toBeUndefined();
});

it('names a key by the digest of its DER form', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const der = publicKey.export({ format: 'der', type: 'spki' });
  const keyid = `sha256:${createHash('sha256').update(der).digest('hex')}`;
  const expected = { keyid, spki: der.toString('base64') };
  expect(publicKeyOf(der.toString('base64'))).toEqual(expected);
  expect(publicKeyOf(publicKey.export({ format: 'pem', type: 'spki' }) as string)).toEqual(expected);
  expect(shortKeyId('sha256:0123456789abcdef0123456789abcdef')).toBe('sha256:0123456789abcdef');
});

it('signs with the key whose public half it names', () => {
  const signer = signerOf(newSigningKey(), 'key.pem');
  expect(signer.publicKey).toEqual(publicKeyOf(signer.publicKey.spki));
  expect(signer.sign(Buffer.from('a'))).toHaveLength(64);
});
