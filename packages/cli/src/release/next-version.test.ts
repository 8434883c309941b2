import { describe, expect, test } from 'vitest';
import { bumpTo, checkPre, nextVersion } from './next-version.ts';
import type { Bump } from './types.ts';

const next = (current: string, bump?: Bump, least?: string, pre?: string, published: string[] = []) =>
  nextVersion(current, { bump, least, pre, published });

describe('the higher of what notes ask for and changes need', () => {
  test.each([
    ['1.2.3', undefined, undefined, undefined],
    ['1.2.3', 'minor', undefined, '1.3.0'],
    ['1.2.3', 'minor', '2.0.0', '2.0.0'],
    ['1.2.3', 'major', '1.3.0', '2.0.0'],
    ['1.2.3', undefined, '1.2.4', '1.2.4'],
    // raised by hand, and not published yet
    ['1.3.0', undefined, '1.3.0', undefined],
    ['1.3.0', 'patch', '1.3.0', '1.3.1'],
    ['0.1.0', 'minor', '0.2.0', '0.2.0'],
    ['0.1.0', 'patch', '0.2.0', '0.2.0'],
    ['0.1.0', 'major', '0.1.1', '1.0.0'],
    ['1.3.0-beta.2', 'minor', undefined, '1.3.0'],
    ['1.3.0-beta.2', 'major', undefined, '2.0.0'],
    ['1.3.0-beta.2', undefined, '1.3.0', '1.3.0'],
  ] as const)('%s with a note of %s and changes that need %s is followed by %s', (current, bump, least, expected) => {
    expect(next(current, bump, least)).toBe(expected);
  });
});

describe('a prerelease', () => {
  test.each([
    ['1.2.3', 'minor', [], '1.3.0-beta.0'],
    ['1.3.0-beta.0', 'minor', [], '1.3.0-beta.1'],
    ['1.3.0-beta.0', 'major', [], '2.0.0-beta.0'],
    ['1.3.0-alpha.4', 'minor', [], '1.3.0-beta.0'],
    ['1.2.3', 'minor', ['1.3.0-beta.9', '1.3.0-beta.10', '1.3.0-beta.x', '2.0.0-beta.20'], '1.3.0-beta.11'],
  ] as const)('of %s with a note of %s after %j is %s', (current, bump, published, expected) => {
    expect(next(current, bump, undefined, 'beta', [...published])).toBe(expected);
  });

  test('is never lower than the one before', () => {
    expect(() => next('1.3.0-beta.2', 'minor', undefined, 'alpha')).toThrow(
      '`--pre alpha` makes 1.3.0-alpha.0, which is lower than 1.3.0-beta.2.',
    );
  });

  test.each(['', '1', 'beta.1', 'βeta', 'a b', 'x'.repeat(21)])('has no word %j', (word) => {
    expect(() => checkPre(word)).toThrow('is no word of a prerelease');
  });
});

test.each([
  ['1.2.3', '1.2.4', 'patch'],
  ['1.2.3', '2.0.0', 'major'],
  ['0.1.0', '0.2.0', 'minor'],
] as const)('from %s, %s is reached by a step of %s', (from, to, bump) => {
  expect(bumpTo(from, to)).toBe(bump);
});
