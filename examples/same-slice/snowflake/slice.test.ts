import { always, once } from '@rolekit/sdk/testing';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../connectors/snowflake/sandbox/index.ts';
import { SERVERS, useSlice, walk } from '../host.ts';
import { createPlainServer } from './plain.ts';
import snowflake from './rolekit.ts';

// One test for both: what is counted as the same does the same.
const ORDERS = 'SELECT order_id, load_id FROM sales.orders ORDER BY order_id, load_id LIMIT 2500';

const { sandbox, faults, hostOf } = useSlice({
  start: () => startSandbox({ partitionRows: 1000, syncMs: 200 }),
  plain: createPlainServer,
  rolekit: snowflake,
});

describe.each(SERVERS)('%s', (server) => {
  it.each([
    ['SELECT nocolumn FROM sales.orders', 'invalid_request'],
    ['SELECT 1 FROM sales.nosuch', 'not_found'],
    ["SELECT 'a'::INT", 'invalid_request'],
  ])('says of %s that it is %s', async (sql, kind) => {
    const call = await hostOf(server);
    expect((await call('snowflake_query', { sql })).kind).toBe(kind);
  });

  it('sends no statement that writes', async () => {
    const call = await hostOf(server);
    const answer = await call('snowflake_query', { sql: 'DELETE FROM sales.orders' });
    expect(answer.whole).toContain('must be one statement that reads');
    expect(faults().log).toEqual([]);
  });

  it('says that a key is not the one of the user, and repeats none of it', async () => {
    const call = await hostOf(server, { values: { user: 'SOMEBODY' } });
    const { kind, whole } = await call('snowflake_query', { sql: 'SELECT 1' });
    expect(kind).toBe('auth_expired');
    expect(faults().secrets().length).toBeGreaterThan(0);
    expect(
      faults()
        .secrets()
        .filter((secret) => whole.includes(secret)),
    ).toEqual([]);
    expect(whole).not.toContain(faults().values.privateKey?.split('\n')[1]);
  });

  it('reports a long limit with its seconds, and waits for a short one', async () => {
    const call = await hostOf(server);
    faults().schedule(always({ kind: 'rate_limit', retryAfter: 60 }));
    const limited = await call('snowflake_query', { sql: 'SELECT 1 AS one' });
    expect([limited.kind, limited.error?.message.includes('60 s')]).toEqual(['rate_limited', true]);
    faults().schedule(once({ kind: 'rate_limit', retryAfter: 0 }));
    expect((await call('snowflake_query', { sql: 'SELECT 1 AS one' })).items).toEqual([{ ONE: 1 }]);
  });

  it('runs a statement once although its answer was lost, and one signed key is good for many', async () => {
    const call = await hostOf(server);
    const { reads } = sandbox().stats();
    faults().schedule(once({ kind: 'drop', after: true }));
    const { items } = await call('snowflake_query', { sql: 'SELECT COUNT(*) AS n FROM core.accounts' });
    expect([items, sandbox().stats().reads]).toEqual([[{ N: 120 }], reads + 1]);
    expect(faults().log.map(({ path }) => /[?&]retry=true/.test(path))).toEqual([false, true]);
    await call('snowflake_query', { sql: 'SELECT 1' });
    expect(
      faults()
        .secrets()
        .filter((secret) => /^ey.*\..*\./.test(secret)),
    ).toHaveLength(1);
  });

  it('gives values as numbers, ISO times and documents, and keeps all digits', async () => {
    const call = await hostOf(server);
    const { items } = await call('snowflake_query', {
      sql: `SELECT event_date, occurred_at, duration_ms, properties, duration_ms > 5 AS slow, 1.5 AS d, 12345678901234567890 AS big,
            NULL AS nothing FROM product.events WHERE event_id = ?`,
      bindings: ['evt-0000001'],
    });
    expect(items).toEqual([
      {
        EVENT_DATE: '2023-12-03',
        OCCURRED_AT: expect.stringMatching(/^2023-12-03T07:01:05/),
        DURATION_MS: 1033,
        PROPERTIES: { screen: 'session_started', duration_ms: 1033 },
        SLOW: true,
        D: 1.5,
        BIG: '12345678901234567890',
        NOTHING: null,
      },
    ]);
  });

  it('describes a table', async () => {
    const call = await hostOf(server);
    const { item } = await call('snowflake_describe_table', { table: 'sales.orders' });
    expect(item.columns).toMatchObject(expect.arrayContaining([expect.objectContaining({ name: 'ORDER_ID' })]));
  });

  it('walks three partitions to the end, each row once, at a page size that is not theirs, and runs once', async () => {
    const call = await hostOf(server);
    const { reads } = sandbox().stats();
    const { items, pages } = await walk(call, 'snowflake_query', { sql: ORDERS, limit: 733 });
    expect(items).toHaveLength(2500);
    expect(new Set(items.map((row) => `${row.ORDER_ID} ${row.LOAD_ID}`)).size).toBe(2500);
    expect(pages.map(({ total }) => total)).toEqual(pages.map(() => 2500));
    expect(sandbox().stats().reads).toBe(reads + 1);
  });

  it('takes no partition for whole that is not, and no cursor of another statement', async () => {
    const call = await hostOf(server);
    const sql = 'SELECT order_id FROM sales.orders ORDER BY order_id LIMIT 2500';
    const { page } = await call('snowflake_query', { sql, limit: 1000 });
    const other = await call('snowflake_query', { sql: 'SELECT 1', cursor: page.next });
    expect([page.returned, other.kind]).toEqual([1000, 'invalid_request']);
    faults().schedule(always({ kind: 'empty_page' }));
    const torn = await call('snowflake_query', { sql, limit: 1000, cursor: page.next });
    expect(torn.kind).toBe('upstream_unavailable');
  });

  it('waits for a long statement, and gives a cursor when its time is over, with which it goes on', async () => {
    const call = await hostOf(server, { values: { waitSeconds: '1' } });
    const sql = `SELECT SYSTEM$WAIT(2) AS w, '${server}' AS s`;
    const { reads } = sandbox().stats();
    let answer = await call('snowflake_query', { sql });
    expect(answer.kind).toBe('timeout');
    while (answer.kind === 'timeout') answer = await call('snowflake_query', { sql, cursor: answer.error?.cursor });
    expect(answer.items).toMatchObject([{ W: 'waited 2 seconds' }]);
    expect(sandbox().stats().reads).toBe(reads + 1);
  });

  it.each([
    ['while it is polled for', 2],
    ['while the first request waits', 1],
  ])('stops a statement in Snowflake that is cancelled %s', async (_, requests) => {
    const call = await hostOf(server);
    const before = sandbox().cancelled().length;
    const abort = new AbortController();
    const sql = `SELECT SYSTEM$WAIT(300), '${server} ${requests}'`;
    const cut = expect(call('snowflake_query', { sql }, abort.signal)).rejects.toThrow();
    await expect.poll(() => faults().log.length, { interval: 5 }).toBeGreaterThanOrEqual(requests);
    abort.abort();
    await cut;
    await expect.poll(() => sandbox().cancelled().length).toBe(before + 1);
  });
});
