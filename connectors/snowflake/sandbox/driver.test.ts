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
