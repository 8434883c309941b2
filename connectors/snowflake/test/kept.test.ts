import type { InMemoryHost } from '@rolekit/sdk/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { list, startBench, type TestBench } from './host.ts';

const SQL = 'SELECT order_id, load_id, amount FROM sales.orders ORDER BY 1, 2';

let bench: TestBench;
let host: InMemoryHost;
beforeAll(async () => {
  bench = await startBench({ partitionRows: 1000 });
  host = await bench.host();
});
afterAll(() => bench.close());

it('keeps the rows of all partitions, whose sums are those of Snowflake', async () => {
  const answer = await host.call('snowflake_query', { sql: SQL, keep: true, limit: 10 });
  const kept = answer.structured.kept as { handle: string; rows: number; whole: boolean };
  expect(answer.structured.page).toMatchObject({ returned: 10, total: kept.rows, truncated: true });
  expect(kept.whole).toBe(true);
  const [truth] = (
    await list(host, 'snowflake_query', { sql: 'SELECT COUNT(*) AS n, SUM(amount) AS total FROM sales.orders' })
  ).items as { N: number; TOTAL: number | string }[];
  const before = bench.sandbox.stats().reads;
  const { structured } = await host.call('snowflake_read_results', {
    handle: kept.handle,
    measures: [{ op: 'count' }, { op: 'sum', field: 'AMOUNT' }],
  });
  expect(structured.items).toEqual([{ count: truth?.N, sum_AMOUNT: truth?.TOTAL }]);
  expect(bench.sandbox.stats().reads).toBe(before);
});

it('names the column that was meant', async () => {
  const answer = await host.call('snowflake_query', {
    sql: 'SELECT order_id, amount FROM sales.orders LIMIT 5',
    keep: true,
  });
  const { handle } = answer.structured.kept as { handle: string };
  const wrong = await host.call('snowflake_read_results', { handle, groupBy: ['order'] });
  expect(wrong.text).toContain('unknown field `order`; Did you mean `ORDER_ID`?');
});
