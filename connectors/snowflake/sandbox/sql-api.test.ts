import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { foreignAnswers } from '@rolekit/sdk/testing';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type SnowflakeSandbox as Sandbox, startSandbox } from './index.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ partitionRows: 500, resumeMs: 50, inlineRows: 499 });
});
afterAll(() => sandbox.close());

it('gives nothing to a page of another site, however it asks', async () => {
  for (const { what, status, body } of await foreignAnswers(`${sandbox.baseUrl}/api/v2/statements/${randomUUID()}`))
    expect([what, status, JSON.parse(body)]).toEqual([
      what,
      403,
      { code: '390000', message: 'Only this machine may use the sandbox.' },
    ]);
});

// The form of answers in the published description of the SQL API (version 2.0.0), in our words.
const NATURAL = z.int().min(0);
const RESULT_SET = z.looseObject({
  code: z.string(),
  sqlState: z.string(),
  message: z.string(),
  statementHandle: z.uuid(),
  createdOn: z.int(),
  statementStatusUrl: z.string(),
  resultSetMetaData: z.looseObject({
    format: z.literal('jsonv2'),
    numRows: z.int(),
    rowType: z
      .array(
        z.looseObject({
          name: z.string(),
          type: z.string(),
          length: NATURAL.optional(),
          precision: NATURAL.optional(),
          scale: NATURAL.optional(),
          nullable: z.boolean(),
        }),
      )
      .min(1),
    partitionInfo: z.array(
      z.looseObject({ rowCount: NATURAL, compressedSize: NATURAL.optional(), uncompressedSize: NATURAL }),
    ),
  }),
  data: z.array(z.array(z.string().nullable())).optional(),
  stats: z
    .looseObject({
      numRowsInserted: NATURAL,
      numRowsUpdated: NATURAL,
      numRowsDeleted: NATURAL,
      numDuplicateRowsUpdated: NATURAL,
    })
    .optional(),
});
const QUERY_STATUS = z.looseObject({
  code: z.string(),
  message: z.string(),
  statementHandle: z.uuid(),
  statementStatusUrl: z.string(),
});
const QUERY_FAILURE = QUERY_STATUS.extend({ sqlState: z.string(), createdOn: z.int() });
const CANCEL_STATUS = z.looseObject({
  code: z.string(),
  sqlState: z.string(),
  message: z.string(),
  statementHandle: z.uuid(),
});

interface Answered {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: its form is what is tested
  body: any;
}

