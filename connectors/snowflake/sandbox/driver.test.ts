import snowflake, { type Connection, type RowStatement } from 'snowflake-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SnowflakeSandbox as Sandbox, startSandbox } from './index.ts';

let sandbox: Sandbox;
const open: Connection[] = [];

beforeAll(async () => {
  snowflake.configure({ logLevel: 'OFF' } as never);
  sandbox = await startSandbox({ partitionRows: 2000, syncMs: 200, resumeMs: 50 });
});
afterAll(async () => {
  for (const connection of open) await new Promise((resolve) => connection.destroy(() => resolve(undefined)));
  await sandbox.close();
});

async function connect(more: Record<string, unknown> = {}): Promise<Connection> {
  const {
    accessUrl = '',
    account = '',
    username = '',
    privateKey = '',
    warehouse = '',
    database = '',
  } = sandbox.credentials;
  const connection = snowflake.createConnection({
    accessUrl,
    account,
    username,
    warehouse,
    database,
    schema: 'SALES',
    ...('password' in more ? {} : { authenticator: 'SNOWFLAKE_JWT', privateKey }),
    ...more,
  } as never);
  await new Promise((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve(undefined))));
  open.push(connection);
  return connection;
}

function query(
  connection: Connection,
  sqlText: string,
  binds: (string | number)[] = [],
): Promise<Record<string, unknown>[]> {
  return new Promise((resolve, reject) =>
    connection.execute({ sqlText, binds, complete: (error, _, rows) => (error ? reject(error) : resolve(rows ?? [])) }),
  );
}

