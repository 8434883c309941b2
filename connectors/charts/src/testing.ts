import { type ChartInput, chartInput } from './input.ts';

/** Three weeks of users: the smallest chart, changed by each test as it needs. */
export function chart(changes: Record<string, unknown> = {}): ChartInput {
  return chartInput.parse({
    type: 'line',
    title: 'Users fell',
    rows: [
      { week: '2026-10-12', users: 787 },
      { week: '2026-10-05', users: 1006 },
      { week: '2026-10-19', users: 982 },
    ],
    x: 'week',
    y: 'users',
    unit: 'users per week',
    source: { connector: 'snowflake' },
    query: 'SELECT week, users FROM weekly',
    ...changes,
  });
}

/** Rows of columns `x` and `y`, and `s` where given. */
export function rowsOf(...rows: [x: unknown, y: unknown, s?: string][]): Record<string, unknown>[] {
  return rows.map(([x, y, s]) => ({ x, y, ...(s === undefined ? {} : { s }) }));
}
