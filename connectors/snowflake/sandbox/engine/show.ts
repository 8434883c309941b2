import type { DuckDBConnection } from '@duckdb/node-api';
import { DATABASE, ROLES, type SessionContext, USER, WAREHOUSES } from '../account.ts';
import { errors } from '../errors.ts';
import { numberColumn, textColumn, timeColumn, typeName } from '../types.ts';
import { literal } from './literal.ts';
import { rowsResult, type StatementResult, type WireRow } from './result.ts';

const NAME = String.raw`(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)`;
const SHOW = new RegExp(
  String.raw`^\s*SHOW\s+(TERSE\s+)?(DATABASES|SCHEMAS|OBJECTS|TABLES|VIEWS|WAREHOUSES|ROLES|COLUMNS)(?:\s+HISTORY)?` +
    String.raw`(?:\s+LIKE\s+('(?:[^']|'')*'))?(?:\s+IN\s+(ACCOUNT|(?:(?:DATABASE|SCHEMA|TABLE)\s+)?${NAME}(?:\.${NAME}){0,2}))?` +
    String.raw`(?:\s+STARTS\s+WITH\s+('(?:[^']|'')*'))?(?:\s+LIMIT\s+(\d+)(?:\s+FROM\s+('(?:[^']|'')*'))?)?\s*;?\s*$`,
  'i',
);
const DESCRIBE = new RegExp(String.raw`^\s*DESC(?:RIBE)?\s+(?:TABLE|VIEW)\s+(${NAME}(?:\.${NAME}){0,2})\s*;?\s*$`, 'i');
const STARTED = '2026-11-20T02:00:00Z';

export const isShow = (sql: string): boolean => /^\s*(?:SHOW|DESC|DESCRIBE)\b/i.test(sql);

/** SHOW and DESCRIBE: metadata, without a warehouse. */
export async function show(
  connection: DuckDBConnection,
  sql: string,
  context: SessionContext,
): Promise<StatementResult> {
  const described = DESCRIBE.exec(sql);
  if (described) return describeTable(connection, parts(described[1] ?? ''), context);
  const found = SHOW.exec(sql);
  if (!found) throw errors.syntax(sql, 0, sql.trim().split(/\s+/)[1] ?? '');
  const [, , what = '', like, scope, , limit, from] = found;
  const filter = (name: string): string =>
    [
      like ? `AND ${name} ILIKE ${like}` : '',
      from ? `AND ${name} > ${from}` : '',
      `ORDER BY ${name} LIMIT ${limit ?? 10_000}`,
    ].join(' ');
  const where = scope && !/^ACCOUNT$/i.test(scope) ? parts(scope.replace(/^(?:DATABASE|SCHEMA|TABLE)\s+/i, '')) : [];
  const rows = async (query: string): Promise<WireRow[]> =>
    (await connection.runAndReadAll(query)).getRows() as WireRow[];
  const kind = what.toUpperCase();
  switch (kind) {
    case 'DATABASES':
      return rowsResult(
        [
          timeColumn('created_on'),
          ...['name', 'is_default', 'is_current', 'origin', 'owner', 'comment', 'options', 'retention_time'].map(
            textColumn,
          ),
        ],
        (await rows(`SELECT DATABASE_NAME, COMMENT FROM META.DATABASES WHERE true ${filter('DATABASE_NAME')}`)).map(
          ([name, comment]) => [
            stamp(STARTED),
            name ?? null,
            'N',
            context.database === name ? 'Y' : 'N',
            '',
            'ACCOUNTADMIN',
            comment ?? null,
            '',
            '1',
          ],
        ),
      );
    case 'SCHEMAS': {
      const database = checkDatabase(where[0] ?? context.database);
      return rowsResult(
        [
          timeColumn('created_on'),
          ...['name', 'is_default', 'is_current', 'database_name', 'owner', 'comment', 'options', 'retention_time'].map(
            textColumn,
          ),
        ],
        (
          await rows(
            `SELECT SCHEMA_NAME, COMMENT FROM META.SCHEMATA WHERE SCHEMA_NAME <> 'main' ${filter('SCHEMA_NAME')}`,
          )
        ).map(([name, comment]) => [
          stamp(STARTED),
          name ?? null,
          'N',
          context.schema === name ? 'Y' : 'N',
          database,
          'ACCOUNTADMIN',
          comment ?? null,
          '',
          '1',
        ]),
      );
    }
    case 'OBJECTS':
    case 'TABLES':
    case 'VIEWS': {
      const schema = await checkSchema(connection, where, context);
      const only = kind === 'OBJECTS' ? '' : `AND TABLE_TYPE ${kind === 'VIEWS' ? '=' : '<>'} 'VIEW'`;
      const found = await rows(
        `SELECT TABLE_NAME, TABLE_SCHEMA, CASE WHEN TABLE_TYPE = 'VIEW' THEN 'VIEW' ELSE 'TABLE' END, COMMENT, CAST(BYTES AS VARCHAR), CAST(ROW_COUNT AS VARCHAR)
         FROM META.TABLES WHERE ${schema ? `TABLE_SCHEMA = ${literal(schema)}` : 'true'} ${only} ${filter('TABLE_NAME')}`,
      );
      return rowsResult(
        [
          timeColumn('created_on'),
          ...['name', 'database_name', 'schema_name', 'kind', 'comment', 'cluster_by'].map(textColumn),
          numberColumn('rows'),
          numberColumn('bytes'),
          textColumn('owner'),
        ],
        found.map(([name, inside, type, comment, bytes, count]) => [
          stamp(STARTED),
          name ?? null,
          DATABASE,
          inside ?? null,
          type ?? null,
          comment ?? '',
          '',
          count ?? null,
          bytes ?? null,
          'ACCOUNTADMIN',
        ]),
      );
    }
    case 'COLUMNS': {
      const [, schema, table] = await checkTable(connection, where, context);
      const found = await columnsOf(connection, schema, table);
      return rowsResult(
        ['table_name', 'schema_name', 'column_name', 'data_type', 'null?', 'comment'].map(textColumn),
        found.map(([name, type, nullable, comment]) => [
          table,
          schema,
          name ?? null,
          type ?? null,
          nullable ?? null,
          comment ?? null,
        ]),
      );
    }
    case 'WAREHOUSES':
      return rowsResult(
        [...['name', 'state', 'type', 'size', 'auto_resume', 'owner', 'comment'].map(textColumn)],
        WAREHOUSES.filter(({ usableBy }) => usableBy.includes(context.role)).map((warehouse) => [
          warehouse.name,
          warehouse.suspended ? 'SUSPENDED' : 'STARTED',
          'STANDARD',
          warehouse.size,
          String(warehouse.autoResume),
          'ACCOUNTADMIN',
          warehouse.comment,
        ]),
      );
    default:
      return rowsResult(
        [
          timeColumn('created_on'),
          ...['name', 'is_default', 'is_current', 'assigned_to', 'owner', 'comment'].map(textColumn),
        ],
        ROLES.map(({ name, comment }, index) => [
          stamp(STARTED),
          name,
          index === 0 ? 'Y' : 'N',
          name === context.role ? 'Y' : 'N',
          USER,
          'ACCOUNTADMIN',
          comment,
        ]),
      );
  }
}

