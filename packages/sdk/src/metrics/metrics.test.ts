import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MetricRow, metricRows, metricTable, tableOf } from './index.ts';

const LAYOUT = { by: ['periodEnd', 'version'] };

const ltm = (id: string, metric: string, value: number | null, more: object = {}): MetricRow => ({
  id,
  name: `${id} Inc.`,
  metric,
  value,
  ...{ unit: 'currency', currency: 'USD', scale: 1_000_000, periodType: 'ltm', periodEnd: '2026-09-30' },
  ...more,
});
const EPS = { unit: 'currency/share', scale: 1 };

/** Rows in any order, fields in any order. */
const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();

describe('a metric table', () => {
  it('has one line for each company, and says what holds for all of them once', () => {
    const rows = [ltm('A', 'SALES', 10), ltm('A', 'EPS', 1.5, EPS), ltm('B', 'SALES', 20), ltm('B', 'EPS', -2, EPS)];
    expect(metricTable(rows, LAYOUT)).toEqual({
      items: [
        { id: 'A', name: 'A Inc.', values: { SALES: 10, EPS: 1.5 } },
        { id: 'B', name: 'B Inc.', values: { SALES: 20, EPS: -2 } },
      ],
      common: { currency: 'USD', periodType: 'ltm', periodEnd: '2026-09-30' },
      columns: [
        { metrics: ['SALES'], unit: 'currency', scale: 1_000_000 },
        { metrics: ['EPS'], unit: 'currency/share', scale: 1 },
      ],
    });
  });

  it('keeps each own currency in its line, and says which metrics have none', () => {
    const shares = { unit: 'shares', currency: undefined };
    const rows = [
      ltm('A', 'SALES', 10),
      ltm('A', 'SHARES', 5, shares),
      ltm('B', 'SALES', 20, { currency: 'EUR' }),
      ltm('B', 'SHARES', 6, shares),
    ];
    const { items, columns } = metricTable(rows, LAYOUT);
    expect(items).toMatchObject([
      { id: 'A', currency: 'USD', values: { SALES: 10, SHARES: 5 } },
      { id: 'B', currency: 'EUR', values: { SALES: 20, SHARES: 6 } },
    ]);
    expect(columns).toEqual([
      { metrics: ['SALES'], unit: 'currency' },
      { metrics: ['SHARES'], without: ['currency'], unit: 'shares' },
    ]);
  });

  it('marks the one value with another source, date or currency', () => {
    const rows = ['A', 'B', 'C'].flatMap((id) => ['SALES', 'EBITDA', 'DEBT'].map((metric) => ltm(id, metric, 1)));
    rows[4] = ltm('B', 'EBITDA', 7, { currency: 'EUR', periodEnd: '2025-12-31', source: 'filing' });
    const { items, footnotes } = metricTable(rows, LAYOUT);
    expect(items[1]).toEqual({
      id: 'B',
      name: 'B Inc.',
      values: { SALES: 1, EBITDA: 7, DEBT: 1 },
      marks: { EBITDA: 1 },
    });
    expect(footnotes).toEqual({ 1: { currency: 'EUR', periodEnd: '2025-12-31', source: 'filing' } });
  });

  it('tells a value that is missing from one that is not meaningful and from zero', () => {
    const rows: MetricRow[] = [
      { id: 'A', name: 'A Inc.', metric: 'EPS', message: 'No value.' } as MetricRow,
      ltm('A', 'PE', null, { message: 'EPS is negative.' }),
      ltm('A', 'DEBT', 0),
      ltm('A', 'SALES', 5),
      ...['EPS', 'PE', 'DEBT', 'SALES'].map((metric) => ltm('B', metric, 9)),
    ];
    const { items, footnotes } = metricTable(rows, LAYOUT);
    expect(items.slice(0, 1)).toEqual([
      { id: 'A', name: 'A Inc.', values: { PE: null, DEBT: 0, SALES: 5 }, marks: { PE: 2, EPS: 1 } },
    ]);
    expect(footnotes).toEqual({ 1: { message: 'No value.' }, 2: { message: 'EPS is negative.' } });
  });

  it('says what became of an id as a whole in a line of its own', () => {
    const unknown = { id: 'Q', status: 'not_found', candidates: [{ id: 'QQ' }] };
    expect(metricTable([unknown, ltm('A', 'SALES', 1)], LAYOUT).items[0]).toEqual(unknown);
  });

  it('has a line for each period where a metric has several, and what belongs to the id beside them', () => {
    const ends = ['2025-12-31', '2026-03-31', '2026-06-30'];
    const rows = ['A', 'B'].flatMap((id) =>
      ends.map((periodEnd) => ltm(id, 'SALES', 1, { periodEnd, source: `${id}-S` })),
    );
    const { items, ids } = metricTable(rows, LAYOUT);
    expect(items.map(({ id, periodEnd, values }) => [id, periodEnd, values])).toEqual(
      ['A', 'B'].flatMap((id) => ends.map((end) => [id, end, { SALES: 1 }])),
    );
    expect(ids).toEqual({ A: { name: 'A Inc.', source: 'A-S' }, B: { name: 'B Inc.', source: 'B-S' } });
    expect(items[0]).not.toHaveProperty('name');
  });

  it('has columns for what belongs to one value alone', () => {
    const rows = [ltm('A', 'SALES', 10, { high: 12, low: 9 }), ltm('B', 'SALES', 20, { high: 22 })];
    const table = metricTable(rows, { ...LAYOUT, measures: ['high', 'low'] });
    expect(table.items.map(({ values }) => values)).toEqual([
      { SALES: 10, 'SALES.high': 12, 'SALES.low': 9 },
      { SALES: 20, 'SALES.high': 22 },
    ]);
    expect(sorted(metricRows(table))).toEqual(sorted(rows));
  });

  it('gives a page what its lines need', () => {
    const rows = [ltm('A', 'SALES', 1, { note: 'a' }), ltm('B', 'SALES', 2), ltm('C', 'SALES', 3, { note: 'c' })];
    const table = metricTable(rows, LAYOUT);
    expect(tableOf(table, table.items.slice(1, 2)).footnotes).toBeUndefined();
    expect(metricRows(tableOf(table, table.items.slice(2)))).toEqual([rows[2]]);
  });
});

describe('nothing is lost', () => {
  const few = (...of: string[]) => fc.constantFrom(...of);
  const attribute = fc.option(few('a', 'b', 'c'), { nil: undefined });
  const row = fc
    .record({
      id: few('A', 'B', '__proto__', 'constructor'),
      name: fc.option(few('Alpha', 'Beta | "Gamma"'), { nil: undefined }),
      metric: fc.option(few('SALES', 'EPS', 'constructor', '60'), { nil: undefined }),
      value: fc.option(fc.oneof(fc.double({ noNaN: true }), fc.string(), fc.constant(null)), { nil: undefined }),
      unit: attribute,
      currency: attribute,
      periodEnd: attribute,
      version: attribute,
      source: attribute,
      constructor: attribute,
      candidates: fc.option(fc.constantFrom([{ id: 'X' }], [[1], [2]]), { nil: undefined }),
      high: fc.option(fc.integer(), { nil: undefined }),
    })
    .map(
      (item) =>
        Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as unknown as MetricRow,
    );

  it('of any rows: the table gives them back', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const table = metricTable(rows, { ...LAYOUT, measures: ['high'] });
        expect(sorted(metricRows(JSON.parse(JSON.stringify(table))))).toEqual(sorted(JSON.parse(JSON.stringify(rows))));
      }),
      { numRuns: 500 },
    );
  });
});
