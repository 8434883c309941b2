import { randomUUID } from 'node:crypto';
import { type OpenContext, RolekitError } from '@rolekit/sdk';
import { type HttpRequest, parseAnswer, pause } from '@rolekit/sdk/http';
import type { z } from 'zod';
import type { SnowflakeConfig } from './connection.ts';
import { classify } from './errors.ts';
import { keyPairAuth, readPrivateKey, tokenAuth } from './key-pair.ts';
import { PartitionCache, type ResultShape } from './partitions.ts';
import { PARTITION, RESULT, RUNNING, type WireRows } from './wire.ts';

export interface StatementRequest {
  sql: string;
  bindings?: readonly (string | number | boolean | null)[] | undefined;
  database?: string | undefined;
  schema?: string | undefined;
  warehouse?: string | undefined;
  role?: string | undefined;
  /** After this Snowflake itself stops the statement. @default 100 */
  timeoutSeconds?: number | undefined;
  signal: AbortSignal;
  /** Told while the statement runs. */
  onWait?(seconds: number): void;
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
  /** Runs one statement to its end. An aborted signal cancels it in Snowflake too. */
  run(request: StatementRequest): Promise<Answer>;
  /** What is known of a result that was given out before. */
  shape(handle: string, signal: AbortSignal): Promise<ResultShape>;
  /** Rows of one partition of a result. */
  partition(handle: string, partition: number, signal: AbortSignal): Promise<WireRows>;
}

const FIRST_POLL_MS = 150;
const SLOWEST_POLL_MS = 2_000;
const SUBMIT_ATTEMPTS = 3;
const CANCEL_MS = 10_000;

