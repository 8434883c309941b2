import { expect, it } from 'vitest';
import { isSameId, longId } from './record-id.ts';

it.each([
  ['a short id with a letter too many', '001Rk00000000021'],
  ['a sign', '001Rk000000-002'],
  ['a suffix of another id', '001Rk0000000002IAB'],
  ['a suffix that names a digit as a capital', '001Rk0000000002IAE'],
])('is no id: %s', (_what, text) => {
  expect(longId(text)).toBeUndefined();
});

it.each([
  ['001Rk0000000002', '001Rk0000000002IAA'],
  ['001Rk0000000002IAA', '001Rk0000000002IAA'],
  ['001rk0000000002iaa', '001Rk0000000002IAA'],
  ['001RK0000000002IAA', '001Rk0000000002IAA'],
  ['00Tzz00000aBcDe', '00Tzz00000aBcDeEAK'],
])('the long form of %s is %s', (text, long) => {
  expect(longId(text)).toBe(long);
});

it('tells ids apart that differ only in case', () => {
  expect(isSameId('001Rk0000000002', '001rk0000000002iaa')).toBe(true);
  expect(isSameId('001Rk000000000a', '001Rk000000000A')).toBe(false);
});
