import { describe, expect, test } from 'vitest';
import { draw } from './draw-chart.ts';
import { chart, rowsOf } from './testing.ts';

const XY = { x: 'x', y: 'y' };
const days = (count: number) =>
  Array.from({ length: count }, (_, day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10));

/** What a refusal says, and what it says to do. */
async function refusal(changes: Record<string, unknown>): Promise<string> {
  const error = await draw(chart(changes)).then(
    () => undefined,
    (reason: { code?: string; message?: string; fix?: string }) => reason,
  );
  expect(error?.code).toBe('RK_INVALID_REQUEST');
  return `${error?.message} ${error?.fix}`;
}

describe('a chart is refused', () => {
  test('when a column does not exist, with the nearest that does', async () => {
    expect(await refusal({ y: 'user' })).toBe(
      'No row has the column `user` that `y` names. Did you mean `users`? The rows have: week, users.',
    );
    expect(await refusal({ series: 'platform' })).toContain('No row has the column `platform` that `series` names.');
  });

  test('when there is nothing to draw', async () => {
    const rows = [
      { week: '2026-10-05', users: null },
      { week: null, users: 3 },
    ];
    expect(await refusal({ rows })).toBe(
      'None of the 2 rows has both week and users. Check the query: nothing to draw.',
    );
  });

  test.each(['NaN', 'inf', '1,006', 'n/a', true])('when a value is %j, with its row', async (users) => {
    const rows = [
      { week: '2026-10-05', users: 1 },
      { week: '2026-10-12', users },
    ];
    expect(await refusal({ rows })).toContain(
      `\`users\` of row 2 is ${JSON.stringify(users)}, which is not a finite number.`,
    );
  });

  test('when two rows have one place, because one would hide the other', async () => {
    const rows = [
      { week: '2026-10-05', users: 1 },
      { week: '2026-10-05', users: 2 },
    ];
    expect(await refusal({ rows })).toBe(
      'More than one row has week 2026-10-05T00:00:00.000Z. Aggregate in the query (GROUP BY), or name the column that tells them apart as `series`.',
    );
  });

  test('when most of a column are dates and some are not', async () => {
    const rows = rowsOf(['2026-01-01', 1], ['2026-01-02', 2], ['2026-02-31', 3]);
    expect(await refusal({ ...XY, rows })).toContain(
      '`x` holds dates and 1 values that are none, such as "2026-02-31".',
    );
  });

  test('with more categories or series than can be read', async () => {
    const names = rowsOf(...Array.from({ length: 41 }, (_, i): [string, number] => [`n${i}`, i]));
    expect(await refusal({ ...XY, type: 'bar', rows: names })).toBe(
      'x has 41 values; bars show at most 40. Keep the largest and add up the others as "Other" in the query.',
    );
    const nine = rowsOf(...Array.from({ length: 9 }, (_, i): [string, number, string] => ['2026-01-01', i, `s${i}`]));
    expect(await refusal({ ...XY, series: 's', rows: nine })).toContain('s has 9 values; a chart shows at most 8.');
  });

  test('when a highlight or an annotation has no place in it', async () => {
    const rows = rowsOf(['2026-01-01', 1, 'ios'], ['2026-01-01', 2, 'web']);
    expect(await refusal({ ...XY, series: 's', highlight: 'IOS', rows })).toContain('Did you mean `ios`?');
    expect(await refusal({ annotations: [{ x: '2026-12-01', label: 'Launch' }] })).toContain(
      '"Launch" stands at 2026-12-01, which is not within the data (2026-10-05 to 2026-10-19).',
    );
    expect(await refusal({ annotations: [{ x: '2026-10-12', xTo: '2026-10-05', label: 'Outage' }] })).toContain(
      'ends before it begins',
    );
    expect(await refusal({ annotations: [{ label: 'Nowhere' }] })).toContain('needs either x or y');
  });

  test('when a waterfall does not add up, with the difference', async () => {
    const rows = rowsOf(['Q1', 100], ['Price', 20], ['Volume', -50], ['Q2', 80]);
    expect(await refusal({ ...XY, type: 'waterfall', rows })).toBe(
      'The changes lead to 70, but the last row says 80. Add the missing +10 as a change of its own ("unexplained"), or correct the rows.',
    );
  });

  test('when areas that add up have holes, or values that cannot add up', async () => {
    const rows = rowsOf(['2026-01-01', 1, 'a'], ['2026-01-01', 2, 'b'], ['2026-01-02', 1, 'a']);
    expect(await refusal({ ...XY, series: 's', type: 'area', rows })).toContain('1 are missing');
    expect(await refusal({ ...XY, type: 'area', rows: rowsOf(['2026-01-01', -1], ['2026-01-02', 1]) })).toContain(
      'below zero',
    );
    const mixed = rowsOf(['a', 5, 'one'], ['a', -3, 'two']);
    expect(await refusal({ ...XY, series: 's', type: 'stacked_bar', rows: mixed })).toContain('no readable length');
  });

  test('when its type and its columns do not fit', async () => {
    expect(await refusal({ y: undefined })).toContain('A chart of type line needs `y`.');
    expect(await refusal({ type: 'stacked_bar' })).toContain('A stacked bar needs `series`.');
    expect(await refusal({ type: 'histogram' })).toContain('counts the rows by `x` alone');
    const rows = rowsOf(...days(130).map((day): [string, number] => [day, 1]));
    expect(await refusal({ ...XY, type: 'bar', rows })).toContain('bars show at most 120');
  });
});

describe('the arguments of a chart are refused', () => {
  test.each(['unit', 'source', 'query', 'title', 'rows', 'x'])('without %s', (name) => {
    expect(() => chart({ [name]: undefined })).toThrow(name);
  });

  test('with an empty unit or query', () => {
    expect(() => chart({ unit: ' ' })).toThrow('unit');
    expect(() => chart({ query: '' })).toThrow('query');
  });

  test('with more than 2,000 rows', () => {
    const rows = Array.from({ length: 2001 }, (_, day) => ({ week: day, users: 1 }));
    expect(() => chart({ rows })).toThrow('at most 2,000 rows: aggregate in the query');
  });

  test('with a field of the source or of an annotation that does not exist', () => {
    expect(() => chart({ source: { connector: 'a', url: 'https://a.example' } })).toThrow('url');
    expect(() => chart({ annotations: [{ at: '2026-10-12', label: 'x' }] })).toThrow('at');
  });
});
