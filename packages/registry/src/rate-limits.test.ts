import { expect, test } from 'vitest';
import { addressKey } from './client-address.ts';
import { Rate } from './rate-limits.ts';

test('the one over the limit waits for the rest of its minute, and nobody else does', () => {
  let now = 0;
  const rate = new Rate(2, 'RK_RATE_LIMITED', () => now);
  rate.take('a');
  rate.take('a');
  now = 20_000;
  expect(() => rate.take('a')).toThrow('Try again in 40 s');
  rate.take('b');
  now = 60_000;
  rate.take('a');
});

test('what is given back does not count', () => {
  const rate = new Rate(1);
  rate.take('a');
  rate.giveBack('a');
  rate.take('a');
  expect(() => rate.take('a')).toThrow();
});

test('many keys cost no memory without end', () => {
  const rate = new Rate(1);
  for (let key = 0; key < 10_001; key += 1) rate.take(String(key));
  rate.take('0');
  expect(() => rate.take('10000')).toThrow();
});

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:0:7::1', '2001:db8:0:7::/64'],
  ['2001:0DB8:0000:0007:ffff:ffff:ffff:ffff', '2001:db8:0:7::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['nonsense', 'nonsense'],
])('requests of %s count for %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});
