import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servedFrom } from '@rolekit/sdk/serve';
import { connectInMemory, type InMemoryHost } from '@rolekit/sdk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calendarize } from './calendarize.ts';
import { compareFigures } from './compare-figures.ts';
import models from './index.ts';
import { type Company, comps, impliedValues } from './multiples.ts';
import { changesOf } from './period-changes.ts';
import { round } from './round.ts';
import { checkStatements } from './statements.ts';
import { quantile, statisticsOf } from './statistics.ts';

const IQR = { method: 'iqr', factor: 1.5 } as const;

function company(id: string, changes: Partial<Company> = {}): Company {
  return {
    id,
    name: `Company ${id}`,
    currency: 'USD',
    price: 50,
    shares: 100,
    netDebt: 1000,
    minorityInterest: 0,
    preferred: 0,
    revenue: 2000,
    ebitda: 500,
    netIncome: 250,
    period: 'CY2026E',
    asOf: '2026-11-20',
    source: 'test',
    ...changes,
  };
}

describe('calendarisation', () => {
  it('refuses a year that the fiscal years do not cover', () => {
    expect(() => calendarize('A', [{ periodEnd: '2026-06-30', value: 100 }], 2026)).toThrow(
      'cover 6 of the 12 months of 2026',
    );
  });

  it('refuses a transition period', () => {
    const values = [
      { periodEnd: '2025-12-31', value: 100 },
      { periodEnd: '2026-03-31', value: 30 },
    ];
    expect(() => calendarize('A', values, 2026)).toThrow('3 months apart');
  });

  it('weights two fiscal years by months', () => {
    const june = calendarize(
      'A',
      [
        { periodEnd: '2027-06-30', value: 120 },
        { periodEnd: '2026-06-30', value: 100 },
      ],
      2026,
    );
    expect(june).toEqual({
      value: 110,
      parts: [
        { periodEnd: '2026-06-30', value: 100, months: 6 },
        { periodEnd: '2027-06-30', value: 120, months: 6 },
      ],
    });
    const january = calendarize(
      'B',
      [
        { periodEnd: '2026-01-31', value: 120 },
        { periodEnd: '2027-01-31', value: 240 },
      ],
      2026,
    );
    expect(january.value).toBe(230);
  });

  it('leaves a calendar year as it is', () => {
    expect(calendarize('A', [{ periodEnd: '2026-12-31', value: 77 }], 2026).parts).toEqual([
      { periodEnd: '2026-12-31', value: 77, months: 12 },
    ]);
  });
});

describe('statistics', () => {
  it('say why each value is left out', () => {
    const values = [10, 11, 12, 13, 14, 60].map((value, index) => ({ id: `C${index}`, value }));
    const result = statisticsOf([...values, { id: 'N', value: null, reason: 'EBITDA is not positive' }], IQR);
    expect(result).toMatchObject({
      count: 5,
      mean: 12,
      median: 12,
      p25: 11,
      p75: 13,
      min: 10,
      max: 14,
      bounds: { low: 7.5, high: 17.5 },
    });
    expect(result.excluded).toEqual([
      { id: 'N', value: null, reason: 'EBITDA is not positive' },
      { id: 'C5', value: 60, reason: 'outlier: above 17.5 (1.5 × interquartile range)' },
    ]);
  });

  it('call nothing an outlier among fewer than five values', () => {
    const few = [1, 2, 3, 900].map((value, index) => ({ id: `C${index}`, value }));
    expect(statisticsOf(few, IQR)).toMatchObject({ count: 4, max: 900, bounds: null });
  });

  it('of nothing are null, not zero', () => {
    expect(statisticsOf([{ id: 'A', value: null }], IQR)).toMatchObject({
      count: 0,
      mean: null,
      median: null,
      min: null,
    });
  });

  it('interpolate quartiles like a spreadsheet', () => {
    expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
    expect(quantile([1, 2, 3, 4], 0.75)).toBe(3.25);
  });
});

