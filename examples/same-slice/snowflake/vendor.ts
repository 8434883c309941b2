// What both versions know of Snowflake: its answers, its values, its errors.
import { z } from 'zod';

export const STATEMENTS = '/api/v2/statements';

export const RESULT = z.object({
  statementHandle: z.string(),
  resultSetMetaData: z.object({
    numRows: z.int(),
    rowType: z.array(z.object({ name: z.string(), type: z.string(), scale: z.number().nullish() })),
    partitionInfo: z.array(z.object({ rowCount: z.int() })),
  }),
});
export const PARTITION = z.object({ data: z.array(z.array(z.string().nullable())) });
export const RUNNING = z.object({ statementHandle: z.string() });

type Column = z.output<typeof RESULT>['resultSetMetaData']['rowType'][number];
export type Cells = z.output<typeof PARTITION>['data'];
export type Row = Record<string, unknown>;

/** What is known of a finished statement besides its rows. */
export interface Shape {
  handle: string;
  columns: readonly Column[];
  total: number;
  /** Rows of each partition. */
  partitions: readonly number[];
}

export function shapeOf({ statementHandle, resultSetMetaData: meta }: z.output<typeof RESULT>): Shape {
  const partitions = meta.partitionInfo.map(({ rowCount }) => rowCount);
  return { handle: statementHandle, columns: meta.rowType, total: meta.numRows, partitions };
}

/** The partition after one, if it has rows. */
export function nextPartition({ partitions }: Shape, partition: number): number | undefined {
  const next = partitions.findIndex((rows, index) => index > partition && rows > 0);
  return next < 0 ? undefined : next;
}

export function isRunning(body: unknown): boolean {
  return ['333333', '333334'].includes((body as { code?: string } | undefined)?.code ?? '');
}

const FAILURE = z.object({ code: z.string(), message: z.string(), sqlState: z.string().optional() });

/** What Snowflake says of a refused statement, and the kind of failure that it is. */
export function refusalOf(body: unknown) {
  const { code, message, sqlState } = FAILURE.safeParse(body).data ?? {};
  const kinds: Record<string, 'not_found' | 'forbidden' | 'cancelled' | 'timeout'> = {
    '002003': 'not_found',
    '002043': 'not_found',
    '003001': 'forbidden',
    '000604': 'cancelled',
    '000630': 'timeout',
  };
  return {
    said: message,
    kind: sqlState === '42501' ? 'forbidden' : (kinds[code ?? ''] ?? 'invalid_request'),
  } as const;
}

/** A submission: one statement, with its values apart from it. */
export function submissionOf(sql: string, bindings: readonly Bound[], context: Record<string, string | undefined>) {
  const values = bindings.map((value, index) => [
    String(index + 1),
    { type: bindingType(value), value: value === null ? null : String(value) },
  ]);
  return {
    statement: sql,
    timeout: 100,
    ...context,
    ...(values.length > 0 ? { bindings: Object.fromEntries(values) } : {}),
    parameters: { MULTI_STATEMENT_COUNT: '1' },
  };
}

export const BOUND = z.union([z.string(), z.number(), z.boolean(), z.null()]);
type Bound = z.output<typeof BOUND>;

function bindingType(value: Bound): string {
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'number') return Number.isInteger(value) ? 'FIXED' : 'REAL';
  return 'TEXT';
}

export function rowsOf({ columns }: Shape, cells: Cells): Row[] {
  return cells.map((row) =>
    Object.fromEntries(columns.map((column, index) => [column.name, readValue(column, row[index] ?? null)])),
  );
}

/** JSON for what JSON can hold, ISO for times, and the text where a number would lose digits. */
function readValue({ type, scale }: Column, raw: string | null): unknown {
  if (raw === null) return null;
  switch (type.toUpperCase()) {
    case 'FIXED':
      return isExact(raw, scale) ? Number(raw) : raw;
    case 'REAL':
      return Number.isFinite(Number(raw)) ? Number(raw) : raw;
    case 'BOOLEAN':
      return raw === 'true' || raw === '1';
    case 'DATE':
      return new Date(Number(raw) * 86_400_000).toISOString().slice(0, 10);
    case 'TIMESTAMP_NTZ':
      return new Date(Number(raw) * 1000).toISOString().slice(0, -1);
    case 'TIMESTAMP_LTZ':
      return new Date(Number(raw) * 1000).toISOString();
    case 'VARIANT':
    case 'OBJECT':
    case 'ARRAY':
      return documentOf(raw);
    default:
      return raw;
  }
}

/** A VARIANT may hold undefined and NaN, which JSON has not. */
function documentOf(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

function isExact(raw: string, scale: number | null | undefined): boolean {
  return scale ? raw.replace(/[-.]|^-?0+/g, '').length <= 15 : Number.isSafeInteger(Number(raw));
}

/** The role of the connection may only read; this spares the way to Snowflake. */
export const SQL = z
  .string()
  .max(100_000)
  .regex(/^\s*(?:SELECT|WITH|SHOW|DESCRIBE|EXPLAIN)\b/i, 'must be one statement that reads');
export const TABLE = z.string().regex(/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){0,2}$/);
export const ROW = z.record(z.string(), z.unknown());
