import { expect, it } from 'vitest';
import { compareFigures } from './compare-figures.ts';

function found(value: number, expected: number, tolerance?: number) {
  const of = { metric: 'x', period: '2025', currency: 'USD' };
  const [result] = compareFigures(
    [{ place: 'D7', ...of, value }],
    [{ ...of, value: expected, version: 'latest', source: 'S' }],
    tolerance,
  );
  return [result?.status, result?.message];
}

// 0.05 for all would let a share earn 1.16 where 1.20 was published
it.each([
  [1.16, 1.2, 'differs'],
  [9.94, 9.943, 'ok'],
  [1973.7, 1973.685, 'ok'],
  [1973.7, 1973.76, 'differs'],
  [1974, 1973.685, 'differs'],
  // binary numbers put 5e-19 on the half digit
  [1.15, 1.155, 'ok'],
  [0, 0, 'ok'],
])('%d against %d %s, to half of the last digit given', (value, expected, status) => {
  expect(found(value, expected)[0]).toBe(status);
});

it('percent against a fraction is a hundred times too large or too small', () => {
  const why = ': percent against a fraction, or a minor unit of the currency';
  expect(found(12.5, 0.125)).toEqual(['scale', `100 times too large${why}`]);
  expect(found(0.125, 12.5)).toEqual(['scale', `100 times too small${why}`]);
});