describe('comps', () => {
  it('refuse metrics of different periods and a company given twice', () => {
    expect(() => comps([company('A'), company('B', { period: 'FY2026' })], IQR)).toThrow(
      'different periods: CY2026E, FY2026',
    );
    expect(() => comps([company('A'), company('A')], IQR)).toThrow('A is given twice');
  });

  it('refuse earnings per share of some companies only', () => {
    expect(() => comps([company('A', { eps: 2.5 }), company('B')], IQR)).toThrow(
      '1 of 2 companies have earnings per share',
    );
  });

  it('compute P/E from earnings per share where they are given', () => {
    const { companies } = comps(
      [company('A', { eps: 2.4 }), company('B', { eps: null }), company('C', { eps: -1 })],
      IQR,
    );
    expect(companies.map(({ pe, notMeaningful }) => [pe, notMeaningful.pe])).toEqual([
      [20.8333, undefined],
      [null, 'EPS is missing'],
      [null, 'EPS is not positive'],
    ]);
  });

  it('compute enterprise value and multiples, and say what is not meaningful', () => {
    const { companies } = comps(
      [company('A', { minorityInterest: 200, preferred: 100 }), company('B', { ebitda: -5, netIncome: null })],
      IQR,
    );
    expect(companies[0]).toMatchObject({
      equityValue: 5000,
      enterpriseValue: 6300,
      evRevenue: 3.15,
      evEbitda: 12.6,
      pe: 20,
      notMeaningful: {},
    });
    expect(companies[1]).toMatchObject({
      evEbitda: null,
      pe: null,
      notMeaningful: { evEbitda: 'EBITDA is not positive', pe: 'net income is missing' },
    });
  });

  it('value a target from the quartiles, P/E through equity', () => {
    const at = (value: number) => ({ p25: value - 1, median: value, p75: value + 1 });
    const target = {
      currency: 'USD',
      revenue: 100,
      ebitda: -1,
      netIncome: 10,
      netDebt: 40,
      minorityInterest: 5,
      preferred: 5,
      shares: 10,
    };
    const values = impliedValues(target, { evRevenue: at(3), evEbitda: at(12), pe: at(20) });
    expect(values.map(({ multiple }) => multiple)).toEqual(['evRevenue', 'evRevenue', 'evRevenue', 'pe', 'pe', 'pe']);
    expect(values[1]).toMatchObject({ enterpriseValue: 300, equityValue: 250, perShare: 25 });
    expect(values[4]).toMatchObject({ enterpriseValue: 250, equityValue: 200, perShare: 20 });
  });
});

it('a target is valued by its earnings per share, and against its price', () => {
  const at = { p25: null, median: 20, p75: null };
  const none = { p25: null, median: null, p75: null };
  const target = {
    currency: 'USD',
    revenue: 100,
    ebitda: 30,
    netIncome: null,
    eps: 1.2,
    netDebt: 40,
    minorityInterest: 5,
    preferred: 5,
    shares: 10,
    price: 25,
  };
  expect(impliedValues(target, { evRevenue: none, evEbitda: none, pe: at })).toEqual([
    {
      multiple: 'pe',
      at: 'median',
      applied: 20,
      enterpriseValue: 290,
      equityValue: 240,
      perShare: 24,
      againstPricePercent: -4,
    },
  ]);
});

describe('statement checks', () => {
  const year = {
    period: '2025-12-31',
    revenue: 100,
    netIncome: 10,
    totalAssets: 200,
    totalLiabilities: 120,
    totalEquity: 80,
    retainedEarnings: 30,
    dividends: 0,
    cash: 20,
    cashFromOperations: 0,
    cashFromInvesting: 0,
    cashFromFinancing: 0,
    cashFromExchange: 0,
  };

  it('find what does not hang together, by how much', () => {
    const next = {
      ...year,
      period: '2026-12-31',
      totalAssets: 205,
      revenue: 180,
      retainedEarnings: 37,
      dividends: 3,
      cash: 26,
      cashFromOperations: 6,
    };
    const found = checkStatements([next, year], 0.5, 50).filter(({ status }) => status !== 'ok');
    expect(found).toEqual([
      {
        check: 'balance',
        period: '2026-12-31',
        status: 'failed',
        expected: 200,
        found: 205,
        difference: 5,
        message: 'total assets against liabilities and equity: off by 5',
      },
      {
        check: 'revenue_growth',
        period: '2026-12-31',
        status: 'look',
        expected: 100,
        found: 180,
        difference: 80,
        changePercent: 80,
        message: 'revenue changed by 80 %: find out why',
      },
    ]);
  });
});

