import type { InMemoryHost } from '@rolekit/sdk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCredentials } from '../sandbox/auth.ts';
import { failure, list, startBench, type TestBench } from './host.ts';

let bench: TestBench;
let host: InMemoryHost;

beforeAll(async () => {
  bench = await startBench({ rows: 100_000 });
  host = await bench.host();
});
afterAll(() => bench.close());

const item = async (name: string, args: Record<string, unknown> = {}) => {
  const { isError, structured, text } = await host.call(name, args);
  if (isError) throw new TypeError(text);
  return structured.item as Record<string, unknown> & { columns: Record<string, unknown>[] };
};

describe('credentials', () => {
  const session = async (values: Record<string, string | undefined>) =>
    failure(await bench.host(values), 'snowflake_get_session', {});

  it('that are missing name the settings to set', async () => {
    expect(await session({ privateKey: undefined })).toMatchObject({
      kind: 'not_connected',
      message: expect.stringContaining('SNOWFLAKE_TOKEN'),
      next: 'Run `rolekit connect snowflake`, then try again.',
    });
  });

  it('that are malformed say how', async () => {
    expect((await session({ privateKey: 'abc' })).message).toContain(
      'the private key cannot be used: it is not a private key in PEM',
    );
  });

  it('of another key are refused with what to check', async () => {
    const other = await createCredentials();
    const error = await session({ privateKey: other.privateKey });
    expect(error.kind).toBe('auth_expired');
    expect(error.message).toContain('the public key on the user does not belong to the private key');
  });

  it('of an expired or wrong token are refused', async () => {
    const error = await session({ privateKey: undefined, token: 'expired-token-value' });
    expect(error.kind).toBe('auth_expired');
    expect(error.message).toContain('[394400]');
    expect(JSON.stringify(error)).not.toContain('expired-token-value');
  });

  it('may be a programmatic access token', async () => {
    const byToken = await bench.host({
      privateKey: undefined,
      user: undefined,
      token: bench.sandbox.credentials.token,
    });
    const { structured } = await byToken.call('snowflake_get_session', {});
    expect(structured.item).toMatchObject({
      user: 'ROLEKIT_DEMO',
      role: 'ANALYST_READ',
      warehouse: 'ANALYST_WH',
      database: 'BRINDLEMARK',
    });
  });

  it('are renewed once when they are refused', async () => {
    bench.sandbox.failNext({ status: 401, body: { code: '390144', message: 'JWT token is invalid.' } });
    expect(await item('snowflake_get_session')).toMatchObject({ user: 'ROLEKIT_DEMO' });
  });
});

describe('finding tables', () => {
  it('goes from databases to schemas to tables', async () => {
    expect((await list(host, 'snowflake_list_objects', {})).items).toEqual([
      { kind: 'database', name: 'BRINDLEMARK', comment: 'The demo company.' },
    ]);
    expect(
      (await list(host, 'snowflake_list_objects', { database: 'brindlemark' })).items.map(({ name }) => name),
    ).toEqual(['CORE', 'PRODUCT', 'SALES']);
    expect((await list(host, 'snowflake_list_objects', { database: 'BRINDLEMARK', schema: 'sales' })).items).toEqual([
      {
        kind: 'table',
        name: 'ORDERS',
        rows: 42_064,
        bytes: 4_542_912,
        comment: 'One row for each order of a customer, loaded every night from the shop.',
      },
      {
        kind: 'table',
        name: 'SUBSCRIPTIONS',
        rows: 3000,
        bytes: 243_000,
        comment: 'One row for each subscription of a workspace, with its monthly price.',
      },
    ]);
    expect((await list(host, 'snowflake_list_objects', { schema: 'product', like: 'archive' })).items).toMatchObject([
      { name: 'EVENT_ARCHIVE', rows: 100_000 },
    ]);
  });

  it('does not let a name become SQL', async () => {
    expect(await failure(host, 'snowflake_list_objects', { database: `x" ; DROP DATABASE "y` })).toMatchObject({
      kind: 'not_found',
    });
    expect(
      await failure(host, 'snowflake_describe_table', { table: `sales.orders"; DROP TABLE "orders` }),
    ).toMatchObject({ kind: 'not_found' });
    expect((await list(host, 'snowflake_list_objects', { schema: 'sales', like: "' OR '1'='1" })).items).toEqual([]);
  });

  it('describes the columns of one', async () => {
    const table = await item('snowflake_describe_table', { table: 'sales.subscriptions' });
    expect(table).toMatchObject({ table: 'BRINDLEMARK.SALES.SUBSCRIPTIONS', kind: 'table', rows: 3000 });
    expect(table.columns.slice(0, 5)).toEqual([
      { name: 'SUBSCRIPTION_ID', type: 'VARCHAR(16777216)', nullable: true, comment: 'Unique.' },
      { name: 'ACCOUNT_ID', type: 'VARCHAR(16777216)', nullable: true, comment: 'The customer; see accounts.' },
      { name: 'PLAN', type: 'VARCHAR(16777216)', nullable: true, comment: 'Starter, Team, Business or Enterprise.' },
      {
        name: 'PRICE_LIST',
        type: 'VARCHAR(16777216)',
        nullable: true,
        comment: 'The price list that applied on the first day.',
      },
      { name: 'SEATS', type: 'NUMBER(38,0)', nullable: true, comment: 'Paid seats.' },
    ]);
  });

  it('knows the nearest name of a table that does not exist', async () => {
    const error = await failure(host, 'snowflake_describe_table', { table: 'sales.ordes' });
    expect(error.kind).toBe('not_found');
    expect(error.next).toContain('ORDERS');
  });
});

