import { connectSandbox, type InMemoryHost } from '@rolekit/sdk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import snowflake from '../src/index.ts';
import { failure, list, startBench, type TestBench } from './host.ts';

let bench: TestBench;
let host: InMemoryHost;

beforeAll(async () => {
  bench = await startBench({ partitionRows: 1000, syncMs: 200, resumeMs: 600, rows: 10_000_000 });
  host = await bench.host({ allowedFunctions: 'SYSTEM$WAIT' });
});
afterAll(() => bench.close());

const query = (sql: string, more: Record<string, unknown> = {}) => list(host, 'snowflake_query', { sql, ...more });
const refusal = (sql: string, more: Record<string, unknown> = {}) => failure(host, 'snowflake_query', { sql, ...more });

describe('what goes wrong with a query', () => {
  it('refuses a write before it reaches Snowflake', async () => {
    const { reads, writes } = bench.sandbox.stats();
    expect(await refusal('DELETE FROM sales.orders')).toMatchObject({
      kind: 'invalid_request',
      message: 'Not run: DELETE is not a statement that only reads.',
    });
    expect(bench.sandbox.stats()).toEqual({ reads, writes });
  });

  it('refuses every row of a large table, and says how to ask better', async () => {
    const error = await refusal('SELECT * FROM product.event_archive');
    expect(error.kind).toBe('too_large');
    expect(error.message).toBe(
      'Not run: it asks for every row of about 540 MB (25 of 25 micro-partitions of BRINDLEMARK.PRODUCT.EVENT_ARCHIVE); the limit is 256 MB.',
    );
    expect(error.next).toContain('snowflake_profile_query');
  });

  it.each([
    [
      'SELECT nocolumn FROM sales.orders',
      'invalid_request',
      "invalid identifier 'NOCOLUMN'",
      'snowflake_describe_table',
    ],
    ['SELECT * FROM sales.nosuch LIMIT 1', 'not_found', 'SALES.NOSUCH', 'snowflake_list_objects'],
    ['SELECT * FROM nosuch.a.b LIMIT 1', 'not_found', 'NOSUCH', 'snowflake_list_objects'],
    ['SELECT amount FROM FROM sales.orders', 'invalid_request', 'syntax error', 'Correct the statement'],
    ['SELECT order_id / 0 FROM sales.orders LIMIT 1', 'invalid_request', '', ''],
    ["SELECT 'a'::INT", 'invalid_request', "Numeric value 'a' is not recognized", ''],
  ])('explains %s', async (sql, kind, message, next) => {
    const error = await refusal(sql);
    expect(error.kind).toBe(kind);
    expect(error.message).toContain(message);
    expect(error.next).toContain(next);
  });

  it('says that a warehouse sleeps and nobody wakes it, or is not ours', async () => {
    for (const warehouse of ['PARKED_WH', 'FINANCE_WH', 'NOSUCH_WH']) {
      const error = await refusal('SELECT COUNT(*) FROM sales.orders', { warehouse });
      expect(error.kind).toBe('upstream_unavailable');
      expect(error.next).toContain('SHOW WAREHOUSES');
    }
  });

  it('waits for a warehouse that wakes by itself', async () => {
    const { items } = await query('SELECT COUNT(*) AS n FROM sales.orders', { warehouse: 'SLEEPY_WH' });
    expect(items).toEqual([{ N: 42_064 }]);
  });

  it('ends a job that never ends, in Snowflake too', async () => {
    const error = await refusal('SELECT SYSTEM$WAIT(600)', { timeoutSeconds: 1 });
    expect(error).toMatchObject({ kind: 'timeout', message: 'Snowflake did not answer within 1 s.' });
  });

  it('does not leave the role of the connection', async () => {
    expect(await refusal('SELECT 1', { role: 'ANALYST' })).toMatchObject({
      kind: 'invalid_request',
      message: 'The connection always uses the role ANALYST_READ.',
    });
    expect((await query('SELECT CURRENT_ROLE() AS role')).items).toEqual([{ ROLE: 'ANALYST_READ' }]);
  });

  it('refuses a role that is not granted', async () => {
    const other = await bench.host({ role: undefined });
    expect(await failure(other, 'snowflake_query', { sql: 'SELECT 1', role: 'ACCOUNTADMIN' })).toMatchObject({
      kind: 'forbidden',
    });
  });

  it('reports a limit of calls, and repeats what a busy service did not take', async () => {
    bench.sandbox.failNext({ status: 503 }, { status: 429, headers: { 'retry-after': '0' } });
    expect((await query('SELECT 1 AS one')).items).toEqual([{ ONE: 1 }]);
    bench.sandbox.failNext(...Array.from({ length: 3 }, () => ({ status: 429, headers: { 'retry-after': '60' } })));
    expect(await refusal('SELECT 1')).toMatchObject({ kind: 'rate_limited' });
    bench.sandbox.failNext();
    for (let left = 0; left < 2; left++) await host.call('snowflake_query', { sql: 'SELECT 1' });
  });

  it('refuses a cursor of another call, and one that was made up', async () => {
    const { page } = await query('SELECT order_id FROM sales.orders ORDER BY 1', { limit: 5 });
    expect(await refusal('SELECT 1', { cursor: page.next })).toMatchObject({ kind: 'invalid_request' });
    expect(await refusal('SELECT 1', { cursor: 'bm90aGluZw' })).toMatchObject({ kind: 'invalid_request' });
  });
});

