import { answer } from '@rolekit/sdk';
import { z } from 'zod';
import { snowflake } from '../connection.ts';
import { checkReadOnly } from '../sql/read-only.ts';
import { refused } from '../sql/tokens.ts';
import { columnNames, toRecords, type Value } from '../values.ts';
import type { WireColumn } from '../wire.ts';
import { CONTEXT, checkRole, SQL } from './arguments.ts';

const VALUE = z.union([z.string(), z.number(), z.boolean(), z.null(), z.looseObject({})]);
const MAX_COLUMNS = 60;
const PREVIEW_ROWS = 3;

export const profileQuery = snowflake.item({
  name: 'snowflake_profile_query',
  title: 'Profile a query',
  description:
    'Describes all rows of a SELECT without returning them: number of rows, and for each column the type, nulls, distinct values (approximate), ' +
    'minimum, maximum and mean, with three rows as a preview. For results too large to read, and to check data before using it.',
  input: { sql: SQL.describe('One SELECT.'), ...CONTEXT },
  item: z.object({
    rows: z.number(),
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        nulls: z.number().optional(),
        distinct: z.number().optional(),
        min: VALUE.optional(),
        max: VALUE.optional(),
        mean: z.union([z.number(), z.string()]).optional(),
      }),
    ),
    preview: z.array(z.looseObject({})),
  }),
  examples: [{ title: 'What the orders look like', input: { sql: 'SELECT * FROM sales.orders' } }],
  async handler(input, client) {
    const statement = checkReadOnly(input.sql, client.allowedFunctions);
    if (statement.kind !== 'query') throw refused('Only a query has rows to profile.', 'Write one SELECT.');
    checkRole(client, input.role);
    const preview = await client.run({ ...input, sql: `SELECT * FROM (${statement.sql}\n) LIMIT ${PREVIEW_ROWS}` });
    const names = columnNames(preview.columns);
    const asked = preview.columns.slice(0, MAX_COLUMNS);
    // columns are named by position: two may have one name
    const list = ['COUNT(*) AS "rows"', ...asked.flatMap((column, index) => measures(column, `c${index}`))];
    const inner = preview.columns.map((_, index) => `c${index}`).join(', ');
    const sql = `SELECT ${list.join(', ')} FROM (${statement.sql}\n) AS q (${inner})`;
    const { columns, rows, handle: requestId, asOf } = await client.run({ ...input, sql });
    const [row = {}] = toRecords(columns, rows);
    const total = Number(row.rows ?? 0);
    const isCut = preview.columns.length > MAX_COLUMNS;
    return answer(
      {
        rows: total,
        columns: asked.map((column, index) => describe(column, names[index] ?? column.name, `c${index}`, row, total)),
        preview: toRecords(preview.columns, preview.rows),
      },
      {
        requestId,
        asOf,
        notes: isCut ? [`Only the first ${MAX_COLUMNS} of ${preview.columns.length} columns.`] : [],
      },
    );
  },
});

const isDocument = ({ type }: WireColumn): boolean =>
  /^(?:VARIANT|OBJECT|ARRAY|GEOGRAPHY|GEOMETRY|VECTOR|MAP)$/i.test(type);
const isNumber = ({ type }: WireColumn): boolean => /^(?:FIXED|REAL)$/i.test(type);

function measures(column: WireColumn, name: string): string[] {
  if (isDocument(column)) return [`COUNT(${name}) AS "${name}_n"`];
  return [
    `COUNT(${name}) AS "${name}_n"`,
    `APPROX_COUNT_DISTINCT(${name}) AS "${name}_d"`,
    ...(/^BOOLEAN$/i.test(column.type) ? [] : [`MIN(${name}) AS "${name}_min"`, `MAX(${name}) AS "${name}_max"`]),
    ...(isNumber(column) ? [`AVG(${name}) AS "${name}_avg"`] : []),
  ];
}

function describe(column: WireColumn, name: string, alias: string, row: Record<string, Value>, total: number) {
  const number = (key: string): number | undefined =>
    row[key] === undefined || row[key] === null ? undefined : Number(row[key]);
  const text = (key: string) =>
    row[key] === undefined ? {} : { [key.endsWith('_min') ? 'min' : 'max']: short(row[key] ?? null) };
  const distinct = number(`${alias}_d`);
  const mean = row[`${alias}_avg`];
  return {
    name,
    type: column.type.toUpperCase(),
    nulls: total - (number(`${alias}_n`) ?? 0),
    ...(distinct === undefined ? {} : { distinct }),
    ...text(`${alias}_min`),
    ...text(`${alias}_max`),
    ...(typeof mean === 'number' || typeof mean === 'string' ? { mean } : {}),
  };
}

function short(value: Value): string | number | boolean | null {
  if (typeof value === 'object') return value === null ? null : JSON.stringify(value).slice(0, 100);
  return typeof value === 'string' ? value.slice(0, 100) : value;
}
