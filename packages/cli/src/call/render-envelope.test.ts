import { describe, expect, test } from 'vitest';
import { createOut } from '../terminal.ts';
import { renderEnvelope } from './render-envelope.ts';

function printed(envelope: Record<string, unknown>, columns: number, isTTY = true): string[] {
  let text = '';
  const stream = { isTTY, columns, write: (part: string) => (text += part) };
  renderEnvelope(envelope, createOut(stream, { NO_COLOR: '1' }));
  return text.trimEnd().split('\n');
}

const DEALS = {
  items: [
    {
      id: 'd1',
      name: 'Novera renewal with a very long name that nobody reads',
      amount: 1200.5,
      owner: { name: 'Ada', team: 'East' },
    },
    { id: 'd2', name: 'Short', amount: 98000, owner: null, tags: ['new', 'hot'], lines: [{ n: 1 }] },
  ],
};

describe('rows', () => {
  test('that fit are aligned, numbers at the right, nested values short', () => {
    expect(printed(DEALS, 160)).toEqual([
      'id  name                                                    amount  owner                  tags      lines',
      'd1  Novera renewal with a very long name that nobody reads  1200.5  name: Ada, team: East',
      'd2  Short                                                    98000                         new, hot  1 row',
    ]);
  });

  test('on a narrow terminal the longest texts give room', () => {
    expect(printed(DEALS, 70)).toEqual([
      'id  name                 amount  owner                 tags      lines',
      'd1  Novera renewal wit…  1200.5  name: Ada, team: Ea…',
      'd2  Short                 98000                        new, hot  1 row',
    ]);
  });

  test('columns without room are named', () => {
    const row = {
      id: 'd1',
      first: 'A long first text',
      second: 'A long second text',
      sum: 123456,
      other: 'Another text',
    };
    expect(printed({ items: [row] }, 28)).toEqual([
      'id  first        second',
      'd1  A long fir…  A long sec…',
      '2 more columns: sum, other;',
      'choose with --fields',
    ]);
  });

  test('a number is never cut', () => {
    const rows = [{ text: 'A longer text', amount: '12345678901234567890.50' }];
    expect(printed({ items: rows }, 35)).toEqual([
      'text                         amount',
      'A longer…   12345678901234567890.50',
    ]);
  });

  test('letters of two columns and marks of none keep the lines straight', () => {
    const rows = [
      { name: '東京', sum: 1 },
      { name: 'Zoe\u0308', sum: 2 },
    ];
    expect(printed({ items: rows }, 60)).toEqual(['name  sum', '東京    1', 'Zoe\u0308     2']);
  });

  test('a text cannot break out of its line or colour what follows', () => {
    const rows = [{ note: 'a\nb\u001B[31mc\u202Ed' }];
    expect(printed({ items: rows }, 60)).toEqual(['note', 'a b[31mcd']);
  });

  test('a pipe gets them whole', () => {
    const rows = [{ note: 'x'.repeat(300) }];
    expect(printed({ items: rows }, 60, false)).toEqual(['note', 'x'.repeat(300)]);
  });
});

test('one thing is a name and a value a line, its lists are tables', () => {
  const item = { id: 'd1', body: 'One two three four five six seven', lines: [{ n: 1 }, { n: 20 }], gone: null };
  expect(printed({ item }, 28)).toEqual([
    'id     d1',
    'body   One two three four',
    '       five six seven',
    'lines',
    '   n',
    '   1',
    '  20',
    'gone',
  ]);
});

test('the foot says how much it is, what to know of it and where it comes from', () => {
  const page = { returned: 2, total: 12, truncated: true, next: 'c2' };
  const source = { connector: 'crm', environment: 'sandbox', asOf: '2026-11-30T08:00:00Z' };
  expect(printed({ items: [], page, notes: ['Closed deals are left out.'], source }, 100)).toEqual([
    '2 of 12 rows; more with --cursor c2',
    'Note: Closed deals are left out.',
    'crm SANDBOX (demo data), as of 2026-11-30T08:00:00Z',
  ]);
  expect(printed({ items: [], page: { returned: 1, truncated: false } }, 100)).toEqual(['1 row']);
});

describe('values of metrics', () => {
  const metrics = {
    items: [
      { id: 'Q', message: 'There is no such company.' },
      { id: 'A', name: 'A Inc.', values: { SALES: 1200, PE: 12.5 } },
      { id: 'B', name: 'B Inc.', currency: 'EUR', values: { SALES: 70, PE: null }, marks: { SALES: 2, PE: 1 } },
    ],
    common: { periodEnd: '2026-09-30' },
    columns: [{ metrics: ['SALES'], scale: 1000000 }, { metrics: ['PE'] }],
    footnotes: { 1: { message: 'Earnings are negative.' }, 2: { source: 'press | release' } },
    page: { returned: 3, truncated: false },
  };

  test('are a line for each id, digits below each other, and below it what holds for them', () => {
    expect(printed(metrics, 80)).toEqual([
      'id  name    currency    SALES       PE',
      'A   A Inc.            1200     12.5',
      'B   B Inc.  EUR         70[2]  n.m.[1]',
      'Q: message There is no such company.',
      'All: periodEnd 2026-09-30',
      'SALES: scale 1000000',
      '[1] message Earnings are negative.',
      '[2] source press | release',
      '3 rows',
    ]);
  });

  test('on a narrow terminal columns are left out and named', () => {
    expect(printed(metrics, 30).slice(0, 5)).toEqual([
      'id  name    currency    SALES',
      'A   A Inc.            1200',
      'B   B Inc.  EUR         70[2]',
      '1 more column: PE; choose',
      'metrics with --fields',
    ]);
  });

  test('what describes a line gives room to values, its period last', () => {
    const line = { id: 'A', periodEnd: '2026-09-30', fiscalYear: 2026, values: { SALES: 1200 } };
    expect(printed({ items: [line], columns: [{ metrics: ['SALES'] }] }, 25)).toEqual([
      'id  periodEnd   SALES',
      'A   2026-09-30   1200',
      '1 more column:',
      'fiscalYear; choose',
      'metrics with --fields',
    ]);
  });

  test('that are none print nothing but their foot', () => {
    expect(printed({ items: [], columns: [], page: { returned: 0, truncated: false } }, 80)).toEqual(['0 rows']);
  });
});
