import { randomUUID } from 'node:crypto';
import { type OpenContext, RolekitError } from '@rolekit/sdk';
import { Cache, type JobStep, runJob, unexpectedAnswer } from '@rolekit/sdk/http';
import type { SnowflakeConfig } from './connection.ts';
import { classify, rules } from './errors.ts';
import { signIn } from './sign-in.ts';
import { PARTITION, STATEMENT, type Statement, type WireColumn, type WireRows } from './wire.ts';

type Bound = string | number | boolean | null;

export interface StatementRequest {
  sql: string;
  bindings?: readonly Bound[] | undefined;
  database?: string | undefined;
  schema?: string | undefined;
  warehouse?: string | undefined;
  role?: string | undefined;
  /** After this Snowflake itself stops the statement. @default 100 */
  timeoutSeconds?: number | undefined;
}

/** What is known of a result, besides its rows. */
export interface ResultShape {
  handle: string;
  /** When it ran: the instant of its rows, however late they are read. */
  asOf?: string | undefined;
  columns: readonly WireColumn[];
  total: number;
  /** Rows of each partition. */
  partitions: readonly number[];
}

/** A finished statement with the rows of its first partition. */
export interface Answer extends ResultShape {
  rows: WireRows;
}

/** What the tools need of Snowflake's SQL API. */
export interface SnowflakeClient {
  readonly config: SnowflakeConfig;
  /** Functions beyond the built-in ones, in upper case. */
  readonly allowedFunctions: ReadonlySet<string>;
  /**
   * Runs one statement to its end. A call that ends before cancels it in Snowflake too.
   *
   * @param handle of a statement that was started before: it is waited for, and not started again
   * @throws RK_TIMEOUT after the connection's waiting time, with the handle to go on with
   */
  run(request: StatementRequest, handle?: string): Promise<Answer>;
  /** What is known of a result that was given out before, of a statement that may still run. */
  shape(handle: string, request: StatementRequest): Promise<ResultShape>;
  /** Rows of one partition of a result. */
  partition(shape: ResultShape, partition: number): Promise<WireRows>;
  /** True for a partition whose rows are all those of the one before, as far as both are still known. */
  repeats(shape: ResultShape, partition: number): boolean;
}

const STATEMENTS = '/api/v2/statements';
/** Codes of a statement that still runs. */
const RUNNING: ReadonlySet<string | undefined> = new Set(['333333', '333334']);
const CANCEL_MS = 10_000;
/** Snowflake keeps results for a day. */
const KEEP_MS = 86_400_000;
const KEEP_SHAPES = 64;
/** Partitions that are not yet read to their end, so that a page of 100 rows is not a download each. */
const KEEP_CELLS = 250_000;

