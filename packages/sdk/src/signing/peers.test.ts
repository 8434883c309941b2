import { crypto, dsse } from '@sigstore/core';
import { expect, it } from 'vitest';
import { newSigningKey, signerOf } from './keys.ts';
import { signAsPublisher } from './publication.ts';

// sigstore's own implementation, which npm's and PyPI's tools verify with
it('sigstore verifies what is signed here, and reads the statement', () => {
  const signer = signerOf(newSigningKey(), 'key.pem');
  const subject = {
    plugin: 'acme/sales',
    version: '1.0.0',
    digest: `sha256:${'a'.repeat(64)}`,
    archive: `sha256:${'b'.repeat(64)}`,
  };
  const { payloadType, payload, signatures } = signAsPublisher(subject, `sha256:${'c'.repeat(64)}`, signer);
  const bytes = dsse.preAuthEncoding(payloadType, Buffer.from(payload, 'base64'));
  const key = crypto.createPublicKey(signer.publicKey.spki);
  const [signature] = signatures.map(({ sig }) => Buffer.from(sig, 'base64'));
  expect(crypto.verify(bytes, key, signature as Buffer)).toBe(true);
  expect(crypto.verify(Buffer.concat([bytes, Buffer.from('.')]), key, signature as Buffer)).toBe(false);
  expect(JSON.parse(Buffer.from(payload, 'base64').toString())).toEqual({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      { name: 'acme/sales@1.0.0', digest: { sha256: 'a'.repeat(64) } },
      { name: 'acme/sales@1.0.0.tgz', digest: { sha256: 'b'.repeat(64) } },
    ],
    predicateType: 'https://rolekit.dev/attestations/publication/v1',
    predicate: { by: 'publisher', toolsetDigest: `sha256:${'c'.repeat(64)}` },
  });
});
