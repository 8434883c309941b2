import { describe, expect, it } from 'vitest';
import { isPeriodName, periodOf } from './periods.ts';

const friday = new Date('2026-11-20T12:00:00Z');
const days = (name: string, count: number | null = null) => {
  const { from, to } = periodOf(name, count, friday, { firstDayOfWeek: 0, fiscalYearStartMonth: 1 });
  return `${from} ${to}`;
};

describe('date literals', () => {
  it('are known by name, with a number or without', () => {
    expect(isPeriodName('TODAY', true)).toBe(false);
    expect(isPeriodName('LAST_N_DAYS', false)).toBe(false);
    expect(isPeriodName('THIS_FISCAL_WEEK', false)).toBe(false);
    expect(isPeriodName('LAST_N_FISCAL_MONTHS', true)).toBe(false);
    expect(isPeriodName('LAST_90_DAYS', false)).toBe(true);
    expect(isPeriodName('N_FISCAL_QUARTERS_AGO', true)).toBe(true);
  });

  it.each([
    ['YESTERDAY', null, '2026-11-19 2026-11-20'],
    ['TODAY', null, '2026-11-20 2026-11-21'],
    ['TOMORROW', null, '2026-11-21 2026-11-22'],
    ['LAST_WEEK', null, '2026-11-08 2026-11-15'],
    ['THIS_WEEK', null, '2026-11-15 2026-11-22'],
    ['NEXT_WEEK', null, '2026-11-22 2026-11-29'],
    ['LAST_MONTH', null, '2026-10-01 2026-11-01'],
    ['THIS_MONTH', null, '2026-11-01 2026-12-01'],
    ['NEXT_MONTH', null, '2026-12-01 2027-01-01'],
    ['LAST_QUARTER', null, '2026-07-01 2026-10-01'],
    ['THIS_QUARTER', null, '2026-10-01 2027-01-01'],
    ['NEXT_QUARTER', null, '2027-01-01 2027-04-01'],
    ['THIS_FISCAL_QUARTER', null, '2026-10-01 2027-01-01'],
    ['LAST_YEAR', null, '2025-01-01 2026-01-01'],
    ['THIS_FISCAL_YEAR', null, '2026-01-01 2027-01-01'],
    ['NEXT_YEAR', null, '2027-01-01 2028-01-01'],
    ['LAST_90_DAYS', null, '2026-08-22 2026-11-21'],
    ['NEXT_90_DAYS', null, '2026-11-21 2027-02-19'],
    ['LAST_N_DAYS', 30, '2026-10-21 2026-11-21'],
    ['NEXT_N_DAYS', 7, '2026-11-21 2026-11-28'],
    ['N_DAYS_AGO', 3, '2026-11-17 2026-11-18'],
    ['LAST_N_WEEKS', 2, '2026-11-01 2026-11-15'],
    ['NEXT_N_WEEKS', 2, '2026-11-22 2026-12-06'],
    ['LAST_N_MONTHS', 3, '2026-08-01 2026-11-01'],
    ['NEXT_N_MONTHS', 2, '2026-12-01 2027-02-01'],
    ['N_MONTHS_AGO', 1, '2026-10-01 2026-11-01'],
    ['LAST_N_QUARTERS', 2, '2026-04-01 2026-10-01'],
    ['NEXT_N_FISCAL_QUARTERS', 1, '2027-01-01 2027-04-01'],
    ['LAST_N_YEARS', 1, '2025-01-01 2026-01-01'],
    ['N_YEARS_AGO', 2, '2024-01-01 2025-01-01'],
  ])('%s:%s is %s', (name, count, expected) => {
    expect(days(name, count)).toBe(expected);
  });
});
