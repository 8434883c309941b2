// A slice of the Snowflake connector with nothing but the official SDK, fetch and zod.
import { createHash, createPrivateKey, createPublicKey, randomUUID, sign } from 'node:crypto';
import { type CallToolResult, McpServer, type ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import {
  answered,
  Cursors,
  Failure,
  finish,
  type Outgoing,
  pageOf,
  pageResult,
  Recent,
  Rows,
  read,
  result,
  send,
  table,
  type Vendor,
} from '../plain.ts';
import {
  BOUND,
  type Cells,
  isRunning,
  nextPartition,
  PARTITION,
  RESULT,
  ROW,
  type Row,
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
const SETTINGS = z.object({
  accountUrl: z.url(),
  account: NAME,
  user: NAME,
  privateKey: NAME,
  role: NAME,
  warehouse: NAME.optional(),
  database: NAME.optional(),
  waitSeconds: z.coerce.number().int().min(1).max(110).default(100),
});
type Settings = z.output<typeof SETTINGS>;

const TOKEN_SECONDS = 55 * 60;
const CANCEL_MS = 10_000;

function vendorOf(settings: Settings): Vendor {
  let token = { value: '', until: 0 };
  return {
    name: 'Snowflake',
    baseUrl: settings.accountUrl,
    check: 'Check SNOWFLAKE_ACCOUNT_URL, SNOWFLAKE_USER and SNOWFLAKE_PRIVATE_KEY.',
    secrets: [settings.privateKey],
    // a synchronous request is answered after 45 seconds at the latest
    timeoutMs: 60_000,
    signIn() {
      if (token.until < Date.now())
        token = { value: signJwt(settings), until: Date.now() + (TOKEN_SECONDS - 60) * 1000 };
      return { authorization: `Bearer ${token.value}`, 'x-snowflake-authorization-token-type': 'KEYPAIR_JWT' };
    },
    renew: () => {
      token = { value: '', until: 0 };
    },
    said: (body) => refusalOf(body).said,
    failureOf({ status, body }, said) {
      if (status !== 422) return undefined;
      return new Failure(
        refusalOf(body).kind,
        said,
        'Correct the statement; see columns with snowflake_describe_table.',
      );
    },
  };
}

function signJwt({ account, user, privateKey }: Settings): string {
  const key = createPrivateKey(privateKey.replaceAll('\\n', '\n'));
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const sub = `${account}.${user}`.toUpperCase();
  const iat = Math.floor(Date.now() / 1000);
  const iss = `${sub}.SHA256:${createHash('sha256').update(der).digest('base64')}`;
  const body = [
    { alg: 'RS256', typ: 'JWT' },
    { iss, sub, iat, exp: iat + TOKEN_SECONDS },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${body}.${sign('sha256', Buffer.from(body), key).toString('base64url')}`;
}

/** Where a page starts; the handle alone is of a statement that still ran. */
interface Position {
  handle: string;
  partition?: number;
  from?: number;
}

/** Makes a server for each connection; keys and results are those of the process. */
export function createPlainServer(values: Record<string, string>): () => McpServer {
  const settings = SETTINGS.parse(values);
  const vendor = vendorOf(settings);
  const cursors = new Cursors<Position>();
  const shapes = new Recent<Shape>(64);
  const partitions = new Recent<Cells>(8);
  const { role, warehouse, database } = settings;

  /** Runs a statement to its end, or waits on for one that was started before. */
  function run(
    sql: string,
    bindings: readonly z.output<typeof BOUND>[],
    resume: string | undefined,
    ctx: ServerContext,
  ): Promise<Shape> {
    const { signal } = ctx.mcpReq;
    const submission: Outgoing = {
      method: 'POST',
      path: STATEMENTS,
      // the request id makes Snowflake know it again: however often it is sent, it runs once
      query: { requestId: randomUUID() },
      againQuery: { retry: 'true' },
      json: submissionOf(sql, bindings, { role, warehouse, database }),
    };
    return finish({
      vendor,
      resume,
      signal,
      cursorOf: (handle) => cursors.mint({ handle }, [sql, bindings], ctx),
      waits: { firstMs: 150, maxMs: 2000, seconds: settings.waitSeconds },
      async ask(handle) {
        const body = await send(
          vendor,
          handle === undefined ? submission : { path: `${STATEMENTS}/${handle}` },
          signal,
        );
        if (isRunning(body)) return { token: read(vendor, RUNNING, body).statementHandle };
        const shape = shapeOf(read(vendor, RESULT, body));
        const first = PARTITION.safeParse(body).data;
        if (first) partitions.set(`${shape.handle} 0`, whole(shape, 0, first.data));
        return { done: shapes.set(shape.handle, shape) };
      },
      async cancel(known) {
        const last = AbortSignal.timeout(CANCEL_MS);
        // without a handle it is asked for by the request id
        const again = { ...submission, query: { ...submission.query, retry: 'true', async: 'true' } };
        const handle = known ?? read(vendor, RUNNING, await send(vendor, again, last)).statementHandle;
        await send(vendor, { method: 'POST', path: `${STATEMENTS}/${handle}/cancel`, json: {} }, last);
      },
    });
  }

  async function partition(shape: Shape, number: number, signal: AbortSignal): Promise<Cells> {
    const key = `${shape.handle} ${number}`;
    const known = partitions.get(key);
    if (known) return known;
    const path = `${STATEMENTS}/${shape.handle}`;
    const body = await send(vendor, { path, query: { partition: String(number) } }, signal);
    return partitions.set(key, whole(shape, number, read(vendor, PARTITION, body).data));
  }

  function whole(shape: Shape, number: number, cells: Cells): Cells {
    if (cells.length === shape.partitions[number]) return cells;
    throw new Failure('upstream_unavailable', `Snowflake sent a part of partition ${number}.`, 'Repeat the call.');
  }

  async function query(
    {
      sql,
      bindings,
      limit,
      cursor,
    }: { sql: string; bindings: z.output<typeof BOUND>[]; limit: number; cursor?: string | undefined },
    ctx: ServerContext,
  ): Promise<CallToolResult> {
    const of = [sql, bindings];
    const { signal } = ctx.mcpReq;
    const start = cursor === undefined ? undefined : await cursors.read(cursor, of, ctx);
    const shape = (start && shapes.get(start.handle)) ?? (await run(sql, bindings, start?.handle, ctx));
    const taken = new Rows<Row>(limit);
    let at: number | undefined = start?.partition ?? 0;
    let from = start?.from ?? 0;
    while (at !== undefined && !taken.full) {
      const rows = rowsOf(shape, await partition(shape, at, signal));
      from += taken.take(rows.slice(from));
      if (from >= rows.length) [at, from] = [nextPartition(shape, at), 0];
    }
    const next =
      at === undefined ? undefined : await cursors.mint({ handle: shape.handle, partition: at, from }, of, ctx);
    return pageResult(taken.items, shape.total, next);
  }

  return () => {
    const server = new McpServer({ name: 'snowflake', version: '0.1.0' });
    server.registerTool(
      'snowflake_query',
      {
        title: 'Query Snowflake',
        description:
          'Runs one SQL statement that only reads and returns rows. More than one page: repeat with `cursor`.',
        annotations: { readOnlyHint: true },
        inputSchema: z.object({
          sql: SQL.describe('Snowflake SQL. Values go into `bindings` as ?.'),
          bindings: z.array(BOUND).max(200).default([]).describe('Values for each ?, in order.'),
          limit: z.int().min(1).max(5000).default(100).describe('Rows in this page.'),
          cursor: z.string().optional().describe('`page.next` of the page before, or of a timeout.'),
        }),
        outputSchema: pageOf(ROW),
      },
      (args, ctx) => answered(vendor, () => query(args, ctx)),
    );
    server.registerTool(
      'snowflake_describe_table',
      {
        title: 'Describe a Snowflake table',
        description: 'Columns of one table with their types.',
        annotations: { readOnlyHint: true },
        inputSchema: z.object({ table: TABLE.describe('DATABASE.SCHEMA.TABLE.') }),
        outputSchema: z.object({ item: z.object({ columns: z.array(ROW) }) }),
      },
      ({ table: name }, ctx) =>
        answered(vendor, async () => {
          const shape = await run(`DESCRIBE TABLE ${name}`, [], undefined, ctx);
          const columns = rowsOf(shape, await partition(shape, 0, ctx.mcpReq.signal));
          return result({ item: { columns } }, table(columns));
        }),
    );
    return server;
  };
}