describe("snowflake-sdk, Snowflake's own driver, against the sandbox", () => {
  it('is refused with a wrong password and with a key of another user', async () => {
    await expect(connect({ password: 'wrong', authenticator: 'SNOWFLAKE' })).rejects.toMatchObject({ code: '390100' });
    const { privateKey } = await import('./auth.ts').then(({ createCredentials }) => createCredentials());
    await expect(connect({ privateKey })).rejects.toMatchObject({ code: '390144' });
  });

  it('signs in by password and by key pair', async () => {
    const byPassword = await connect({ password: sandbox.credentials.password, authenticator: 'SNOWFLAKE' });
    expect(await query(byPassword, 'SELECT CURRENT_USER() AS me, CURRENT_ROLE() AS role')).toEqual([
      { ME: 'ROLEKIT_DEMO', ROLE: 'ANALYST' },
    ]);
    const byKey = await connect({ role: 'ANALYST_READ' });
    expect(await query(byKey, 'SELECT CURRENT_ROLE() AS role')).toEqual([{ ROLE: 'ANALYST_READ' }]);
  });

  it('gets numbers, dates, times, booleans and documents as its own types', async () => {
    const connection = await connect();
    const [row] = await query(
      connection,
      `SELECT o.order_id, o.order_date, o.ordered_at, o.amount, o.amount > 5 AS large, e.properties
       FROM (SELECT * FROM orders ORDER BY order_id LIMIT 1) o, (SELECT * FROM product.events ORDER BY event_id LIMIT 1) e`,
    );
    expect(row).toMatchObject({
      ORDER_ID: 'ord-000001',
      LARGE: true,
      PROPERTIES: { screen: 'session_started', duration_ms: 1033 },
    });
    expect(JSON.stringify(row?.ORDER_DATE)).toContain('2023-12-01');
    expect(typeof row?.AMOUNT).toBe('number');
  });

  it('binds values', async () => {
    const connection = await connect();
    expect(
      await query(connection, 'SELECT COUNT(*) AS n FROM orders WHERE order_date = ? AND quantity > ?', [
        '2026-09-15',
        0,
      ]),
    ).toEqual([{ N: 122 }]);
  });

  it('gets exact numbers with all digits and their scale', async () => {
    const connection = await connect();
    const rows = await new Promise<unknown>((resolve, reject) =>
      connection.execute({
        sqlText: `SELECT 12345678901234567890 / 3 AS q, 1 / 3 AS third, 9007199254740993 AS big, 12345678901234567890.12 AS d,
          AVG(x) AS mean FROM VALUES (9007199254740993), (9007199254740993) AS t (x)`,
        fetchAsString: ['Number'],
        complete: (error, statement, found) =>
          error
            ? reject(error)
            : resolve([found, (statement.getColumns() ?? []).map((column) => [column.getName(), column.getScale()])]),
      }),
    );
    expect(rows).toEqual([
      [
        {
          Q: '4115226300411522630.000000',
          THIRD: '0.333333',
          BIG: '9007199254740993',
          D: '12345678901234567890.12',
          MEAN: '9007199254740993.000000',
        },
      ],
      [
        ['Q', 6],
        ['THIRD', 6],
        ['BIG', 0],
        ['D', 2],
        ['MEAN', 6],
      ],
    ]);
  });

  it('gets times of both kinds, times of a day and documents', async () => {
    const connection = await connect();
    const [row = {}] = await query(
      connection,
      `SELECT '1969-12-31 23:59:59.5'::TIMESTAMP_NTZ AS n, '2024-01-05 10:00:00 +0200'::TIMESTAMP_LTZ AS l, '10:20:30'::TIME AS t,
        PARSE_JSON('{"a":[1,null,{"b":"x"}]}') AS v, ARRAY_CONSTRUCT(1, 'two') AS a, NULL::VARIANT AS z`,
    );
    expect((row.N as Date).toJSON()).toBe('1969-12-31 23:59:59.500');
    expect((row.L as Date).toISOString()).toBe('2024-01-05T08:00:00.000Z');
    expect([row.T, row.V, row.A, row.Z]).toEqual(['10:20:30', { a: [1, null, { b: 'x' }] }, [1, 'two'], null]);
  });

  it('binds numbers with their digits, texts with their quotes, and booleans', async () => {
    const connection = await connect();
    const binds = [9007199254740991, "O'Neil", true as never, 0.1, null as never];
    expect(await query(connection, 'SELECT ? AS a, ? AS b, ? AS c, ? AS d, ? AS e', binds)).toEqual([
      { A: 9007199254740991, B: "O'Neil", C: true, D: 0.1, E: null },
    ]);
  });

  it('counts weeks by the parameters of its session, and is refused what would change answers unseen', async () => {
    const connection = await connect();
    const weeks = "SELECT DAYOFWEEK('2017-01-01'::DATE) AS d, WEEK('2017-01-01'::DATE) AS w";
    expect(await query(connection, weeks)).toEqual([{ D: 0, W: 52 }]);
    await query(connection, "ALTER SESSION SET WEEK_START = 7, WEEK_OF_YEAR_POLICY = 1 QUERY_TAG = 'a, b = c'");
    expect(await query(connection, weeks)).toEqual([{ D: 1, W: 1 }]);
    await query(connection, 'ALTER SESSION UNSET WEEK_START, WEEK_OF_YEAR_POLICY');
    expect(await query(connection, weeks)).toEqual([{ D: 0, W: 52 }]);
    await query(connection, "ALTER SESSION SET TIMEZONE = 'UTC'");
    await expect(query(connection, "ALTER SESSION SET TIMEZONE = 'America/New_York'")).rejects.toMatchObject({
      code: '002222',
      message: expect.stringContaining('ALTER SESSION SET TIMEZONE'),
    });
    await expect(query(connection, 'ALTER SESSION SET WEEK_START = 8')).rejects.toMatchObject({ code: '001008' });
    await expect(query(connection, 'ALTER SESSION SET NO_SUCH_THING = 1')).rejects.toMatchObject({ code: '002222' });
  });

  it('reads a result of several chunks to the end, each row once', async () => {
    const connection = await connect();
    const rows = await query(connection, 'SELECT order_id FROM orders ORDER BY ordered_at, loaded_at');
    expect(rows).toHaveLength(42_064);
    expect(new Set(rows.map((row) => row.ORDER_ID)).size).toBe(42_003);
  });

  it('streams rows', async () => {
    const connection = await connect();
    const statement = await new Promise<RowStatement>((resolve, reject) => {
      connection.execute({
        sqlText: 'SELECT subscription_id FROM subscriptions',
        streamResult: true,
        complete: (error, done) => (error ? reject(error) : resolve(done)),
      });
    });
    let count = 0;
    for await (const row of statement.streamRows()) count += (row as Record<string, unknown>).SUBSCRIPTION_ID ? 1 : 0;
    expect(count).toBe(3000);
  });

  it("gets the vendor's code, state and words for what is wrong", async () => {
    const connection = await connect();
    await expect(query(connection, 'SELECT nocolumn FROM orders')).rejects.toMatchObject({
      code: '000904',
      sqlState: '42000',
      message: "SQL compilation error: error line 1 at position 7\ninvalid identifier 'NOCOLUMN'",
    });
    await expect(query(connection, 'SELECT * FROM nosuch')).rejects.toMatchObject({
      code: '002003',
      sqlState: '42S02',
    });
    await expect(query(connection, 'SELEC 1')).rejects.toMatchObject({ code: '001003' });
    await expect(query(connection, 'SELECT frobnicate(1)')).rejects.toMatchObject({ code: '002140' });
  });

  it('waits for a query that takes longer than one request', async () => {
    const connection = await connect();
    expect(await query(connection, 'SELECT SYSTEM$WAIT(1) AS w')).toEqual([{ W: 'waited 1 seconds' }]);
  });

  it('cancels a running query', async () => {
    const connection = await connect();
    const before = sandbox.cancelled().length;
    const failed = new Promise<{ code?: unknown }>((resolve) => {
      const statement = connection.execute({
        sqlText: 'SELECT SYSTEM$WAIT(60)',
        complete: (error) => resolve(error as { code?: unknown }),
      });
      setTimeout(() => statement.cancel(() => {}), 400);
    });
    expect(await failed).toMatchObject({ code: '000604' });
    expect(sandbox.cancelled().length).toBe(before + 1);
  });

  it('may write as the role that may, and not as the other', async () => {
    const reader = await connect({ role: 'ANALYST_READ' });
    await expect(query(reader, 'DELETE FROM subscriptions')).rejects.toMatchObject({
      code: '003001',
      sqlState: '42501',
    });
    const writer = await connect();
    await query(writer, 'CREATE TABLE scratch (a INT, b VARCHAR)');
    await query(writer, "INSERT INTO scratch VALUES (1, 'x'), (2, 'y')");
    expect(await query(writer, 'SELECT b FROM scratch ORDER BY a DESC')).toEqual([{ B: 'y' }, { B: 'x' }]);
    await query(writer, 'USE ROLE ANALYST_READ');
    await expect(query(writer, 'DROP TABLE scratch')).rejects.toMatchObject({ code: '003001' });
  });
});
