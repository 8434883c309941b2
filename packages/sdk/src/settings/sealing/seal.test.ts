import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seal, unseal } from './seal.ts';

const key = randomBytes(32);
const sealed = seal('refresh-token', key, { connector: 'shop' });

/** The same text with another byte in one of its parts. */
function tampered(part: number, at: number): string {
  const parts = sealed.split('.');
  const bytes = Buffer.from(parts[part] ?? '', 'base64url');
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  parts[part] = bytes.toString('base64url');
  return parts.join('.');
}

describe('sealed text does not open', () => {
  it.each([
    ['with another key', sealed, randomBytes(32), { connector: 'shop' }],
    ['in another place', sealed, key, { connector: 'crm' }],
    ['with another nonce', tampered(1, 0), key, { connector: 'shop' }],
    ['with another content', tampered(2, 0), key, { connector: 'shop' }],
    ['with another tag', tampered(2, 'refresh-token'.length + 3), key, { connector: 'shop' }],
    ['cut off', sealed.slice(0, -4), key, { connector: 'shop' }],
    ['without its tag', sealed.split('.').slice(0, 2).join('.'), key, { connector: 'shop' }],
    ['as another version', sealed.replace('v1', 'v2'), key, { connector: 'shop' }],
    ['with more after it', `${sealed}.x`, key, { connector: 'shop' }],
    ['when it is none', 'refresh-token', key, { connector: 'shop' }],
    ['when it is empty', '', key, { connector: 'shop' }],
  ])('%s', (_, text, other, context) => {
    expect(unseal(text, other, context)).toBeUndefined();
  });
});

it('opens with its key in its place, and does not look the same twice', () => {
  expect(unseal(sealed, key, { connector: 'shop' })).toBe('refresh-token');
  expect(sealed).not.toContain('refresh-token');
  expect(seal('refresh-token', key, { connector: 'shop' })).not.toBe(sealed);
});
