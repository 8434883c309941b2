import { describe, expect, it } from 'vitest';
import { checkFiscalYears, otherDays } from './comparability.ts';
import type { ValueRow } from './rows.ts';

const row = (id: string, periodEnd: string, changes: Partial<ValueRow> = {}): ValueRow => ({
  id,
  status: 'ok',
  metric: 'FF_SALES',
  value: 1,
  periodType: 'annual',
  periodEnd,
  periodDays: 364,
  ...changes,
});

describe('years of 52 or 53 weeks', () => {
  it('end with the month whose end is nearest', () => {
    // Saturday nearest to 31 December, beside a calendar year; and retailers beside a January year end
    expect(checkFiscalYears([row('A', '2027-01-02'), row('B', '2026-12-31', { periodDays: 365 })], false)).toEqual([]);
    expect(checkFiscalYears([row('R', '2026-01-31'), row('S', '2026-02-01'), row('T', '2026-01-28')], false)).toEqual(
      [],
    );
    expect(() => checkFiscalYears([row('A', '2026-01-31'), row('B', '2026-12-31')], false)).toThrow(
      'December (B), January (A)',
    );
  });

  it('with the 53rd week, and quarters with the 14th, are named', () => {
    expect(
      checkFiscalYears(
        [row('AAPL', '2023-09-30', { periodDays: 371 }), row('AAPL', '2022-09-24'), row('AAPL', '2024-09-28')],
        false,
      ),
    ).toEqual(['AAPL: the period to 2023-09-30 has 53 weeks (371 days), one more than usual; say so with any growth.']);
    expect(
      checkFiscalYears([row('AAPL', '2022-12-31', { periodType: 'quarterly', periodDays: 98 })], false)[0],
    ).toContain('has 14 weeks (98 days)');
    expect(checkFiscalYears([row('L', '2023-12-30', { periodType: 'ltm', periodDays: 371 })], false)).toHaveLength(1);
  });

  it('are not leap years nor quarters of 92 days', () => {
    expect(checkFiscalYears([row('A', '2024-12-31', { periodDays: 366 })], false)).toEqual([]);
    expect(checkFiscalYears([row('A', '2024-12-31', { periodType: 'quarterly', periodDays: 92 })], false)).toEqual([]);
  });
});

describe('closes of a day before the one that was asked for', () => {
  const close = (id: string, periodEnd: string) => row(id, periodEnd, { periodType: 'day', periodDays: undefined });

  it('are named where only some markets were closed', () => {
    // 2026-08-31 is a bank holiday in London
    expect(otherDays([close('NVRA-US', '2026-08-31'), close('DNMR-GB', '2026-08-28')], '2026-08-31')).toEqual([
      'Prices are of different days: no trading on 2026-08-31, so the close before it is given: 2026-08-28 (DNMR-GB).',
    ]);
  });

  it('are one day where none traded', () => {
    expect(
      otherDays([close('A', '2026-11-13'), close('A', '2026-11-16'), close('B', '2026-11-13')], '2026-11-15'),
    ).toEqual(['2026-11-15 had no trading; the close of 2026-11-13 is given.']);
    expect(otherDays([close('A', '2026-11-16')], '2026-11-16')).toEqual([]);
  });
});