describe('a profile', () => {
  it('describes all rows of a query and returns three', async () => {
    const profile = await item('snowflake_profile_query', {
      sql: 'SELECT plan, seats, mrr, ended_on FROM sales.subscriptions; -- all',
    });
    expect(profile.rows).toBe(3000);
    expect(profile.preview).toHaveLength(3);
    expect(profile.columns[0]).toMatchObject({ name: 'PLAN', type: 'TEXT', nulls: 0, min: 'Business', max: 'Team' });
    expect(profile.columns[1]).toMatchObject({ name: 'SEATS', type: 'FIXED', nulls: 0, min: 3, max: 120 });
    expect(profile.columns[3]).toMatchObject({ name: 'ENDED_ON', type: 'DATE' });
    expect(Number(profile.columns[3]?.nulls)).toBeGreaterThan(1000);
  });

  it('keeps columns of one name apart, and documents whole', async () => {
    const profile = await item('snowflake_profile_query', {
      sql: 'SELECT 1 AS a, 2 AS a, properties FROM product.events LIMIT 10',
    });
    expect(profile.columns.map(({ max, nulls }) => [max, nulls])).toEqual([
      [1, 0],
      [2, 0],
      [undefined, 0],
    ]);
  });

  it('is of a query only, and of one that reads only', async () => {
    expect((await failure(host, 'snowflake_profile_query', { sql: 'SHOW TABLES' })).message).toBe(
      'Not run: Only a query has rows to profile.',
    );
    expect((await failure(host, 'snowflake_profile_query', { sql: 'SELECT 1) UNION (SELECT wipe(1)' })).kind).toBe(
      'invalid_request',
    );
    expect((await failure(host, 'snowflake_profile_query', { sql: 'DROP TABLE x' })).kind).toBe('invalid_request');
  });
});

describe('the history of queries', () => {
  it('shows what ran, what failed and why', async () => {
    await host.call('snowflake_query', { sql: 'SELECT COUNT(*) FROM core.accounts' });
    await host.call('snowflake_query', { sql: 'SELECT wrong_name FROM core.accounts LIMIT 1' });
    const ran = await list(host, 'snowflake_list_queries', { containing: 'from core.accounts', limit: 5 });
    expect(ran.items.map(({ text, status }) => [text, status])).toEqual([
      ['SELECT wrong_name FROM core.accounts LIMIT 1', 'FAILED_WITH_ERROR'],
      ['SELECT COUNT(*) FROM core.accounts', 'SUCCESS'],
    ]);
    const failed = await list(host, 'snowflake_list_queries', { failed: true, containing: 'wrong_name', limit: 1 });
    expect(failed.items[0]?.error).toContain("invalid identifier 'WRONG_NAME'");
    expect(failed.items[0]).toMatchObject({ user: 'ROLEKIT_DEMO', role: 'ANALYST_READ' });
  });

  it('lies in the past of whoever reads it, in order, and lasted as long as it ran', async () => {
    const [row] = (
      await list(host, 'snowflake_query', {
        sql: `SELECT COUNT_IF(start_time > CURRENT_TIMESTAMP()) AS in_future, MIN(start_time)::DATE AS first_day, MAX(start_time)::DATE AS last_day,
          COUNT_IF(DATEDIFF('millisecond', start_time, end_time) <> total_elapsed_time) AS other_lengths,
          COUNT(DISTINCT start_time) = COUNT(*) AS all_apart FROM TABLE(BRINDLEMARK.INFORMATION_SCHEMA.QUERY_HISTORY())`,
      })
    ).items;
    expect(row).toEqual({
      IN_FUTURE: 0,
      FIRST_DAY: '2026-11-20',
      LAST_DAY: '2026-11-20',
      OTHER_LENGTHS: 0,
      ALL_APART: true,
    });
  });

  it('goes on to older ones', async () => {
    const first = await list(host, 'snowflake_list_queries', { limit: 2 });
    const second = await list(host, 'snowflake_list_queries', { limit: 2, cursor: first.page.next });
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
  });

  it('loses none of those that started in one moment', async () => {
    const still = await startBench({ rows: 1000, stepMs: 0 });
    const own = await still.host();
    for (const number of [1, 2, 3, 4]) await own.call('snowflake_query', { sql: `SELECT ${number} AS same_moment` });
    const args = { containing: 'AS same_moment', limit: 1 };
    const seen: unknown[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 6; pages++) {
      const { items, page } = await list(own, 'snowflake_list_queries', { ...args, ...(cursor ? { cursor } : {}) });
      seen.push(...items.map(({ text }) => text));
      cursor = page.next;
      if (!cursor) break;
    }
    expect(seen.toSorted()).toEqual([1, 2, 3, 4].map((number) => `SELECT ${number} AS same_moment`));
    await still.close();
  });
});

describe('the tools together', () => {
  it('are six that only read and two for kept rows, of a size that fits', async () => {
    const tools = await host.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'snowflake_query',
      'snowflake_profile_query',
      'snowflake_list_objects',
      'snowflake_describe_table',
      'snowflake_list_queries',
      'snowflake_get_session',
      'snowflake_read_results',
      'snowflake_save_results',
    ]);
    const size = tools.map(
      ({ name, description, inputSchema }) => JSON.stringify({ name, description, inputSchema }).length,
    );
    expect(size.reduce((sum, value) => sum + value, 0) / 4).toBeLessThan(1800);
  });
});
