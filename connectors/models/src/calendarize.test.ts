import { describe, expect, it } from 'vitest';
import { calendarize, lengthNotes } from './calendarize.ts';

const years = (...values: [periodEnd: string, value: number][]) =>
  values.map(([periodEnd, value]) => ({ periodEnd, value }));

describe('years of 52 and 53 weeks', () => {
  // ends of fiscal years as companies filed them: Saturday nearest to 31 December (Snap-on, Hasbro use the last one)
  const NEAREST_TO_DECEMBER = years(['2024-12-28', 100], ['2026-01-03', 120], ['2027-01-02', 130]);

  it('belong to the month whose end is nearest, also when they end in the next', () => {
    expect(calendarize('A', NEAREST_TO_DECEMBER, 2025)).toEqual({
      value: 120,
      parts: [{ periodEnd: '2026-01-03', value: 120, months: 12 }],
    });
    expect(calendarize('A', NEAREST_TO_DECEMBER, 2026).value).toBe(130);
  });

  it('of retailers end in January though the day is in February', () => {
    // NRF's 4-5-4 calendar: 2022 ends 2023-01-28 (52 weeks), 2023 ends 2024-02-03 (53), 2024 ends 2025-02-01 (52)
    const retailer = years(['2023-01-28', 1200], ['2024-02-03', 1272], ['2025-02-01', 1320]);
    // 1/12 × 1200 + 11/12 × 1272 = 100 + 1166
    expect(calendarize('R', retailer, 2023).value).toBe(1266);
    // 1/12 × 1272 + 11/12 × 1320 = 106 + 1210
    expect(calendarize('R', retailer, 2024).value).toBe(1316);
  });

  it('of 53 weeks are named', () => {
    // Apple: 2022-09-24 (52 weeks), 2023-09-30 (53), 2024-09-28 (52)
    const apple = years(['2022-09-24', 394.3], ['2023-09-30', 383.3], ['2024-09-28', 391]);
    const { parts, value } = calendarize('AAPL', apple, 2023);
    // 9/12 × 383.3 + 3/12 × 391 = 287.475 + 97.75
    expect(value).toBe(385.225);
    expect(lengthNotes('AAPL sales', apple, parts)).toEqual([
      'AAPL sales: the year to 2023-09-30 has 53 weeks; its months carry 1.9 % more than those of 52 weeks.',
    ]);
  });

  it('of 52 weeks, calendar and leap years are not', () => {
    const december = years(['2023-12-31', 1], ['2024-12-31', 1]);
    expect(lengthNotes('D', december, calendarize('D', december, 2024).parts)).toEqual([]);
    const walmart = years(['2024-01-31', 648.1], ['2025-01-31', 681]);
    expect(lengthNotes('WMT', walmart, calendarize('WMT', walmart, 2024).parts)).toEqual([]);
  });

  it('beside a year end that was moved are refused', () => {
    expect(() => calendarize('M', years(['2025-01-04', 1], ['2025-06-28', 1]), 2025)).toThrow('6 months apart');
  });
});
