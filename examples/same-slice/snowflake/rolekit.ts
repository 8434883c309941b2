// The slice of `plain.ts` on Rolekit's SDK.
import { randomUUID } from 'node:crypto';
import { type ConfigOf, defineConnection, defineConnector, defineTool, field, type OpenContext } from '@rolekit/sdk';
import {
  bearer,
  Cache,
  failWith,
  type HttpRequest,
  type HttpResponse,
  type JobStep,
  keyFingerprint,
  keyPairJwt,
  oneLine,
  parseAnswer,
  type ResponseAction,
  runJob,
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

const connector = 'Snowflake';
const NAME = z.string().min(1);
const text = (title: string, env: string) => field(NAME, { title, description: 'Of the account.', env });
const optional = (title: string, env: string) => field(NAME.optional(), { title, description: 'Of the account.', env });

const config = {
  accountUrl: field(z.url(), { title: 'Account URL', description: 'https://….', env: 'SNOWFLAKE_ACCOUNT_URL' }),
  account: text('Account identifier', 'SNOWFLAKE_ACCOUNT'),
  user: text('User', 'SNOWFLAKE_USER'),
  privateKey: field(NAME, { title: 'Private key', description: 'PEM.', env: 'SNOWFLAKE_PRIVATE_KEY', secret: true }),
  role: text('Role', 'SNOWFLAKE_ROLE'),
  warehouse: optional('Warehouse', 'SNOWFLAKE_WAREHOUSE'),
  database: optional('Database', 'SNOWFLAKE_DATABASE'),
  waitSeconds: field(z.coerce.number().int().min(1).max(110).default(100), {
    title: 'Seconds to wait',
    description: 'Then a cursor goes on.',
    env: 'SNOWFLAKE_WAIT_SECONDS',
  }),
};

const TOKEN_SECONDS = 55 * 60;
const CANCEL_MS = 10_000;
const CODES = {
  not_found: 'RK_NOT_FOUND',
  forbidden: 'RK_FORBIDDEN',
  cancelled: 'RK_CANCELLED',
  timeout: 'RK_TIMEOUT',
  invalid_request: 'RK_INVALID_REQUEST',
} as const;

function classify({ status, body }: HttpResponse): ResponseAction | undefined {
  if (status !== 422) return undefined;
  const { said, kind } = refusalOf(body);
  const reason = oneLine(said ?? 'HTTP 422');
  const hint = 'Correct the statement; see columns with snowflake_describe_table.';
  return failWith(CODES[kind], { connector, reason, hint, what: reason, seconds: 100 });
}

function open({ config: settings, http: clientOf }: OpenContext<ConfigOf<typeof config>>) {
  const { accountUrl: baseUrl, account, user, privateKey, role, warehouse, database } = settings;
  const key = { connector: 'snowflake', algorithm: 'RS256', privateKey } as const;
  const sub = `${account}.${user}`.toUpperCase();
  const http = clientOf({
    baseUrl,
    auth: bearer(keyPairJwt(key, () => ({ iss: `${sub}.${keyFingerprint(key)}`, sub }), TOKEN_SECONDS)),
    headers: { 'x-snowflake-authorization-token-type': 'KEYPAIR_JWT' },
    classify,
    // a synchronous request is answered after 45 seconds at the latest
    timeoutMs: 60_000,
  });
  const shapes = new Cache<Shape>(86_400_000, { most: 64 });
  const firsts = new Cache<Cells>(86_400_000, { most: 8 });

  function finished(body: unknown): Shape {
    const shape = shapeOf(parseAnswer(connector, RESULT, body));
    shapes.set(shape.handle, shape);
    const first = PARTITION.safeParse(body).data;
    if (first) firsts.set(shape.handle, whole(shape, 0, first.data));
    return shape;
  }

  function whole(shape: Shape, number: number, cells: Cells): Cells {
    if (cells.length === shape.partitions[number]) return cells;
    throw unexpectedAnswer(connector, `it sent a part of partition ${number}`);
  }

  return {
    shapes,
    /** Runs a statement to its end, or waits on for one that was started before. */
    run(
      sql: string,
      bindings: readonly z.output<typeof BOUND>[],
      signal: AbortSignal,
      resume?: string,
    ): Promise<Shape> {
      const submission: HttpRequest = {
        method: 'POST',
        path: STATEMENTS,
        // the request id makes Snowflake know it again: however often it is sent, it runs once
        query: { requestId: randomUUID() },
        againQuery: { retry: true },
        repeatable: true,
        json: submissionOf(sql, bindings, { role, warehouse, database }),
      };
      const ask = async (request: HttpRequest): Promise<JobStep<Shape>> => {
        const { body } = await http.request(request);
        if (!isRunning(body)) return { state: 'done', value: finished(body) };
        return { state: 'running', token: parseAnswer(connector, RUNNING, body).statementHandle };
      };
      return runJob(
        {
          connector,
          start: (during) => ask({ ...submission, signal: during }),
          check: (handle, during) => ask({ path: `${STATEMENTS}/${handle}`, signal: during }),
          async cancel(known) {
            const last = AbortSignal.timeout(CANCEL_MS);
            // without a handle it is asked for by the request id
            const again = { ...submission, query: { ...submission.query, retry: true, async: true }, signal: last };
            const handle = known ?? parseAnswer(connector, RUNNING, (await http.request(again)).body).statementHandle;
            const path = `${STATEMENTS}/${handle}/cancel`;
            await http.request({ method: 'POST', path, json: {}, repeatable: true, signal: last });
          },
        },
        {
          resume,
          signal,
          wait: { kind: 'exponential', firstMs: 150, maxMs: 2000, factor: 1.5, jitter: 0 },
          withinMs: settings.waitSeconds * 1000,
        },
      );
    },
    async partition(shape: Shape, number: number, signal: AbortSignal): Promise<Cells> {
      const first = number === 0 ? firsts.peek(shape.handle) : undefined;
      if (first) return first;
      const request = { path: `${STATEMENTS}/${shape.handle}`, query: { partition: number }, signal };
      return whole(shape, number, parseAnswer(connector, PARTITION, (await http.request(request)).body).data);
    },
  };
}

const connection = defineConnection({
  config,
  open,
  async test(snowflake, signal) {
    const shape = await snowflake.run('SELECT CURRENT_USER() AS "user"', [], signal);
    return String(rowsOf(shape, await snowflake.partition(shape, 0, signal))[0]?.user);
  },
});

const query = defineTool({
  connection,
  name: 'snowflake_query',
  title: 'Query Snowflake',
  access: 'read',
  description: 'Runs one SQL statement that only reads and returns rows. More than one page: repeat with `cursor`.',
  input: z.object({
    sql: SQL.describe('Snowflake SQL. Values go into `bindings` as ?.'),
    bindings: z.array(BOUND).max(200).default([]).describe('Values for each ?, in order.'),
  }),
  items: ROW,
  defaultLimit: 100,
  maxLimit: 5000,
  async handler({ input: { sql, bindings }, connection: snowflake, cursor, signal }) {
    // a page is a partition; the handle alone is of a statement that still ran
    const [handle = '', partition = 0] = cursor?.split(' ') ?? [];
    const shape = snowflake.shapes.peek(handle) ?? (await snowflake.run(sql, bindings, signal, handle || undefined));
    const next = nextPartition(shape, Number(partition));
    return {
      items: rowsOf(shape, await snowflake.partition(shape, Number(partition), signal)),
      total: shape.total,
      next: next === undefined ? undefined : `${shape.handle} ${next}`,
    };
  },
});

const describeTable = defineTool({
  connection,
  name: 'snowflake_describe_table',
  title: 'Describe a Snowflake table',
  access: 'read',
  description: 'Columns of one table with their types.',
  input: z.object({ table: TABLE.describe('DATABASE.SCHEMA.TABLE.') }),
  item: z.object({ columns: z.array(ROW) }),
  async handler({ input: { table }, connection: snowflake, signal }) {
    const shape = await snowflake.run(`DESCRIBE TABLE ${table}`, [], signal);
    return { item: { columns: rowsOf(shape, await snowflake.partition(shape, 0, signal)) } };
  },
});

export default defineConnector({
  name: 'snowflake',
  title: 'Snowflake',
  version: '0.1.0',
  description: 'A slice of the Snowflake connector.',
  connection,
  hosts: ['config:accountUrl'],
  tools: [query, describeTable],
});
