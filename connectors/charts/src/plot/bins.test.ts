import { expect, test } from 'vitest';
import { histogramBins } from './bins.ts';

test('every value is in one bin, also the largest', () => {
  const values = Array.from({ length: 1000 }, (_, i) => ((i * 7919) % 1000) / 10);
  const { bins, step } = histogramBins(values);
  expect(step).toBe(10);
  expect(bins.map(({ count }) => count)).toEqual([100, 100, 100, 100, 100, 100, 100, 100, 100, 100]);
});

test('ends are round, below zero too', () => {
  const { bins } = histogramBins([-3, -1, 0, 1, 2, 4, 5, 7, 9]);
  expect(bins.map(({ from }) => from)).toEqual([-5, 0, 5]);
  expect(bins.map(({ count }) => count)).toEqual([2, 4, 3]);
});

test('one far value does not make thousands of bins', () => {
  expect(histogramBins([...Array.from({ length: 500 }, (_, i) => i % 10), 1e6]).bins.length).toBeLessThanOrEqual(41);
});
