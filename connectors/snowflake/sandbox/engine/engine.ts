import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { ROLES, type SessionContext, WAREHOUSES } from '../account.ts';
import { errors, fromDuckDb, type VendorError } from '../errors.ts';
import { numberColumn, textColumn, wireColumn } from '../types.ts';
import type { Binding } from './bindings.ts';
import { literal } from './literal.ts';
import { loadDemo } from './load-tables.ts';
import { rowsResult, type StatementResult, tableResult } from './result.ts';
import { isShow, show } from './show.ts';
import { STAR, statementsOf, type Translated, translate } from './translate.ts';

export interface EngineOptions {
  archiveRows: number;
  partitionRows: number;
  /** How long a suspended warehouse takes to wake. */
  resumeMs: number;
  now(): Date;
}

export interface Execution {
  sql: string;
  context: SessionContext;
  bindings: Readonly<Record<string, Binding>>;
  signal: AbortSignal;
  /** How many statements the request says that it holds; 0 is any. */
  statementCount: number;
}

export interface HistoryRow {
  queryId: string;
  text: string;
  type: string;
  context: SessionContext;
  status: 'RUNNING' | 'SUCCESS' | 'FAILED_WITH_ERROR';
  error?: VendorError;
  startedAt: number;
  /** When it began, by a clock of which only differences count. */
  begun: number;
  /** Of one that has ended. */
  elapsedMs?: number;
  rows?: number;
}

/** Milliseconds that a statement has run so far. */
export function elapsedOf({ begun }: HistoryRow): number {
  return Math.round(performance.now() - begun);
}

/** DuckDB behind Snowflake's rules: roles, warehouses, the dialect. */
export class Engine {
  readonly #instance: DuckDBInstance;
  readonly #options: EngineOptions;
  readonly #awake = new Map<string, Promise<void>>();
  readonly counts = { reads: 0, writes: 0 };
  #historyTurn: Promise<unknown> = Promise.resolve();
  #results = 0;
  /** Newest last; the engine shows it as QUERY_HISTORY. */
  readonly history: HistoryRow[] = [];

  private constructor(instance: DuckDBInstance, options: EngineOptions) {
    this.#instance = instance;
    this.#options = options;
  }

  static async open(options: EngineOptions): Promise<Engine> {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await loadDemo(connection, options.archiveRows);
    connection.disconnectSync();
    return new Engine(instance, options);
  }

  close(): void {
    this.#instance.closeSync();
  }

