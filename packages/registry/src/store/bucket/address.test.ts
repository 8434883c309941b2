import { expect, test } from 'vitest';
import { bucketAddress } from './address.ts';

const KEYS = { accessKeyId: 'AK', secretAccessKey: 'geheim' };

test.each([
  [{ url: 's3://archives' }, 'https://archives.s3.us-east-1.amazonaws.com/sha256/ab'],
  [
    { url: 's3://archives/a/b/', region: 'eu-central-1' },
    'https://archives.s3.eu-central-1.amazonaws.com/a/b/sha256/ab',
  ],
  [
    { url: 's3://archives', endpoint: 'https://s3.acme.internal:9000' },
    'https://s3.acme.internal:9000/archives/sha256/ab',
  ],
  [
    { url: 's3://archives', endpoint: 'https://s3.acme.internal/base/' },
    'https://s3.acme.internal/base/archives/sha256/ab',
  ],
  [
    { url: 's3://archives', endpoint: 'https://s3.acme.internal', pathStyle: false },
    'https://archives.s3.acme.internal/sha256/ab',
  ],
])('%j reaches %s', (place, expected) => {
  const { prefix, urlOf } = bucketAddress({ ...KEYS, ...place });
  expect(urlOf(`${prefix}sha256/ab`).href).toBe(expected);
});

test.each([
  [{ url: 'https://archives' }, 'is not the address of a bucket'],
  [{ url: 's3://Archives' }, 'is not the address of a bucket'],
  [{ url: 's3://archives/a b' }, 'has characters that are not taken'],
  [{ url: 's3://archives/a//b' }, 'has characters that are not taken'],
  [{ url: 's3://archives', region: 'eu/../x' }, 'is not a region'],
  [{ url: 's3://archives', endpoint: 'https://ada:geheim@s3.acme.internal' }, 'is not an http(s) address'],
  [{ url: 's3://archives', endpoint: 'file:///etc' }, 'is not an http(s) address'],
])('%j is refused, without its credentials', (place, message) => {
  expect(() => bucketAddress({ ...KEYS, ...place })).toThrow(message);
  expect(() => bucketAddress({ ...KEYS, ...place })).not.toThrow('geheim');
});
