import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openEnvelope, preAuthEncoding, signEnvelope } from './envelope.ts';
import { newSigningKey, signerOf } from './keys.ts';

const TYPE = 'application/vnd.test+json';
const signer = signerOf(newSigningKey(), 'key.pem');
const other = signerOf(newSigningKey(), 'other.pem');
const payload = Buffer.from('{"hello":"world"}');
const envelope = signEnvelope(TYPE, payload, [signer]);
const keys = [signer.publicKey];

const open =
  (value: unknown, options = {}) =>
  () =>
    openEnvelope(value, { payloadType: TYPE, keys, ...options });
const refused = (reason: string) =>
  expect.objectContaining({ code: 'RK_SIGNATURE_INVALID', data: expect.objectContaining({ reason }) });

describe('an envelope is refused when', () => {
  it('its payload was changed', () => {
    const changed = { ...envelope, payload: Buffer.from('{"hello":"mars"}').toString('base64') };
    expect(open(changed)).toThrow(refused(`its content is not what the key ${signer.keyid.slice(0, 23)} signed`));
  });

  it('its type was changed, also to the one that is expected', () => {
    expect(open({ ...envelope, payloadType: 'text/plain' })).toThrow(
      refused('it holds `text/plain`, expected `application/vnd.test+json`'),
    );
    expect(open({ ...envelope, payloadType: 'text/plain' }, { payloadType: 'text/plain' })).toThrow(
      refused(`its content is not what the key ${signer.keyid.slice(0, 23)} signed`),
    );
  });

  it('another key signed it, also under the id of the right one', () => {
    const foreign = signEnvelope(TYPE, payload, [other]);
    const [found, expected] = [other.keyid.slice(0, 23), signer.keyid.slice(0, 23)];
    expect(open(foreign)).toThrow(refused(`it is signed by ${found}, expected ${expected}`));
    const [signature] = foreign.signatures;
    expect(open({ ...foreign, signatures: [{ ...signature, keyid: signer.keyid }] })).toThrow(
      refused(`its content is not what the key ${expected} signed`),
    );
    expect(open({ ...foreign, signatures: [{ sig: signature?.sig }] })).toThrow(
      refused(`it is signed by a key without id, expected ${expected}`),
    );
  });

  it('no key is known', () => {
    expect(open(envelope, { keys: [] })).toThrow(
      refused(`it is signed by ${signer.keyid.slice(0, 23)}, expected a key, but none is known`),
    );
  });

  it('a key has the id of another', () => {
    expect(open(envelope, { keys: [{ keyid: signer.keyid, spki: other.publicKey.spki }] })).toThrow(
      refused(`its content is not what the key ${signer.keyid.slice(0, 23)} signed`),
    );
  });

  it('it is no envelope, has no signatures, or too many', () => {
    expect(open('text')).toThrow(refused('it is not a DSSE envelope (see its root)'));
    expect(open({ ...envelope, signatures: [] })).toThrow(refused('it is not a DSSE envelope (see signatures)'));
    expect(open({ ...envelope, payload: '%' })).toThrow(refused('it is not a DSSE envelope (see payload)'));
    const many = Array.from({ length: 17 }, () => envelope.signatures[0]);
    expect(open({ ...envelope, signatures: many })).toThrow(refused('it is not a DSSE envelope (see signatures)'));
  });

  it('it holds more than it may', () => {
    expect(open(envelope, { maxBytes: 10 })).toThrow(refused('it holds more than 10 bytes'));
  });
});

describe('an envelope opens', () => {
  it('for each of the keys that signed it', () => {
    const both = signEnvelope(TYPE, payload, [signer, other]);
    expect(open(both, { keys: [other.publicKey, signer.publicKey] })()).toEqual({
      payload,
      signedBy: [other.keyid, signer.keyid],
    });
    expect(open(both)().signedBy).toEqual([signer.keyid]);
  });

  it('in either alphabet of base64, and without the id of the key', () => {
    const url = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_');
    const signatures = envelope.signatures.map(({ sig }) => ({ sig: url(sig) }));
    expect(open({ ...envelope, payload: url(envelope.payload), signatures })().signedBy).toEqual([signer.keyid]);
  });
});

// https://github.com/secure-systems-lab/dsse/blob/master/protocol.md, "Test Vectors"
it('encodes what is signed as the specification of DSSE does', () => {
  const bytes = preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world'));
  expect(Buffer.from(bytes).toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  const coordinate = (decimal: bigint) =>
    Buffer.from(decimal.toString(16).padStart(64, '0'), 'hex').toString('base64url');
  const key = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: coordinate(46950820868899156662930047687818585632848591499744589407958293238635476079160n),
      y: coordinate(5640078356564379163099075877009565129882514886557779369047442380624545832820n),
    },
  });
  const sig = 'A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==';
  expect(verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(sig, 'base64'))).toBe(true);
});

it('counts bytes, not characters', () => {
  const bytes = preAuthEncoding('é', Buffer.from('ü!'));
  expect(Buffer.from(bytes).toString()).toBe('DSSEv1 2 é 3 ü!');
});