async function call(
  method: string,
  path: string,
  json?: unknown,
  headers: Record<string, string> = {},
  target = sandbox,
): Promise<Answered> {
  const response = await fetch(target.baseUrl + path, {
    method,
    headers: {
      'user-agent': 'test/1.0',
      authorization: `Bearer ${target.credentials.token}`,
      'x-snowflake-authorization-token-type': 'PROGRAMMATIC_ACCESS_TOKEN',
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const submit = (statement: string, more: object = {}, query = '') =>
  call('POST', `/api/v2/statements${query}`, {
    statement,
    database: 'BRINDLEMARK',
    schema: 'SALES',
    warehouse: 'ANALYST_WH',
    ...more,
  });

describe('signing in', () => {
  const key = () => createPrivateKey(sandbox.credentials.privateKey ?? '');
  const fingerprint = () =>
    `SHA256:${createHash('sha256')
      .update(createPublicKey(key()).export({ type: 'spki', format: 'der' }))
      .digest('base64')}`;

  async function withJwt(
    change: (claims: { iss: string; sub: string; iat: number; exp: number }) => object,
    signer = key(),
  ): Promise<Answered> {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: `BRINDLEMARK-DEMO.ROLEKIT_DEMO.${fingerprint()}`,
      sub: 'BRINDLEMARK-DEMO.ROLEKIT_DEMO',
      iat: now,
      exp: now + 60,
    };
    const token = await new SignJWT({ ...claims, ...change(claims) }).setProtectedHeader({ alg: 'RS256' }).sign(signer);
    return call(
      'POST',
      '/api/v2/statements',
      { statement: 'SELECT 1' },
      { authorization: `Bearer ${token}`, 'x-snowflake-authorization-token-type': 'KEYPAIR_JWT' },
    );
  }

  it.each([
    ['expired', ({ iat }: { iat: number }) => ({ iat: iat - 7200, exp: iat - 3600 })],
    [
      'older than an hour, whatever it says itself',
      ({ iat }: { iat: number }) => ({ iat: iat - 3700, exp: iat + 3600 }),
    ],
    ['from the future', ({ iat }: { iat: number }) => ({ iat: iat + 600 })],
    ['of another user', () => ({ sub: 'BRINDLEMARK-DEMO.SOMEONE' })],
    ['without the fingerprint', () => ({ iss: 'BRINDLEMARK-DEMO.ROLEKIT_DEMO' })],
  ])('refuses a token that is %s', async (_, change) => {
    const { status, body } = await withJwt(change);
    expect([status, body.code]).toEqual([401, '390144']);
  });

  it('refuses a token signed by another key, and one without a kind', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    expect((await withJwt(() => ({}), other)).body.code).toBe('390144');
    expect(
      (
        await call('GET', `/api/v2/statements/${randomUUID()}`, undefined, {
          'x-snowflake-authorization-token-type': '',
        })
      ).status,
    ).toBe(401);
    expect((await call('GET', `/api/v2/statements/${randomUUID()}`, undefined, { authorization: '' })).body.code).toBe(
      '390101',
    );
  });

  it('takes a good one', async () => {
    expect((await withJwt(() => ({}))).status).toBe(200);
  });

  it('answers only this machine', async () => {
    const status = await new Promise((resolve) => {
      const { port } = new URL(sandbox.baseUrl);
      httpRequest({ port, path: '/api/v2/statements', method: 'POST', headers: { host: 'evil.example' } }, (response) =>
        resolve(response.statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });
});

describe('the form of the answers, by the published description', () => {
  it('of a result', async () => {
    const { status, body } = await submit(
      'SELECT plan, COUNT(*) AS n, SUM(mrr) AS mrr, MAX(ended_on) AS d, TRUE AS t, NULL AS x FROM subscriptions GROUP BY 1 ORDER BY 1',
    );
    expect(status).toBe(200);
    RESULT_SET.parse(body);
    expect(body.code).toBe('090001');
    expect(body.data[0]).toEqual(['Business', '536', '536785.00', '20774', 'true', null]);
  });

  it('of a running statement, its result and its end', async () => {
    // a submission here is answered while its statement runs; everywhere else in this file it waits for the result
    const impatient = await startSandbox({ syncMs: 1, resumeMs: 50 });
    onTestFinished(() => impatient.close());
    const ask = (method: string, path: string, json?: unknown) => call(method, path, json, {}, impatient);
    const first = await ask('POST', '/api/v2/statements', { statement: 'SELECT SYSTEM$WAIT(3)' });
    expect(first.status).toBe(202);
    expect(QUERY_STATUS.parse(first.body).code).toBe('333334');
    const path = `/api/v2/statements/${first.body.statementHandle}`;
    expect((await ask('GET', path)).status).toBe(202);
    await expect.poll(async () => (await ask('GET', path)).status, { timeout: 60_000 }).toBe(200);
    RESULT_SET.parse((await ask('GET', path)).body);
  }, 90_000);

  it('of a failed statement', async () => {
    const { status, body } = await submit('SELECT * FROM nosuch');
    expect(status).toBe(422);
    expect(QUERY_FAILURE.parse(body)).toMatchObject({
      code: '002003',
      sqlState: '42S02',
      message: "SQL compilation error:\nObject 'NOSUCH' does not exist or not authorized.",
    });
  });

  it('of a cancelled statement', async () => {
    const { body } = await submit('SELECT SYSTEM$WAIT(60)', {}, '?async=true');
    const cancelled = await call('POST', `/api/v2/statements/${body.statementHandle}/cancel`, {});
    expect(cancelled.status).toBe(200);
    CANCEL_STATUS.parse(cancelled.body);
    const after = await call('GET', `/api/v2/statements/${body.statementHandle}`);
    expect([after.status, QUERY_FAILURE.parse(after.body).code]).toEqual([422, '000604']);
  });

  it('of a statement that took too long', async () => {
    const { body } = await submit('SELECT SYSTEM$WAIT(60)', { timeout: 1 }, '?async=true');
    await expect.poll(async () => (await call('GET', `/api/v2/statements/${body.statementHandle}`)).status).toBe(408);
  });

  it('of a write', async () => {
    await submit('CREATE TABLE notes (a INT)');
    const { body } = await submit('INSERT INTO notes VALUES (1), (2)');
    expect(RESULT_SET.parse(body).stats).toMatchObject({ numRowsInserted: 2 });
  });
});

describe('partitions', () => {
  it('leave a large first one out, and give each as compressed rows with links', async () => {
    const { body } = await submit('SELECT order_id FROM orders ORDER BY order_id LIMIT 1200');
    expect(RESULT_SET.parse(body)).toMatchObject({ code: '391908' });
    expect(body.data).toBeUndefined();
    expect(body.resultSetMetaData.partitionInfo.map(({ rowCount }: { rowCount: number }) => rowCount)).toEqual([
      500, 500, 200,
    ]);
    const path = `/api/v2/statements/${body.statementHandle}`;
    const zero = await call('GET', `${path}?partition=0`);
    expect(zero.body.data).toHaveLength(500);
    const last = await call('GET', `${path}?partition=2`);
    expect(Object.keys(last.body)).toEqual(['data']);
    expect(last.body.data).toHaveLength(200);
    expect(last.headers.get('content-encoding')).toBe('gzip');
    expect(last.headers.get('link')).toBe(
      `<${path}?partition=0>;rel="first",<${path}?partition=1>;rel="prev",<${path}?partition=2>;rel="last"`,
    );
    expect((await call('GET', `${path}?partition=3`)).status).toBe(400);
  });
});

describe('requests', () => {
  it('with the same id run once', async () => {
    const id = randomUUID();
    const first = await submit('SELECT COUNT(*) FROM orders', {}, `?requestId=${id}`);
    const again = await submit('SELECT COUNT(*) FROM orders', {}, `?requestId=${id}&retry=true`);
    expect(again.body.statementHandle).toBe(first.body.statementHandle);
  });

  it('bind values, by position and by number', async () => {
    const bindings = {
      1: { type: 'FIXED', value: '100' },
      2: { type: 'TEXT', value: "com'pleted" },
      3: { type: 'DATE', value: '1789430400000' },
    };
    const { body } = await submit('SELECT ? + 1, ?, ?', { bindings });
    expect(body.data).toEqual([['101', "com'pleted", '20711']]);
    expect((await submit('SELECT :2, :1', { bindings })).body.data).toEqual([["com'pleted", '100']]);
    expect((await submit('SELECT ?')).body.code).toBe('002049');
  });

  it.each([
    ['two statements', 'SELECT 1; SELECT 2', '000008'],
    ['a change of role', 'USE ROLE ANALYST', '002222'],
    ['a call', 'CALL nothing()', '002222'],
    ["a function of DuckDB's", "SELECT read_text('/etc/hostname')", '002140'],
    ["a table of DuckDB's", 'SELECT * FROM duckdb_settings()', '002140'],
    ['a file', "SELECT * FROM '/etc/hostname'", '002003'],
    ['a hidden database', 'SELECT * FROM memory.meta.query_history', '002003'],
  ])('refuse %s', async (_, sql, code) => {
    const { status, body } = await submit(sql);
    expect([status, body.code]).toEqual([422, code]);
  });

  it('are refused without a statement, with a bad id, and as the wrong role', async () => {
    expect((await submit('')).status).toBe(400);
    expect((await submit('SELECT 1', {}, '?requestId=1')).status).toBe(400);
    expect((await submit('SELECT 1', { role: 'SYSADMIN' })).body.code).toBe('390189');
    expect((await submit('DELETE FROM orders', { role: 'ANALYST_READ' })).body).toMatchObject({
      code: '003001',
      sqlState: '42501',
    });
    expect((await submit('SELECT * FROM orders', { warehouse: 'PARKED_WH' })).body.code).toBe('000606');
    expect((await call('GET', `/api/v2/statements/${randomUUID()}`)).status).toBe(404);
  });
});