/** @throws RK_NOT_CONNECTED for a key that cannot be used */
export function createClient({ config, http }: OpenContext<SnowflakeConfig>): SnowflakeClient {
  const api = http({
    baseUrl: config.accountUrl,
    ...signIn(config),
    classify,
    policy: {
      rules,
      // a synchronous request is answered after 45 seconds at the latest
      timeoutMs: 60_000,
      maxBytes: 128 * 1024 * 1024,
      // a result of equal rows shrinks as far as gzip goes, and is no bomb
      maxRatio: 1100,
    },
  });
  const shapes = new Cache<ResultShape>(KEEP_MS, { most: KEEP_SHAPES });
  const partitions = new Cache<WireRows>(KEEP_MS, {
    most: KEEP_CELLS,
    weigh: (rows) => rows.length * (rows[0]?.length ?? 1),
  });

  function run({ sql: statement, bindings = [], ...request }: StatementRequest, resume?: string): Promise<Answer> {
    const submission = {
      // the request id makes Snowflake know it again: however often it is sent, it runs once
      query: { requestId: randomUUID(), nullable: true },
      againQuery: { retry: true },
      repeatable: true,
      json: {
        statement,
        timeout: request.timeoutSeconds ?? 100,
        database: request.database ?? config.database,
        schema: request.schema ?? config.schema,
        warehouse: request.warehouse ?? config.warehouse,
        role: config.role ?? request.role,
        ...(bindings.length > 0 ? { bindings: bindingsOf(bindings) } : {}),
        parameters: { MULTI_STATEMENT_COUNT: '1', query_tag: 'rolekit' },
      },
    };
    const startedAt = Date.now();
    const step = async (answered: Statement): Promise<JobStep<Answer>> => {
      if (!RUNNING.has(answered.code)) return { state: 'done', value: await answerOf(answered) };
      const done = Math.round((Date.now() - startedAt) / 1000);
      const message = `Snowflake has been running it for ${done} s`;
      return { state: 'running', token: answered.statementHandle, done, message };
    };
    return runJob<Answer>(
      {
        connector: 'Snowflake',
        start: async () => step(await api.post(STATEMENTS, STATEMENT, submission)),
        check: async (handle) => step(await api.get(pathOf(handle), STATEMENT)),
        async cancel(known) {
          const policy = { totalMs: CANCEL_MS };
          // without a handle it is asked for by the request id
          const again = { ...submission, query: { ...submission.query, retry: true, async: true }, policy };
          const handle = known ?? (await api.post(STATEMENTS, STATEMENT, again)).statementHandle;
          await api.request({ method: 'POST', path: `${pathOf(handle)}/cancel`, json: {}, repeatable: true, policy });
        },
      },
      {
        resume,
        wait: { kind: 'exponential', firstMs: 150, maxMs: 2000, factor: 1.5, jitter: 0 },
        withinMs: config.waitSeconds * 1000,
      },
    );
  }

  async function answerOf({ statementHandle: handle, createdOn, resultSetMetaData: meta, data }: Statement) {
    if (!meta) throw unexpectedAnswer('Snowflake', 'its answer has an unexpected form at resultSetMetaData');
    const shape: ResultShape = {
      handle,
      asOf: createdOn === undefined ? undefined : new Date(createdOn).toISOString(),
      columns: meta.rowType,
      total: meta.numRows,
      partitions: meta.partitionInfo?.map(({ rowCount }) => rowCount) ?? [meta.numRows],
    };
    shapes.set(handle, shape);
    if (data) partitions.set(`${handle} 0`, whole(shape, 0, data));
    // a result that is too large for the first answer comes without its rows
    return { ...shape, rows: data ?? (await partition(shape, 0)) };
  }

  function partition(shape: ResultShape, partition: number): Promise<WireRows> {
    const load = async () => (await api.get(pathOf(shape.handle), PARTITION, { query: { partition } })).data;
    return partitions.get(`${shape.handle} ${partition}`, async () => whole(shape, partition, await load()));
  }

  return {
    config,
    allowedFunctions: new Set(
      (config.allowedFunctions ?? '')
        .split(',')
        .map((name) => name.trim().toUpperCase())
        .filter(Boolean),
    ),
    run,
    partition,
    repeats({ handle }, number) {
      const [before, rows] = [partitions.peek(`${handle} ${number - 1}`), partitions.peek(`${handle} ${number}`)];
      return before !== undefined && rows !== undefined && isSame(before, rows);
    },
    shape: async (handle, request) => shapes.peek(handle) ?? run(request, handle),
  };
}

/** The handle comes back through a caller: it must not become another path. */
function pathOf(handle: string): string {
  if (/^[0-9a-f-]{36}$/i.test(handle)) return `${STATEMENTS}/${handle}`;
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: 'The cursor is not one of Snowflake.',
    hint: 'Repeat the call without `cursor`.',
  });
}

/** Another partition in its place, or a part of it, would be rows lost without a word. */
function whole({ partitions }: ResultShape, number: number, rows: WireRows): WireRows {
  if (rows.length === partitions[number]) return rows;
  throw unexpectedAnswer('Snowflake', `partition ${number} has ${rows.length} rows and not ${partitions[number] ?? 0}`);
}

function isSame(before: WireRows, rows: WireRows): boolean {
  const isEqual = (row: WireRows[number], index: number) => JSON.stringify(row) === JSON.stringify(before[index]);
  return rows.length > 0 && rows.length === before.length && rows.every(isEqual);
}

function bindingsOf(values: readonly Bound[]): Record<string, { type: string; value: string | null }> {
  return Object.fromEntries(
    values.map((value, index) => [
      String(index + 1),
      { type: bindingType(value), value: value === null ? null : String(value) },
    ]),
  );
}

function bindingType(value: Bound): string {
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value !== 'number') return 'TEXT';
  if (!Number.isInteger(value)) return 'REAL';
  if (Number.isSafeInteger(value)) return 'FIXED';
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: `The binding ${value} may have lost digits on its way: numbers are exact up to ${Number.MAX_SAFE_INTEGER}.`,
    hint: `Give it as text, with all its digits ("12345678901234567890"); Snowflake compares a text with a number by value.`,
  });
}
