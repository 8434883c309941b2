import { RolekitError } from '@rolekit/sdk';
import { describe, expect, test } from 'vitest';
import { draw } from './draw-chart.ts';
import { percentKindOf } from './percent.ts';
import { chart, rowsOf } from './testing.ts';

const XY = { x: 'x', y: 'y', unit: '%' };
const MONTHS = ['2026-01-01', '2026-02-01', '2026-03-01', '2026-04-01'];
const column = (...values: number[]) =>
  rowsOf(...values.map((value, at): [string, number] => [MONTHS[at] ?? '', value]));

async function refusal(changes: Record<string, unknown>): Promise<string> {
  const error = await draw(chart({ ...XY, ...changes })).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error === undefined) return 'drawn';
  return error instanceof RolekitError ? `${error.message} ${error.fix}` : String(error);
}

test.each([
  ['%', 'percent'],
  ['% of sessions', 'percent'],
  ['share of users, %', 'percent'],
  ['Percent per year', 'percent'],
  ['percentage points', 'points'],
  ['%-points', 'points'],
  ['pp', 'points'],
  ['fraction of users', 'fraction'],
  ['share (0 to 1)', 'fraction'],
  ['users per week', 'other'],
  ['US dollars per app', 'other'],
])('the unit "%s" says %s', (unit, kind) => {
  expect(percentKindOf(unit)).toBe(kind);
});

describe('percent is refused', () => {
  test('when all values are fractions, with what to do', async () => {
    expect(await refusal({ rows: column(0.12, 0.31, 0.2) })).toBe(
      'The unit "%" says percent, but `y` has only values from 0.12 to 0.31: fractions? Multiply by 100 in the query: 12.5 is 12.5 %. If they are that small, write the unit as "% (below 1 %)".',
    );
    expect(await refusal({ rows: column(-0.05, 1, 0) })).toContain('from -0.05 to 1: fractions?');
    const minutes = [{ share: 0.1 }, { share: 0.4 }, { share: 0.45 }];
    expect(await refusal({ type: 'histogram', x: 'share', y: undefined, rows: minutes })).toContain('`share` has only');
  });

  test('when one series is in fractions and the others are not', async () => {
    const rows = rowsOf(
      ['2026-01-01', 0.12, 'web'],
      ['2026-02-01', 0.14, 'web'],
      ['2026-01-01', 11, 'ios'],
      ['2026-02-01', 13.5, 'ios'],
    );
    expect(await refusal({ rows, series: 's' })).toContain(
      'web seems to be in fractions, the other series in percent.',
    );
  });

  test('when one value is a fraction among percent', async () => {
    expect(await refusal({ rows: column(12.5, 0.131, 12.9, 13.2) })).toContain(
      '`y` has 0.131 beside 12.5: a fraction among percent?',
    );
  });

  test('when a threshold is a fraction', async () => {
    const annotations = [{ y: 0.2, label: 'Target' }];
    expect(await refusal({ rows: column(18, 22, 25), annotations })).toBe(
      '"Target" stands at 0.2, the values in percent at 18 to 25. Give 20 for 20 %.',
    );
  });

  test('when parts of a whole are more than it', async () => {
    const rows = rowsOf(['2026-01-01', 70, 'a'], ['2026-01-01', 60, 'b']);
    expect(await refusal({ rows, series: 's', type: 'stacked_bar' })).toContain(
      'The parts at 2026-01-01 add up to 130 "%"; a whole has 100 %.',
    );
  });

  test('when the unit says fractions and the values are percent', async () => {
    expect(await refusal({ rows: column(12, 31), unit: 'fraction of users' })).toContain(
      'says fractions, but `y` has 12. If the values are percent, give the unit "%".',
    );
  });
});

describe('percent is drawn', () => {
  test.each([
    ['of any size', { rows: column(12, 250, -3, 0.4) }],
    ['that is zero or one', { rows: column(0, 1, 1) }],
    ['below 1 where the unit says so', { rows: column(0.2, 0.31), unit: '% (below 1 %)' }],
    [
      'below 1 where the query multiplied',
      { rows: column(0.2, 0.31), query: 'SELECT x, ROUND(100.0 * a / b, 2) AS y' },
    ],
    [
      'of shares that rounding brought over 100',
      {
        rows: rowsOf(['2026-01-01', 33.4, 'a'], ['2026-01-01', 66.7, 'b']),
        series: 's',
        type: 'stacked_bar',
      },
    ],
    [
      'of a rare and a common thing',
      {
        rows: rowsOf(['2026-01-01', 0.4, 'failed'], ['2026-01-01', 99.6, 'fine']),
        series: 's',
        type: 'bar',
      },
    ],
    ['as fractions where the unit says so', { rows: column(0.2, 0.31), unit: 'fraction of users' }],
  ])('%s', async (_, changes) => {
    expect(await refusal(changes)).toBe('drawn');
  });

  test('as percentage points, which are not percent', async () => {
    const { alt } = await draw(chart({ ...XY, unit: 'percentage points', type: 'bar', rows: column(2, -0.5) }));
    expect(alt).toContain('2026-01-01 2.0 pp, 2026-02-01 −0.5 pp');
  });
});
