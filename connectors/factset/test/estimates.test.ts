import { REVISION_STORY } from '@rolekit/demo-data';
import { describe, expect, it } from 'vitest';
import { openSandbox } from './sandbox-host.ts';

const { host } = await openSandbox();

describe('factset_get_estimates', () => {
  it('refuses a day that is still to come, in the words of the vendor', async () => {
    const error = await host.error('factset_get_estimates', {
      ids: ['NVRA-US'],
      metrics: ['EPS'],
      period: 'annual',
      asOf: '2026-12-24',
    });
    expect(error).toMatchObject({ kind: 'invalid_request' });
    expect(error.message).toContain('The use of future dates is not applicable');
  });

  it('refuses a date that is none, before anything is sent', async () => {
    const error = await host.error('factset_get_estimates', {
      ids: ['NVRA-US'],
      metrics: ['EPS'],
      period: 'annual',
      asOf: '2026-02-31x',
    });
    expect(error.message).toContain('must be a date such as 2026-09-30');
  });

  it('says that a year is not covered', async () => {
    const { items } = await host.list('factset_get_estimates', {
      ids: ['NVRA-US'],
      metrics: ['EPS'],
      period: 'annual',
      fiscalYear: 2035,
    });
    expect(items).toMatchObject([{ id: 'NVRA-US', status: 'no_data' }]);
  });

  it('gives the next three fiscal years with all that is said about them', async () => {
    const { items } = await host.list('factset_get_estimates', {
      ids: ['NVRA-US'],
      metrics: ['SALES'],
      period: 'annual',
      periods: 3,
    });
    expect(items.map(({ fiscalYear, relativePeriod, value }) => [fiscalYear, relativePeriod, value])).toEqual([
      [2026, 1, 1803.17],
      [2027, 2, 1976.799],
      [2028, 3, 2194.51],
    ]);
    expect(items[0]).toMatchObject({
      id: 'NVRA-US',
      name: 'Novera Systems Inc.',
      status: 'ok',
      unit: 'currency',
      currency: 'USD',
      scale: 1_000_000,
      periodType: 'annual',
      periodEnd: '2026-12-31',
      fiscalPeriod: 'FY',
      asOf: '2026-11-19',
      updateType: 'consensus',
      estimateCount: 9,
    });
  });

  it('gives the revisions of one year through time', async () => {
    const { items } = await host.list('factset_get_estimates', {
      ids: ['NVRA-US'],
      metrics: ['SALES'],
      period: 'annual',
      fiscalYear: 2026,
      since: '2025-11-19',
      asOf: '2026-11-19',
      frequency: 'quarterly',
    });
    expect(items.map(({ asOf, value }) => ({ asOf, sales: value }))).toEqual(
      REVISION_STORY.means.map(({ asOf, sales }) => ({ asOf, sales })),
    );
  });

  it('blends two years into the next twelve months', async () => {
    const { items } = await host.list('factset_get_estimates', { ids: ['NVRA-US'], metrics: ['SALES'], period: 'ntm' });
    expect(items[0]).toMatchObject({ periodType: 'ntm', fiscalPeriod: 'NTM' });
    expect(Number(items[0]?.value)).toBeGreaterThan(1803.17);
    expect(Number(items[0]?.value)).toBeLessThan(1976.799);
  });
});

it('gives results on the basis of the estimates', async () => {
  const { items } = await host.list('factset_get_actuals', {
    ids: ['NVRA-US'],
    metrics: ['EPS'],
    period: 'quarterly',
    periods: 2,
  });
  expect(items.map(({ fiscalPeriod, value, reportDate }) => [fiscalPeriod, value, reportDate])).toEqual([
    ['Q2', 2.49, '2026-08-10'],
    ['Q3', 2.64, '2026-11-09'],
  ]);
});

it('gives surprises as result, expectation and difference', async () => {
  const { items } = await host.list('factset_get_surprises', {
    ids: ['NVRA-US', 'QQQQ-US'],
    metrics: ['EPS'],
    period: 'quarterly',
  });
  expect(items).toMatchObject([
    { id: 'QQQQ-US', status: 'not_found' },
    { id: 'NVRA-US', status: 'ok', value: 2.64, expected: 2.53, surprise: 0.11, surprisePercent: 4.347826 },
  ]);
});

it('gives ratings that add up', async () => {
  const { items } = await host.list('factset_get_ratings', { ids: ['NVRA-US', 'Z0001-US'] });
  for (const row of items) {
    const parts = [row.buy, row.overweight, row.hold, row.underweight, row.sell].map(Number);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(row.total);
  }
});

describe('factset_get_prices', () => {
  it('gives the close before a day without trading, and says so', async () => {
    const { items, notes } = await host.list('factset_get_prices', {
      ids: ['NVRA-US'],
      from: '2026-11-15',
      adjust: 'split',
    });
    expect(items).toMatchObject([{ value: 322.83, asOf: '2026-11-13', unit: 'currency/share', currency: 'USD' }]);
    expect(notes).toContain('2026-11-15 had no trading; the close of 2026-11-13 is given.');
  });

  it('has nothing before the first day, and says so', async () => {
    const { items } = await host.list('factset_get_prices', {
      ids: ['NVRA-US'],
      from: '2019-01-02',
      to: '2019-02-01',
      adjust: 'split',
    });
    expect(items).toMatchObject([{ id: 'NVRA-US', status: 'no_data' }]);
  });

  it('pages through three years of days without losing or repeating one', async () => {
    const rows = await host.all('factset_get_prices', {
      ids: ['NVRA-US', 'OBSC-US'],
      from: '2023-11-20',
      to: '2026-11-19',
      adjust: 'split',
      limit: 500,
    });
    expect(rows).toHaveLength(1556);
    expect(new Set(rows.map((row) => `${row.id} ${row.asOf}`)).size).toBe(1556);
  });
});

it('gives market values in millions', async () => {
  const { items } = await host.list('factset_get_market_values', { ids: ['NVRA-US'] });
  expect(items).toMatchObject([
    { value: 11111.4885, currency: 'USD', scale: 1_000_000, unit: 'currency', asOf: '2026-11-19' },
  ]);
});