/** @throws RK_NOT_CONNECTED for a key that cannot be used */
export function createClient(context: OpenContext<SnowflakeConfig>): SnowflakeClient {
  const { config } = context;
  const http = context.http({
    baseUrl: config.accountUrl,
    auth:
      config.token === undefined
        ? keyPairAuth(
            accountOf(config),
            config.user ?? '',
            readPrivateKey(config.privateKey ?? '', config.privateKeyPassphrase),
          )
        : tokenAuth(config.token),
    classify,
    // a synchronous request is answered after 45 seconds at the latest
    timeoutMs: 60_000,
    maxBytes: 128 * 1024 * 1024,
  });
  const cache = new PartitionCache();

  async function send<S extends z.ZodType>(schema: S, request: HttpRequest): Promise<z.output<S>> {
    return read(schema, (await http.request(request)).body);
  }

  function submitRequest(request: StatementRequest, requestId: string): HttpRequest {
    return {
      method: 'POST',
      path: '/api/v2/statements',
      query: { requestId, nullable: true },
      json: {
        statement: request.sql,
        timeout: request.timeoutSeconds ?? 100,
        database: request.database ?? config.database,
        schema: request.schema ?? config.schema,
        warehouse: request.warehouse ?? config.warehouse,
        role: config.role ?? request.role,
        ...(request.bindings && request.bindings.length > 0 ? { bindings: bindingsOf(request.bindings) } : {}),
        parameters: { MULTI_STATEMENT_COUNT: '1', query_tag: 'rolekit' },
      },
    };
  }

  /** Sends a statement once, however often the request has to be repeated: the request id makes Snowflake know it again. */
  async function submit(request: StatementRequest, requestId: string): Promise<unknown> {
    const first = submitRequest(request, requestId);
    for (let attempt = 1; ; attempt++) {
      try {
        const again = attempt > 1 ? { retry: true } : {};
        const response = await http.request({ ...first, query: { ...first.query, ...again }, signal: request.signal });
        return response.body;
      } catch (error) {
        const lost =
          error instanceof RolekitError && error.retriable && /^RK_(?:UPSTREAM_UNAVAILABLE|TIMEOUT)$/.test(error.code);
        if (!lost || error.data.vendorCode !== undefined || attempt >= SUBMIT_ATTEMPTS || request.signal.aborted)
          throw error;
        await pause(FIRST_POLL_MS * 2 ** attempt, request.signal);
      }
    }
  }

  /** Stops a statement in Snowflake. Without a handle it is asked for by the request id first. */
  async function cancel(request: StatementRequest, requestId: string, known: string | undefined): Promise<void> {
    const signal = AbortSignal.timeout(CANCEL_MS);
    let handle = known;
    if (handle === undefined) {
      const again = submitRequest(request, requestId);
      const response = await http.request({
        ...again,
        query: { ...again.query, retry: true, async: true },
        repeatable: true,
        signal,
      });
      handle = read(RUNNING, response.body).statementHandle;
    }
    await http.request({
      method: 'POST',
      path: `/api/v2/statements/${handle}/cancel`,
      json: {},
      repeatable: true,
      signal,
    });
  }

  async function run(request: StatementRequest): Promise<Answer> {
    const requestId = randomUUID();
    const startedAt = Date.now();
    let handle: string | undefined;
    try {
      let body = await submit(request, requestId);
      for (let wait = FIRST_POLL_MS; isRunning(body); wait = Math.min(wait * 1.5, SLOWEST_POLL_MS)) {
        handle = read(RUNNING, body).statementHandle;
        request.onWait?.(Math.round((Date.now() - startedAt) / 1000));
        await pause(wait, request.signal);
        body = (await http.request({ path: `/api/v2/statements/${handle}`, signal: request.signal })).body;
      }
      return await answerOf(body, request.signal);
    } catch (error) {
      // ended by Snowflake itself, there is nothing to stop
      const ended = error instanceof RolekitError && error.data.vendorCode !== undefined;
      if (request.signal.aborted && !ended) await cancel(request, requestId, handle).catch(() => {});
      throw request.signal.aborted ? new RolekitError('RK_CANCELLED', {}, { cause: error }) : error;
    }
  }

  async function answerOf(body: unknown, signal: AbortSignal): Promise<Answer> {
    const { statementHandle: handle, resultSetMetaData: meta, data } = read(RESULT, body);
    const shape: ResultShape = {
      handle,
      columns: meta.rowType,
      total: meta.numRows,
      partitions: meta.partitionInfo?.map(({ rowCount }) => rowCount) ?? [meta.numRows],
    };
    cache.putShape(shape);
    // a result that is too large for the first answer comes without its rows
    const rows = data ?? (await partition(handle, 0, signal));
    cache.put(handle, 0, rows);
    return { ...shape, rows };
  }

  async function partition(handle: string, number: number, signal: AbortSignal): Promise<WireRows> {
    const known = cache.rows(handle, number);
    if (known) return known;
    const { data } = await send(PARTITION, {
      path: `/api/v2/statements/${checked(handle)}`,
      query: { partition: number },
      signal,
    });
    cache.put(handle, number, data);
    return data;
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
    async shape(handle, signal) {
      const known = cache.shape(handle);
      if (known) return known;
      const body = (
        await http.request({ path: `/api/v2/statements/${checked(handle)}`, query: { partition: 0 }, signal })
      ).body;
      return answerOf(body, signal);
    },
  };
}

/** The handle comes back through a caller: it must not become another path. */
function checked(handle: string): string {
  if (/^[0-9a-f-]{36}$/i.test(handle)) return handle;
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: 'The cursor is not one of Snowflake.',
    hint: 'Repeat the call without `cursor`.',
  });
}

function read<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  return parseAnswer('Snowflake', schema, body);
}

function isRunning(body: unknown): boolean {
  const code = (body as { code?: unknown } | undefined)?.code;
  return code === '333334' || code === '333333';
}

function bindingsOf(
  values: readonly (string | number | boolean | null)[],
): Record<string, { type: string; value: string | null }> {
  return Object.fromEntries(
    values.map((value, index) => [
      String(index + 1),
      { type: bindingType(value), value: value === null ? null : String(value) },
    ]),
  );
}

function bindingType(value: string | number | boolean | null): string {
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'number') return Number.isInteger(value) ? 'FIXED' : 'REAL';
  return 'TEXT';
}

/** `ORG-ACCOUNT` of `https://org-account.snowflakecomputing.com`. */
function accountOf({ account, accountUrl }: SnowflakeConfig): string {
  return account ?? new URL(accountUrl).hostname.split('.')[0] ?? '';
}