  /** Runs one statement. @throws VendorError */
  async run(execution: Execution): Promise<{ type: string; result: StatementResult }> {
    const { sql, context, signal } = execution;
    const role = ROLES.find(({ name }) => name === context.role);
    if (!role) throw errors.unknownRole(context.role);
    const connection = await this.#instance.connect();
    const stop = (): void => connection.interrupt();
    signal.addEventListener('abort', stop);
    try {
      if (isShow(sql)) {
        this.counts.reads++;
        return { type: /^\s*SHOW/i.test(sql) ? 'SHOW' : 'DESCRIBE', result: await show(connection, sql, context) };
      }
      const explained = /^\s*EXPLAIN(?:\s+USING\s+(TABULAR|JSON|TEXT))?\s+(?=SELECT|WITH|\()/i.exec(sql);
      const statements = statementsOf(explained ? sql.slice(explained[0].length) : sql);
      const desired = execution.statementCount;
      if (desired !== 0 && statements.length !== desired) throw errors.statementCount(statements.length, desired);
      const [statement] = statements;
      if (!statement || statements.length > 1) throw errors.unsupported('several statements in one request');
      const translated = translate(statement, sql, {
        context,
        weekStart: context.weekStart ?? 0,
        weekOfYearPolicy: context.weekOfYearPolicy ?? 0,
        bindings: execution.bindings,
        now: this.#options.now(),
      });
      if (explained) return { type: 'EXPLAIN', result: await this.#explain(connection, translated, explained[1]) };
      if (translated.kind === 'write' && !role.mayWrite)
        throw errors.forbidden(translated.type === 'CREATE_TABLE' ? 'schema' : 'table', lastName(translated.tables[0]));
      if (translated.tables.length > 0 || translated.waitMs > 0) await this.#useWarehouse(context, signal);
      if (translated.waitMs > 0) await pause(translated.waitMs, signal);
      if (signal.aborted) throw errors.cancelled();
      const work = () =>
        translated.kind === 'query' ? this.#query(connection, translated) : this.#write(connection, translated);
      const result = /QUERY_HISTORY/.test(translated.duck) ? await this.#withHistory(connection, work) : await work();
      this.counts[translated.kind === 'query' ? 'reads' : 'writes']++;
      return { type: translated.type, result };
    } catch (error) {
      if (signal.aborted) throw errors.cancelled();
      throw fromDuckDb(error, sql);
    } finally {
      signal.removeEventListener('abort', stop);
      connection.disconnectSync();
    }
  }

  async #query(connection: DuckDBConnection, { duck, names }: Translated): Promise<StatementResult> {
    const prepared = await connection.prepare(duck);
    const given = spread(names, prepared.columnCount);
    const columns = Array.from({ length: prepared.columnCount }, (_, index) =>
      wireColumn(given[index] ?? prepared.columnName(index), prepared.columnType(index)),
    );
    const table = `RESULTS.main.r${++this.#results}`;
    const types = columns.map(
      (_, index) =>
        `c${index} ${prepared.columnType(index).typeId === 36 ? 'VARCHAR' : typeSql(prepared.columnType(index).toString(), prepared.columnType(index).alias)}`,
    );
    prepared.destroySync();
    await connection.run(`CREATE TABLE ${table} (${types.join(', ')})`);
    try {
      await connection.run(`INSERT INTO ${table} ${duck}`);
    } catch (error) {
      await connection.run(`DROP TABLE ${table}`).catch(() => {});
      throw error;
    }
    const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${table}`);
    const total = Number((counted.getRows()[0] as [bigint])[0]);
    return tableResult(() => this.#instance.connect(), table, columns, total, this.#options.partitionRows);
  }

  async #write(connection: DuckDBConnection, { duck, type }: Translated): Promise<StatementResult> {
    const done = await connection.run(duck);
    const changed = Number(done.rowsChanged);
    if (!/^(?:INSERT|UPDATE|DELETE|MERGE)$/.test(type))
      return rowsResult([textColumn('status')], [['Statement executed successfully.']]);
    const verb = type === 'MERGE' ? 'updated' : `${type.toLowerCase().replace(/e$/, '')}ed`;
    const result = rowsResult([numberColumn(`number of rows ${verb}`)], [[String(changed)]]);
    return {
      ...result,
      stats: {
        inserted: type === 'INSERT' ? changed : 0,
        updated: type === 'UPDATE' || type === 'MERGE' ? changed : 0,
        deleted: type === 'DELETE' ? changed : 0,
      },
    };
  }

  /** What Snowflake says of a plan without running it: which tables, how much of them. */
  async #explain(
    connection: DuckDBConnection,
    { duck, tables }: Translated,
    format = 'TABULAR',
  ): Promise<StatementResult> {
    const prepared = await connection.prepare(duck);
    prepared.destroySync();
    const scans = [];
    for (const name of tables) {
      const [, schema, table] = name.split('.');
      const found = await connection.runAndReadAll(
        `SELECT coalesce(ROW_COUNT, 0), coalesce(BYTES, 0) FROM META.TABLES WHERE TABLE_SCHEMA = '${schema}' AND TABLE_NAME = '${table}'`,
      );
      const [rows = 0n, bytes = 0n] = (found.getRows()[0] ?? []) as bigint[];
      const partitions = Math.max(1, Math.ceil(Number(rows) / 400_000));
      scans.push({ name, partitions, bytes: Number(bytes) });
    }
    const total = scans.reduce(
      (sum, scan) => ({ partitions: sum.partitions + scan.partitions, bytes: sum.bytes + scan.bytes }),
      { partitions: 0, bytes: 0 },
    );
    if (format.toUpperCase() === 'TABULAR') {
      const rows = [
        [
          '1',
          null,
          null,
          'GlobalStats',
          null,
          null,
          null,
          String(total.partitions),
          String(total.partitions),
          String(total.bytes),
        ],
        ...scans.map((scan, index) => [
          '1',
          String(index),
          null,
          'TableScan',
          `[${scan.name}]`,
          null,
          null,
          String(scan.partitions),
          String(scan.partitions),
          String(scan.bytes),
        ]),
      ];
      const names = [
        'step',
        'id',
        'parent',
        'operation',
        'objects',
        'alias',
        'expressions',
        'partitionsTotal',
        'partitionsAssigned',
        'bytesAssigned',
      ];
      return rowsResult(
        names.map((name) => (/^(?:step|id|partitions|bytes)/.test(name) ? numberColumn(name) : textColumn(name))),
        rows,
      );
    }
    const content = {
      GlobalStats: {
        partitionsTotal: total.partitions,
        partitionsAssigned: total.partitions,
        bytesAssigned: total.bytes,
      },
      Operations: [
        scans.map((scan, id) => ({
          id,
          operation: 'TableScan',
          objects: [scan.name],
          partitionsTotal: scan.partitions,
          partitionsAssigned: scan.partitions,
          bytesAssigned: scan.bytes,
        })),
      ],
    };
    return rowsResult([textColumn('content')], [[JSON.stringify(content)]]);
  }

  async #useWarehouse({ warehouse, role }: SessionContext, signal: AbortSignal): Promise<void> {
    const found = WAREHOUSES.find(({ name }) => name === warehouse);
    if (!found?.usableBy.includes(role)) throw errors.noWarehouse();
    if (!found.suspended) return;
    if (!found.autoResume) throw errors.noWarehouse();
    let waking = this.#awake.get(found.name);
    if (!waking) {
      waking = new Promise((resolve) => setTimeout(resolve, this.#options.resumeMs));
      this.#awake.set(found.name, waking);
    }
    await Promise.race([waking, aborted(signal)]);
  }

  /** One at a time: the history is written anew for each statement that reads it. */
  #withHistory<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
    const mine = this.#historyTurn.then(async () => {
      await this.#writeHistory(connection);
      return work();
    });
    this.#historyTurn = mine.catch(() => {});
    return mine;
  }

  async #writeHistory(connection: DuckDBConnection): Promise<void> {
    await connection.run('DELETE FROM META.QUERY_HISTORY');
    const text = (value: string | undefined): string => literal(value ?? null);
    const time = (value: number | undefined): string =>
      value === undefined ? 'NULL' : `epoch_ms(${Math.round(value)})::TIMESTAMPTZ`;
    const rows = this.history
      .slice(-1000)
      .map((row) =>
        [
          text(row.queryId),
          text(row.text),
          text(row.context.database),
          text(row.context.schema),
          text(row.type),
          '4096',
          "'ROLEKIT_DEMO'",
          text(row.context.role),
          text(row.context.warehouse),
          "'X-Small'",
          "''",
          text(row.status),
          text(row.error?.code),
          text(row.error?.message),
          time(row.startedAt),
          time(row.elapsedMs === undefined ? undefined : row.startedAt + row.elapsedMs),
          String(row.elapsedMs ?? elapsedOf(row)),
          '0',
          String(row.rows ?? 'NULL'),
        ].join(', '),
      );
    if (rows.length > 0)
      await connection.run(`INSERT INTO META.QUERY_HISTORY VALUES ${rows.map((row) => `(${row})`).join(', ')}`);
  }
}

/** Names of columns where one `*` stands for all that the others leave; where several do, DuckDB's names stand. */
function spread(names: readonly (string | typeof STAR)[], count: number): (string | undefined)[] {
  const star = names.indexOf(STAR);
  if (star < 0) return names.length === count ? (names as string[]) : [];
  const rest = names.slice(star + 1);
  if (rest.includes(STAR) || count < names.length - 1) return [];
  const own = Array.from({ length: count - names.length + 1 }, () => undefined);
  return [...names.slice(0, star), ...own, ...rest] as (string | undefined)[];
}

/** A type as DDL; what has no name of its own in DuckDB's tables is kept as text. */
function typeSql(type: string, alias: string | undefined): string {
  if (alias === 'JSON') return 'JSON';
  return type === '"NULL"' || type === 'SQLNULL' || type === 'NULL' ? 'VARCHAR' : type;
}

function lastName(table: string | undefined): string {
  return table?.split('.').at(-1) ?? '';
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      new Promise((resolve) => {
        timer = setTimeout(resolve, ms);
      }),
      aborted(signal),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(errors.cancelled());
    signal.addEventListener('abort', () => reject(errors.cancelled()), { once: true });
  });
}
