import { describe, expect, it } from 'vitest';
import { fittingRows } from './envelope.ts';

describe('how many rows fit', () => {
  // "é" and its quotes are 4 bytes, and one for what stands between rows
  const rows = ['é', 'é', 'é'];

  it.each([
    [15, 3],
    [14, 2],
    [10, 2],
    [9, 1],
    [5, 1],
  ])('into %i bytes: %i', (budget, count) => {
    expect(fittingRows(rows, 50, budget)).toBe(count);
  });

  it('no more than asked for, whatever the budget', () => {
    expect(fittingRows(rows, 2, 1000)).toBe(2);
    expect(fittingRows([], 2, 0)).toBe(0);
  });

  it('a row that is larger than the budget alone is an error that says so', () => {
    expect(() => fittingRows(rows, 50, 4)).toThrow(expect.objectContaining({ code: 'RK_TOO_LARGE' }));
  });

  it('what has no JSON counts as the null that stands for it', () => {
    expect(fittingRows([undefined, undefined], 50, 10)).toBe(2);
    expect(fittingRows([undefined, undefined], 50, 9)).toBe(1);
  });
});