describe('a query that works', () => {
  it('is of the instant at which it ran, however late its rows are read', async () => {
    const { baseUrl, values } = bench.sandbox;
    // as of an account: nobody says where it stands still
    let machine = '2026-11-30T09:00:00.000Z';
    const live = await connectSandbox(snowflake, { baseUrl, values }, { clock: () => new Date(machine) });
    const sql = 'SELECT order_id FROM sales.orders ORDER BY 1';
    const first = await live.list('snowflake_query', { sql, limit: 1500 });
    machine = '2026-11-30T09:30:00.000Z';
    const second = await live.list('snowflake_query', { sql, limit: 1500, cursor: first.page.next });
    await live.close();
    expect(first.source).toMatchObject({ retrievedAt: '2026-11-30T09:00:00.000Z' });
    expect(first.source.asOf).toMatch(/^2026-11-20T12:00:00\.\d{3}Z$/);
    expect(second.source).toMatchObject({ asOf: first.source.asOf, retrievedAt: '2026-11-30T09:30:00.000Z' });
  });

  it('gives values as numbers, ISO times and documents', async () => {
    const { items, source } = await query(
      `SELECT event_id, event_date, occurred_at, duration_ms, properties, duration_ms > 5 AS slow, 1.5 AS d, 12345678901234567890 AS big, NULL AS nothing
       FROM product.events ORDER BY event_id LIMIT 1`,
    );
    expect(items).toEqual([
      {
        EVENT_ID: 'evt-0000001',
        EVENT_DATE: '2023-12-03',
        OCCURRED_AT: '2023-12-03T07:01:05',
        DURATION_MS: 1033,
        PROPERTIES: { screen: 'session_started', duration_ms: 1033 },
        SLOW: true,
        D: 1.5,
        BIG: '12345678901234567890',
        NOTHING: null,
      },
    ]);
    expect(source).toMatchObject({ connector: 'snowflake', environment: 'sandbox' });
  });

  it('sends values apart from the statement', async () => {
    const { items } = await query(
      'SELECT COUNT(*) AS n FROM sales.orders WHERE order_date = ?::DATE AND status <> ? AND quantity > ?',
      {
        bindings: ['2026-09-15', "x' OR 1=1 --", 0],
      },
    );
    expect(items).toEqual([{ N: 122 }]);
  });

  it('keeps two columns of one name apart', async () => {
    expect((await query('SELECT 1 AS a, 2 AS a')).items).toEqual([{ A: 1, A_2: 2 }]);
  });

  it('finds the planted stories', async () => {
    const weeks = await query(
      `SELECT DATE_TRUNC('week', occurred_at)::DATE AS week, COUNT(DISTINCT user_id) AS users FROM product.events
       WHERE occurred_at >= '2026-10-05' AND occurred_at < '2026-10-26' GROUP BY 1 ORDER BY 1`,
    );
    expect(weeks.items.map(({ USERS }) => USERS)).toEqual([1006, 787, 982]);
    const load = await query(
      `SELECT SUM(amount) AS counted, SUM(CASE WHEN load_id <> 'load-20260915-2' THEN amount END) AS correct
       FROM sales.orders WHERE status = 'completed' AND order_date BETWEEN '2026-09-01' AND '2026-09-30'`,
    );
    expect(load.items).toEqual([{ COUNTED: 2_230_995, CORRECT: 2_155_237.5 }]);
    const plans = await query(
      `SELECT SUM(mrr) AS new_mrr, COUNT(*) AS n FROM sales.subscriptions WHERE started_on BETWEEN '2026-04-01' AND '2026-06-30'`,
    );
    expect(plans.items).toEqual([{ NEW_MRR: 96_238, N: 228 }]);
  });

  it('runs SHOW, DESCRIBE and EXPLAIN', async () => {
    expect((await query('SHOW TABLES IN SCHEMA sales')).items.map(({ name }) => name)).toEqual([
      'ORDERS',
      'SUBSCRIPTIONS',
    ]);
    expect((await query('DESCRIBE TABLE sales.orders')).items[0]).toMatchObject({ name: 'ORDER_ID' });
    expect((await query('EXPLAIN SELECT * FROM sales.orders')).items[0]).toMatchObject({ operation: 'GlobalStats' });
  });
});

