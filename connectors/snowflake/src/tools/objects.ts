import { answer, didYouMean, RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import type { SnowflakeClient } from '../client.ts';
import { snowflake } from '../connection.ts';
import { quoteName, quoteText, tableParts } from '../table-names.ts';
import { toRecords, type Value } from '../values.ts';

const PAGE = 500;

export const listObjects = snowflake.list({
  name: 'snowflake_list_objects',
  title: 'List databases, schemas or tables',
  description:
    'Step by step: without arguments the databases; with `database` its schemas; with `database` and `schema` the tables and views with rows and bytes. ' +
    'Uses no warehouse. Then see the columns of one with snowflake_describe_table.',
  input: {
    database: z.string().max(255).optional().describe('Whose schemas.'),
    schema: z.string().max(255).optional().describe('Whose tables and views.'),
    like: z
      .string()
      .max(255)
      .optional()
      .describe('Part of a name; % and _ match any characters, capitals do not matter.'),
  },
  items: z.object({
    kind: z.enum(['database', 'schema', 'table', 'view']),
    name: z.string(),
    rows: z.number().optional(),
    bytes: z.number().optional(),
    comment: z.string().optional(),
  }),
  defaultLimit: 100,
  maxLimit: PAGE,
  examples: [
    { title: 'All databases', input: {} },
    { title: 'Tables and views of one schema', input: { database: 'BRINDLEMARK', schema: 'SALES' } },
  ],
  async handler(input, client, { cursor }) {
    const database = input.database ?? (input.schema === undefined ? undefined : client.config.database);
    if (database === undefined && input.schema !== undefined) {
      throw new RolekitError('RK_INVALID_REQUEST', { reason: '`schema` needs `database`.', hint: 'Give both.' });
    }
    const what =
      database === undefined
        ? 'DATABASES'
        : input.schema === undefined
          ? `SCHEMAS%IN DATABASE ${quoteName(database)}`
          : `OBJECTS%IN SCHEMA ${quoteName(database)}.${quoteName(input.schema)}`;
    const [noun = '', scope = ''] = what.split('%');
    const pattern =
      input.like === undefined ? '' : ` LIKE ${quoteText(/[%_]/.test(input.like) ? input.like : `%${input.like}%`)}`;
    const from = cursor === undefined ? '' : ` FROM ${quoteText(cursor)}`;
    const answer = await client.run({
      sql: `SHOW ${noun}${pattern} ${scope} LIMIT ${PAGE}${from}`.replace(/ {2,}/g, ' '),
    });
    const rows = toRecords(answer.columns, answer.rows);
    return {
      items: rows.map((row) => ({
        kind: kindOf(noun, row),
        name: String(row.name),
        ...(typeof row.rows === 'number' ? { rows: row.rows } : {}),
        ...(typeof row.bytes === 'number' ? { bytes: row.bytes } : {}),
        ...(row.comment ? { comment: String(row.comment) } : {}),
      })),
      next: rows.length === PAGE ? String(rows.at(-1)?.name) : undefined,
      requestId: answer.handle,
      asOf: answer.asOf,
    };
  },
});

function kindOf(noun: string, row: Record<string, Value>): 'database' | 'schema' | 'table' | 'view' {
  if (noun === 'DATABASES') return 'database';
  if (noun === 'SCHEMAS') return 'schema';
  return tableKind(row);
}

function tableKind({ kind }: Record<string, Value>): 'table' | 'view' {
  return /VIEW/i.test(String(kind)) ? 'view' : 'table';
}

export const describeTable = snowflake.item({
  name: 'snowflake_describe_table',
  title: 'Describe a table',
  description: 'Columns of one table or view with types and comments, its rows and bytes. Uses no warehouse.',
  input: {
    table: z
      .string()
      .min(1)
      .max(800)
      .describe('DATABASE.SCHEMA.TABLE; parts that the connection sets may be left out.'),
  },
  item: z.object({
    table: z.string(),
    kind: z.enum(['table', 'view']),
    rows: z.number().optional(),
    bytes: z.number().optional(),
    comment: z.string().optional(),
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        nullable: z.boolean(),
        key: z.boolean().optional(),
        comment: z.string().optional(),
      }),
    ),
  }),
  examples: [{ title: 'The table of orders', input: { table: 'BRINDLEMARK.SALES.ORDERS' } }],
  async handler(input, client) {
    const [database, schema, table] = tableParts(input.table, client.config);
    const place = `${quoteName(database)}.${quoteName(schema)}`;
    const described = await client
      .run({ sql: `DESCRIBE TABLE ${place}.${quoteName(table)}` })
      .catch(async (error: unknown) => {
        throw error instanceof RolekitError && error.code === 'RK_NOT_FOUND'
          ? await unknownTable(client, place, table, error)
          : error;
      });
    const shown = await client.run({ sql: `SHOW OBJECTS LIKE ${quoteText(unquoted(table))} IN SCHEMA ${place}` });
    const [about = {}] = toRecords(shown.columns, shown.rows);
    return answer(
      {
        table: `${unquoted(database)}.${unquoted(schema)}.${unquoted(table)}`,
        kind: tableKind(about),
        ...(typeof about.rows === 'number' ? { rows: about.rows } : {}),
        ...(typeof about.bytes === 'number' ? { bytes: about.bytes } : {}),
        ...(about.comment ? { comment: String(about.comment) } : {}),
        columns: toRecords(described.columns, described.rows).map((row) => ({
          name: String(row.name),
          type: String(row.type),
          nullable: row['null?'] === 'Y',
          ...(row['primary key'] === 'Y' ? { key: true } : {}),
          ...(row.comment ? { comment: String(row.comment) } : {}),
        })),
      },
      { requestId: described.handle, asOf: described.asOf },
    );
  },
});

/** The same error with the nearest name that exists. */
async function unknownTable(
  client: SnowflakeClient,
  place: string,
  table: string,
  error: RolekitError,
): Promise<RolekitError> {
  const names = await client
    .run({ sql: `SHOW OBJECTS IN SCHEMA ${place} LIMIT ${PAGE}` })
    .then(({ columns, rows }) => toRecords(columns, rows).map((row) => String(row.name)))
    .catch(() => []);
  const hint = [didYouMean(unquoted(table), names), String(error.data.hint ?? '')].filter(Boolean).join(' ');
  return new RolekitError('RK_NOT_FOUND', { ...error.data, what: String(error.data.what), hint }, { cause: error });
}

function unquoted(name: string): string {
  return quoteName(name).slice(1, -1).replaceAll('""', '"');
}