async function describeTable(
  connection: DuckDBConnection,
  name: string[],
  context: SessionContext,
): Promise<StatementResult> {
  const [, schema, table] = await checkTable(connection, name, context);
  const found = await columnsOf(connection, schema, table);
  return rowsResult(
    [
      'name',
      'type',
      'kind',
      'null?',
      'default',
      'primary key',
      'unique key',
      'check',
      'expression',
      'comment',
      'policy name',
    ].map(textColumn),
    found.map(([column, type, nullable, comment]) => [
      column ?? null,
      type ?? null,
      'COLUMN',
      nullable ?? null,
      null,
      'N',
      'N',
      null,
      null,
      comment ?? null,
      null,
    ]),
  );
}

async function columnsOf(connection: DuckDBConnection, schema: string, table: string): Promise<WireRow[]> {
  const reader = await connection.runAndReadAll(
    `SELECT COLUMN_NAME, DUCKDB_TYPE, CASE IS_NULLABLE WHEN 'YES' THEN 'Y' ELSE 'N' END, COMMENT FROM META.COLUMNS
     WHERE TABLE_SCHEMA = ${literal(schema)} AND TABLE_NAME = ${literal(table)} ORDER BY ORDINAL_POSITION`,
  );
  return (reader.getRows() as WireRow[]).map(([name, type, ...rest]) => [name ?? null, typeName(type ?? ''), ...rest]);
}

async function checkTable(
  connection: DuckDBConnection,
  name: string[],
  context: SessionContext,
): Promise<[string, string, string]> {
  const [table = '', schema = context.schema ?? 'PUBLIC', database = context.database] = [...name].reverse();
  checkDatabase(database);
  const found = await connection.runAndReadAll(
    `SELECT 1 FROM META.TABLES WHERE TABLE_SCHEMA = ${literal(schema)} AND TABLE_NAME = ${literal(table)}`,
  );
  if (found.currentRowCount === 0) throw errors.unknownObject([database, schema, table].join('.'));
  return [DATABASE, schema, table];
}

async function checkSchema(
  connection: DuckDBConnection,
  name: string[],
  context: SessionContext,
): Promise<string | undefined> {
  if (name.length === 0 && context.schema === undefined) return void checkDatabase(context.database);
  if (name.length === 1 && name[0] === DATABASE) return undefined;
  const [schema = context.schema ?? '', database = context.database] = [...name].reverse();
  checkDatabase(database);
  const found = await connection.runAndReadAll(`SELECT 1 FROM META.SCHEMATA WHERE SCHEMA_NAME = ${literal(schema)}`);
  if (found.currentRowCount === 0) throw errors.unknownSchema(`${database}.${schema}`);
  return schema;
}

function checkDatabase(database: string | undefined): string {
  if (database !== DATABASE) throw errors.unknownDatabase(database ?? '');
  return database;
}

/** `a."B".c` as its names, unquoted ones in upper case. */
function parts(name: string): string[] {
  return [...name.matchAll(new RegExp(NAME, 'g'))].map(([value]) =>
    value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value.toUpperCase(),
  );
}

function stamp(iso: string): string {
  return `${Date.parse(iso) / 1000}.000000000`;
}
