import { expect, test } from 'vitest';
import { differenceOf, wilson } from './intervals.ts';

test('no runs say nothing', () => {
  expect(wilson(0, 0)).toEqual({ passed: 0, runs: 0, rate: 0, low: 0, high: 1 });
});

test.each([
  [0, 5, 0, 0.4345],
  [5, 5, 0.5655, 1],
  [4, 5, 0.3755, 0.9638],
  [81, 263, 0.2553, 0.3662],
])('%i of %i lie between %f and %f', (passed, runs, low, high) => {
  const rate = wilson(passed, runs);
  expect(rate.low).toBeCloseTo(low, 4);
  expect(rate.high).toBeCloseTo(high, 4);
});

test('a difference has the interval of Newcombe', () => {
  // his own example, of 1998: 56/70 and 48/80
  const found = differenceOf(wilson(56, 70), wilson(48, 80));
  expect(found.difference).toBeCloseTo(0.2, 10);
  expect(found.low).toBeCloseTo(0.0524, 4);
  expect(found.high).toBeCloseTo(0.3339, 4);
});
