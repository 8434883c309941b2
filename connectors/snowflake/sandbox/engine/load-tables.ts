import { type DuckDBConnection, DuckDBDataChunk, INTEGER } from '@duckdb/node-api';
import { DATABASE } from '../account.ts';
import { literal } from './literal.ts';
import { MACROS } from './macros.ts';
import { ACCOUNT_COLUMNS, accountRows, columnExpression, demoTables, type LoadedTable, SCHEMAS } from './schema.ts';

const VECTOR = 2048;

/** Fills an empty DuckDB with the demo company's warehouse. */
export async function loadDemo(connection: DuckDBConnection, archiveRows: number): Promise<void> {
  await connection.run(`ATTACH ':memory:' AS ${DATABASE}; ATTACH ':memory:' AS RESULTS; CREATE SCHEMA META;`);
  // the zone of the account, whatever that of the machine
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  await connection.run(MACROS);
  for (const schema of Object.keys(SCHEMAS)) await connection.run(`CREATE SCHEMA ${DATABASE}.${schema}`);
  await loadAccounts(connection);
  for (const table of demoTables()) await loadTable(connection, table);
  if (archiveRows > 0) await createArchive(connection, archiveRows);
  await createMetadata(connection);
  // nothing outside of this process, whatever a statement says
  await connection.run('SET enable_external_access = false;');
}

async function loadAccounts(connection: DuckDBConnection): Promise<void> {
  const name = `${DATABASE}.CORE.ACCOUNTS`;
  await connection.run(
    `CREATE TABLE ${name} (${ACCOUNT_COLUMNS.map(([column, type]) => `${column} ${type}`).join(', ')})`,
  );
  const values = accountRows().map((row) => `(${row.map(literal).join(', ')})`);
  await connection.run(`INSERT INTO ${name} VALUES ${values.join(', ')}`);
  await comment(connection, name, 'One row for each account of the CRM.', ACCOUNT_COLUMNS);
}

