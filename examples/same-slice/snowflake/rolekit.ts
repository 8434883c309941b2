// The slice of `plain.ts` on Rolekit's SDK.
import { randomUUID } from 'node:crypto';
import { defineConnection, defineConnector, field, secret } from '@rolekit/sdk';
import {
  bearer,
  Cache,
  failWith,
  type JobStep,
  keyFingerprint,
  keyPairJwt,
  oneLine,
  parseAnswer,
  unexpectedAnswer,
} from '@rolekit/sdk/http';
import { z } from 'zod';
import {
  BOUND,
  type Cells,
  isRunning,
  nextPartition,
  PARTITION,
  RESULT,
  ROW,
  RUNNING,
  refusalOf,
  rowsOf,
  type Shape,
  SQL,
  STATEMENTS,
  shapeOf,
  submissionOf,
  TABLE,
} from './vendor.ts';

const NAME = z.string().min(1);
const HINT = 'Correct the statement; see columns with snowflake_describe_table.';

/** What a finished statement answers, with its first partition. */
const FINISHED = RESULT.extend(PARTITION.shape);
type Finished = Shape & { first: Cells };

const snowflake = defineConnection({
  config: {
    accountUrl: field(z.url(), 'https://….'),
    account: field(NAME, 'Of the account.'),
    user: field(NAME, 'Of the account.'),
    privateKey: secret('PEM.'),
    role: field(NAME, 'Of the account.'),
    warehouse: field(NAME.optional(), 'Of the account.'),
    database: field(NAME.optional(), 'Of the account.'),
    waitSeconds: field(z.coerce.number().int().min(1).max(110).default(100), 'Then a cursor goes on.'),
  },
  open({ config: { accountUrl, account, user, privateKey, role, warehouse, database, waitSeconds }, connector, http }) {
    const key = { connector, algorithm: 'RS256', privateKey } as const;
    const sub = `${account}.${user}`.toUpperCase();
    const api = http({
      baseUrl: accountUrl,
      auth: bearer(keyPairJwt(key, () => ({ iss: `${sub}.${keyFingerprint(key)}`, sub }))),
      headers: { 'x-snowflake-authorization-token-type': 'KEYPAIR_JWT' },
      // a synchronous request is answered after 45 seconds at the latest
      timeoutMs: 60_000,
      classify({ status, body }) {
        if (status !== 422) return undefined;
        const { said = 'HTTP 422', kind } = refusalOf(body);
        const code = `RK_${kind.toUpperCase() as Uppercase<typeof kind>}` as const;
        return failWith(code, { connector, reason: oneLine(said), what: oneLine(said), hint: HINT, seconds: 100 });
      },
    });
    const statements = new Cache<Finished>(86_400_000, { most: 16 });

    function stepOf(body: unknown): JobStep<Finished> {
      if (isRunning(body)) return { state: 'running', token: parseAnswer(connector, RUNNING, body).statementHandle };
      const { data: first, ...result } = parseAnswer(connector, FINISHED, body);
      const value = { ...shapeOf(result), first };
      statements.set(value.handle, value);
      return { state: 'done', value };
    }

    return {
      statements,
      /** Runs a statement to its end, or waits on for one that was started before. */
      run(sql: string, bindings: readonly z.output<typeof BOUND>[] = [], resume?: string) {
        const submission = {
          // the request id makes Snowflake know it again: however often it is sent, it runs once
          query: { requestId: randomUUID() },
          againQuery: { retry: true },
          json: submissionOf(sql, bindings, { role, warehouse, database }),
        };
        return api.runJob(
          {
            start: async () => stepOf(await api.query(STATEMENTS, z.unknown(), submission)),
            check: async (handle) => stepOf(await api.get(`${STATEMENTS}/${handle}`, z.unknown())),
            async cancel(known) {
              const signal = AbortSignal.timeout(10_000);
              // without a handle it is asked for by the request id
              const again = { ...submission, query: { ...submission.query, retry: true, async: true }, signal };
              const handle = known ?? (await api.query(STATEMENTS, RUNNING, again)).statementHandle;
              await api.query(`${STATEMENTS}/${handle}/cancel`, z.unknown(), { json: {}, signal });
            },
          },
          { resume, withinMs: waitSeconds * 1000 },
        );
      },
      async rowsIn(statement: Finished, partition = 0) {
        const path = `${STATEMENTS}/${statement.handle}`;
        const read = async () => (await api.get(path, PARTITION, { query: { partition } })).data;
        const data = partition === 0 ? statement.first : await read();
        if (data.length === statement.partitions[partition]) return rowsOf(statement, data);
        throw unexpectedAnswer(connector, `it sent a part of partition ${partition}`);
      },
    };
  },
  test: async ({ run, rowsIn }) => String((await rowsIn(await run('SELECT CURRENT_USER() AS "user"')))[0]?.user),
});

const query = snowflake.list({
  name: 'snowflake_query',
  title: 'Query Snowflake',
  description: 'Runs one SQL statement that only reads and returns rows. More than one page: repeat with `cursor`.',
  input: {
    sql: SQL.describe('Snowflake SQL. Values go into `bindings` as ?.'),
    bindings: z.array(BOUND).max(200).default([]).describe('Values for each ?, in order.'),
  },
  items: ROW,
  defaultLimit: 100,
  maxLimit: 5000,
  async handler({ sql, bindings }, { statements, run, rowsIn }, { cursor }) {
    // a page is a partition; the handle alone is of a statement that still ran
    const [handle, partition = 0] = cursor?.split(' ') ?? [];
    const statement = statements.peek(handle ?? '') ?? (await run(sql, bindings, handle));
    const next = nextPartition(statement, Number(partition));
    return {
      items: await rowsIn(statement, Number(partition)),
      total: statement.total,
      next: next === undefined ? undefined : `${statement.handle} ${next}`,
    };
  },
});

const describeTable = snowflake.item({
  name: 'snowflake_describe_table',
  title: 'Describe a Snowflake table',
  description: 'Columns of one table with their types.',
  input: { table: TABLE.describe('DATABASE.SCHEMA.TABLE.') },
  item: z.object({ columns: z.array(ROW) }),
  handler: async ({ table }, { run, rowsIn }) => ({ columns: await rowsIn(await run(`DESCRIBE TABLE ${table}`)) }),
});

export default defineConnector({
  name: 'snowflake',
  title: 'Snowflake',
  version: '0.1.0',
  description: 'A slice of the Snowflake connector.',
  connection: snowflake,
  hosts: ['config:accountUrl'],
  tools: [query, describeTable],
});