describe('changes', () => {
  const values = [
    { at: '2026-12-31', value: 121 },
    { at: '2024-12-31', value: 100 },
    { at: '2025-12-31', value: 110 },
  ];

  it('refuse two values of one date', () => {
    expect(() => changesOf('A sales', [...values, { at: '2025-12-31', value: 111 }], 'previous')).toThrow(
      'A sales has two values of 2025-12-31',
    );
  });

  it('of each value against the one before have no compound rate', () => {
    expect(changesOf('A', values, 'previous')).toEqual([
      {
        from: '2024-12-31',
        to: '2025-12-31',
        fromValue: 100,
        toValue: 110,
        change: 10,
        percent: 10,
        perYearPercent: null,
      },
      {
        from: '2025-12-31',
        to: '2026-12-31',
        fromValue: 110,
        toValue: 121,
        change: 11,
        percent: 10,
        perYearPercent: null,
      },
    ]);
  });

  it('of the last value against earlier ones compound beyond a year', () => {
    expect(changesOf('A', values, 'last').map(({ percent, perYearPercent }) => [percent, perYearPercent])).toEqual([
      [21, 10],
      [10, null],
    ]);
  });

  it('from a loss have no percentage', () => {
    expect(changesOf('A', [{ at: '2024-12-31', value: -5 }, ...values.slice(0, 1)], 'last')[0]).toMatchObject({
      change: 126,
      percent: null,
      perYearPercent: null,
      note: 'n.m.: from a negative value',
    });
  });
});

it('comparing figures names the kind of each error', () => {
  const of = { metric: 'sales', period: '2025', currency: 'USD' };
  const sources = [
    { ...of, value: 1959.485, version: 'latest' as const, source: 'X-R' },
    { ...of, value: 1973.685, version: 'original' as const, source: 'X-R' },
  ];
  const status = (value: number, changes = {}) =>
    compareFigures([{ place: 'D7', ...of, value, ...changes }], sources, 0.05)[0];
  expect(status(1959.5)?.status).toBe('ok');
  expect(status(1973.7)).toMatchObject({
    status: 'original',
    expected: 1959.485,
    message: 'as first published; restated to 1959.485 since',
  });
  expect(status(-1959.485)?.status).toBe('sign');
  expect(status(1959485)).toMatchObject({ status: 'scale', message: '1,000 times too large' });
  expect(status(1.959485)).toMatchObject({ status: 'scale', message: '1,000 times too small' });
  expect(status(1959.485, { currency: 'EUR' })).toMatchObject({
    status: 'currency',
    message: 'EUR in the model, USD in the source',
  });
  expect(status(1995.485)).toMatchObject({ status: 'differs', difference: 36, message: 'off by 36 (1.8 %)' });
  expect(status(1959.485, { period: '2024' })).toMatchObject({ status: 'no_source', expected: null });
});

it('rounding goes away from zero and ignores the error of the binary form', () => {
  expect([round(1.005, 2), round(-1.005, 2), round(2.5, 0), round(0, 2)]).toEqual([1.01, -1.01, 3, 0]);
});

describe('the tools', () => {
  let host: InMemoryHost;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rolekit-models-'));
    host = await connectInMemory(
      { name: 'm', version: '1.0.0', description: 'm', connectors: [servedFrom(models)] },
      { home: folder, env: { ROLEKIT_MODELS_FOLDER: folder } },
    );
  });
  afterAll(() => host.close());

  it('refuse a relative folder for workbooks', async () => {
    const other = await connectInMemory(
      { name: 'm', version: '1.0.0', description: 'm', connectors: [servedFrom(models)] },
      { home: folder, env: { ROLEKIT_MODELS_FOLDER: 'here' } },
    );
    const result = await other.call('models_build_comps_workbook', { title: 'x', companies: [company('A')] });
    expect(result.text).toContain('not an absolute path');
    await other.close();
  });

  it('name the place of a wrong value', async () => {
    const result = await host.call('models_compute_comps', {
      companies: [company('A', { currency: 'dollars', price: -1 })],
    });
    expect(result.text).toContain('`companies.0.currency`: must be an ISO 4217 code such as USD');
    expect(result.text).toContain('`companies.0.price`');
  });

  it('write a new workbook each time', async () => {
    const first = await host.call('models_build_comps_workbook', {
      title: 'Peers of Acme',
      companies: [company('A'), company('B')],
    });
    const second = await host.call('models_build_comps_workbook', {
      title: 'Peers of Acme',
      companies: [company('A')],
    });
    expect(first.structured).toMatchObject({
      item: {
        path: join(folder, 'peers-of-acme.xlsx'),
        sheets: ['Summary', 'Inputs', 'Comps', 'Statistics', 'Checks'],
      },
    });
    expect(second.structured).toMatchObject({ item: { path: join(folder, 'peers-of-acme-2.xlsx') } });
    expect((await readFile(join(folder, 'peers-of-acme.xlsx'))).subarray(0, 2).toString()).toBe('PK');
  });
});