async function loadTable(connection: DuckDBConnection, { schema, table, computed }: LoadedTable): Promise<void> {
  const stage = `stage_${table.name}`;
  await connection.run(`CREATE TABLE ${stage} (${table.columns.map(({ name }) => `${name} INTEGER`).join(', ')})`);
  const appender = await connection.createAppender(stage);
  const types = table.columns.map(() => INTEGER);
  for (let from = 0; from < table.rows; from += VECTOR) {
    const count = Math.min(VECTOR, table.rows - from);
    const chunk = DuckDBDataChunk.create(types, count);
    for (const [index, { values }] of table.columns.entries())
      chunk.setColumnValues(index, values.subarray(from, from + count) as unknown as number[]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  const name = `${DATABASE}.${schema}.${table.name.toUpperCase()}`;
  const loaded = table.columns.map((column) => `${columnExpression(column)} AS ${column.name.toUpperCase()}`);
  const further = computed.map(({ name: column, sql }) => `${sql} AS ${column.toUpperCase()}`);
  const inner = `SELECT ${loaded.join(', ')} FROM ${stage} s`;
  await connection.run(
    `CREATE TABLE ${name} AS ${further.length > 0 ? `SELECT *, ${further.join(', ')} FROM (${inner})` : inner}; DROP TABLE ${stage};`,
  );
  await comment(connection, name, table.description, [
    ...table.columns.map((column) => [column.name, '', column.description] as const),
    ...computed.map((column) => [column.name, '', column.description] as const),
  ]);
}

/** Events of years before: a table of any size that keeps one number a row; the rest is made when it is read. */
async function createArchive(connection: DuckDBConnection, rows: number): Promise<void> {
  const count = Math.floor(rows);
  const pick = (expression: string, words: readonly string[]): string =>
    `CASE ${expression} ${words.map((word, index) => `WHEN ${index} THEN '${word}'`).join(' ')} END`;
  await connection.run(`
CREATE TABLE META.ARCHIVE AS SELECT range AS n FROM range(${count});
CREATE VIEW ${DATABASE}.PRODUCT.EVENT_ARCHIVE AS SELECT
  'old-' || lpad(CAST(n AS VARCHAR), 9, '0') AS EVENT_ID,
  'usr-p' || lpad(CAST((n * 7919) % 1500 + 1 AS VARCHAR), 4, '0') AS USER_ID,
  ${pick('n % 5', ['session_started', 'plan_opened', 'scenario_saved', 'report_exported', 'comment_added'])} AS EVENT_NAME,
  ${pick('(n * 31) % 4', ['web', 'ios', 'android', 'desktop'])} AS PLATFORM,
  TIMESTAMP '2019-01-01' + to_seconds(n * 15) AS OCCURRED_AT,
  CAST((n * 104729) % 2321 + 80 AS BIGINT) AS DURATION_MS
FROM memory.META.ARCHIVE;
CREATE TABLE META.SIZES AS SELECT 'EVENT_ARCHIVE' AS NAME, ${count} AS ROW_COUNT`);
}

async function comment(
  connection: DuckDBConnection,
  table: string,
  text: string,
  columns: readonly (readonly [string, string, string])[],
): Promise<void> {
  const lines = columns.map(
    ([name, , about]) => `COMMENT ON COLUMN ${table}.${name.toUpperCase()} IS ${literal(about)};`,
  );
  await connection.run(`COMMENT ON TABLE ${table} IS ${literal(text)}; ${lines.join(' ')}`);
}

/** Snowflake's INFORMATION_SCHEMA over DuckDB's catalogue, and the history of statements. */
async function createMetadata(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
CREATE TABLE IF NOT EXISTS META.SIZES (NAME VARCHAR, ROW_COUNT BIGINT);
CREATE TABLE META.SCHEMA_COMMENTS (NAME VARCHAR, COMMENT VARCHAR);
INSERT INTO META.SCHEMA_COMMENTS VALUES ${Object.entries(SCHEMAS)
    .map(([name, text]) => `('${name}', ${literal(text)})`)
    .join(', ')};
CREATE VIEW META.DATABASES AS SELECT '${DATABASE}' AS DATABASE_NAME, 'ACCOUNTADMIN' AS DATABASE_OWNER, 'The demo company.' AS COMMENT, TIMESTAMPTZ '2023-12-01' AS CREATED;
CREATE VIEW META.SCHEMATA AS SELECT s.database_name AS CATALOG_NAME, s.schema_name AS SCHEMA_NAME, 'ACCOUNTADMIN' AS SCHEMA_OWNER,
  TIMESTAMPTZ '2023-12-01' AS CREATED, c.COMMENT FROM duckdb_schemas() s LEFT JOIN META.SCHEMA_COMMENTS c ON c.NAME = s.schema_name
  WHERE s.database_name = '${DATABASE}' AND NOT s.internal;
CREATE VIEW META.TABLES AS
  SELECT t.database_name AS TABLE_CATALOG, t.schema_name AS TABLE_SCHEMA, t.table_name AS TABLE_NAME, 'ACCOUNTADMIN' AS TABLE_OWNER,
    'BASE TABLE' AS TABLE_TYPE, t.estimated_size AS ROW_COUNT, t.estimated_size * t.column_count * 9 AS BYTES, t.comment AS COMMENT,
    TIMESTAMPTZ '2023-12-01' AS CREATED, TIMESTAMPTZ '2026-11-20 02:00:00' AS LAST_ALTERED FROM duckdb_tables() t WHERE t.database_name = '${DATABASE}'
  UNION ALL
  SELECT v.database_name, v.schema_name, v.view_name, 'ACCOUNTADMIN', CASE WHEN z.ROW_COUNT IS NULL THEN 'VIEW' ELSE 'BASE TABLE' END,
    z.ROW_COUNT, z.ROW_COUNT * v.column_count * 9, v.comment, TIMESTAMPTZ '2023-12-01', TIMESTAMPTZ '2026-11-20 02:00:00'
    FROM duckdb_views() v LEFT JOIN META.SIZES z ON z.NAME = v.view_name WHERE v.database_name = '${DATABASE}' AND NOT v.internal;
CREATE VIEW META.VIEWS AS SELECT * FROM META.TABLES WHERE TABLE_TYPE = 'VIEW';
CREATE VIEW META.COLUMNS AS SELECT database_name AS TABLE_CATALOG, schema_name AS TABLE_SCHEMA, table_name AS TABLE_NAME, column_name AS COLUMN_NAME,
  column_index AS ORDINAL_POSITION, CASE WHEN is_nullable THEN 'YES' ELSE 'NO' END AS IS_NULLABLE,
  CASE WHEN data_type LIKE 'DECIMAL%' OR data_type IN ('INTEGER', 'BIGINT', 'HUGEINT') THEN 'NUMBER' WHEN data_type = 'VARCHAR' THEN 'TEXT'
    WHEN data_type = 'JSON' THEN 'VARIANT' WHEN data_type = 'TIMESTAMP' THEN 'TIMESTAMP_NTZ' WHEN data_type = 'DOUBLE' THEN 'FLOAT' ELSE data_type END AS DATA_TYPE,
  numeric_precision AS NUMERIC_PRECISION, numeric_scale AS NUMERIC_SCALE, comment AS COMMENT, data_type AS DUCKDB_TYPE
  FROM duckdb_columns() WHERE database_name = '${DATABASE}' AND NOT internal;
CREATE TABLE META.QUERY_HISTORY (QUERY_ID VARCHAR, QUERY_TEXT VARCHAR, DATABASE_NAME VARCHAR, SCHEMA_NAME VARCHAR, QUERY_TYPE VARCHAR,
  SESSION_ID BIGINT, USER_NAME VARCHAR, ROLE_NAME VARCHAR, WAREHOUSE_NAME VARCHAR, WAREHOUSE_SIZE VARCHAR, QUERY_TAG VARCHAR,
  EXECUTION_STATUS VARCHAR, ERROR_CODE VARCHAR, ERROR_MESSAGE VARCHAR, START_TIME TIMESTAMPTZ, END_TIME TIMESTAMPTZ,
  TOTAL_ELAPSED_TIME BIGINT, BYTES_SCANNED BIGINT, ROWS_PRODUCED BIGINT);
CREATE MACRO META.QUERY_HISTORY_TABLE(n) AS TABLE SELECT * FROM META.QUERY_HISTORY ORDER BY START_TIME DESC LIMIT n;
`);
}