describe('a result of many partitions', () => {
  it('is read to the end, each row once and in order, whatever the page', async () => {
    const seen: unknown[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const answer = await query(
        'SELECT ordered_at, order_id, load_id FROM sales.orders ORDER BY ordered_at, order_id, load_id',
        {
          limit: 733,
          ...(cursor ? { cursor } : {}),
        },
      );
      seen.push(...answer.items.map(({ ORDER_ID, LOAD_ID }) => `${ORDER_ID} ${LOAD_ID}`));
      expect(answer.page.total).toBe(42_064);
      expect(answer.page.truncated).toBe(answer.page.next !== undefined);
      cursor = answer.page.next;
      pages++;
    } while (cursor);
    expect(seen.length).toBe(42_064);
    expect(new Set(seen).size).toBe(42_064);
    expect(pages).toBeGreaterThan(43);
  });

  it('shows a profile with the first page, and says that it is not all', async () => {
    const { notes, page } = await query('SELECT amount, status, order_date FROM sales.orders ORDER BY ordered_at');
    expect(page).toMatchObject({ returned: 100, total: 42_064, truncated: true });
    expect(notes?.[0]).toContain('42,064 rows in all. Profile of the first 1,000: AMOUNT: ');
    expect(notes?.[0]).toContain('STATUS: 3 values (completed ');
    expect(notes?.[1]).toContain('snowflake_profile_query');
  });

  it('keeps a page within the byte budget and loses nothing by it', async () => {
    const small = await bench.host({}, { resultBytes: 4000 });
    const sql = 'SELECT * FROM sales.subscriptions ORDER BY subscription_id LIMIT 120';
    const ids: unknown[] = [];
    let cursor: string | undefined;
    do {
      const answer = await list(small, 'snowflake_query', { sql, ...(cursor ? { cursor } : {}) });
      expect(JSON.stringify(answer.items).length).toBeLessThan(4200);
      ids.push(...answer.items.map(({ SUBSCRIPTION_ID }) => SUBSCRIPTION_ID));
      cursor = answer.page.next;
    } while (cursor);
    expect(ids).toEqual(Array.from({ length: 120 }, (_, index) => `sub-${String(index + 1).padStart(5, '0')}`));
  });

  it('is found again when its columns and partitions are no longer in memory', async () => {
    const sql = 'SELECT order_id FROM sales.orders ORDER BY order_id, load_id';
    const first = await (await bench.client()).run({ sql });
    const other = await bench.client();
    const shape = await other.shape(first.handle, { sql });
    expect([shape.total, shape.partitions.length, shape.columns[0]?.name]).toEqual([42_064, 43, 'ORDER_ID']);
    expect((await other.partition(shape, 1))[0]).toEqual(['ord-001001']);
    await expect(other.partition({ ...shape, handle: '../../session' }, 1)).rejects.toThrow(
      'The cursor is not one of Snowflake.',
    );
    await expect(other.shape('00000000-0000-4000-8000-000000000000', { sql })).rejects.toThrow(
      'That result does not exist.',
    );
  });

  it('is not taken for whole when a partition has other rows than it was said to have', async () => {
    const sql = 'SELECT order_id FROM sales.orders ORDER BY order_id, load_id LIMIT 2500';
    const client = await bench.client();
    const shape = await client.run({ sql });
    await expect(client.partition({ ...shape, partitions: [1000, 999, 500] }, 1)).rejects.toThrow(
      'partition 1 has 1000 rows and not 999',
    );
  });
});

describe('a long statement', () => {
  it('is waited for after the first request is over, and says so', async () => {
    const told: string[] = [];
    const result = await host.client.callTool(
      { name: 'snowflake_query', arguments: { sql: 'SELECT SYSTEM$WAIT(1) AS w' } },
      { onprogress: ({ message }) => void told.push(message ?? '') },
    );
    expect(result.structuredContent).toMatchObject({ items: [{ W: 'waited 1 seconds' }] });
    expect(told.length).toBeGreaterThan(1);
    expect(told[0]).toContain('Snowflake has been running it for');
  });

  it('that outlasts the call gives a cursor, with which the next call goes on', async () => {
    const call = { sql: 'SELECT SYSTEM$WAIT(2) AS w', timeoutSeconds: 60 };
    const hasty = await bench.host({ allowedFunctions: 'SYSTEM$WAIT', waitSeconds: '1' });
    const { reads } = bench.sandbox.stats();
    let answer = await hasty.call('snowflake_query', call);
    expect(answer.structured.error).toMatchObject({ kind: 'timeout', cursor: expect.any(String) });
    while (answer.isError) {
      const { cursor } = answer.structured.error as { cursor: string };
      answer = await hasty.call('snowflake_query', { ...call, cursor });
    }
    expect(answer.structured.items).toEqual([{ W: 'waited 2 seconds' }]);
    expect(bench.sandbox.stats().reads).toBe(reads + 1);
  });

  it.each([
    ['while it is polled for', 900],
    ['while the first request waits', 60],
  ])('is stopped in Snowflake when the host cancels %s', async (_, afterMs) => {
    const before = bench.sandbox.cancelled().length;
    const abort = new AbortController();
    const call = host.client.callTool(
      { name: 'snowflake_query', arguments: { sql: `SELECT SYSTEM$WAIT(300), ${afterMs}` } },
      { signal: abort.signal },
    );
    setTimeout(() => abort.abort(), afterMs);
    await expect(call).rejects.toThrow();
    await expect.poll(() => bench.sandbox.cancelled().length).toBe(before + 1);
  });

  it('is stopped in Snowflake when the time of the call is over', async () => {
    const before = bench.sandbox.cancelled().length;
    const hasty = await bench.host({ allowedFunctions: 'SYSTEM$WAIT' }, { callMs: 2500 });
    expect(await failure(hasty, 'snowflake_query', { sql: 'SELECT SYSTEM$WAIT(300)' })).toMatchObject({
      kind: 'timeout',
    });
    expect(bench.sandbox.cancelled().length).toBe(before + 1);
  });

  it('runs once although its first answer was lost', async () => {
    bench.sandbox.failNext({ status: 503 });
    const { reads } = bench.sandbox.stats();
    expect((await query('SELECT COUNT(*) AS n FROM core.accounts')).items).toEqual([{ N: 120 }]);
    expect(bench.sandbox.stats().reads).toBe(reads + 1);
  });
});
