import { z } from 'zod';
import { snowflake } from '../connection.ts';
import { quoteName } from '../table-names.ts';
import { toRecords } from '../values.ts';

const MAX_QUERIES = 10_000;
const MAX_TEXT_LENGTH = 500;

export const listQueries = snowflake.list({
  name: 'snowflake_list_queries',
  title: 'List queries that ran',
  description:
    'Statements of the last seven days that this role may see, newest first: who ran what, when, how long, on which warehouse, with which outcome. ' +
    'To see how a number was computed, what failed, or what is slow.',
  input: {
    containing: z.string().min(1).max(200).optional().describe('Part of the statement; capitals do not matter.'),
    user: z.string().max(255).optional().describe('Login name.'),
    failed: z.boolean().optional().describe('Only those that failed.'),
    minSeconds: z.number().min(0).optional().describe('Only those that took at least this long.'),
    database: z.string().max(255).optional().describe('Whose history; the database of the connection by default.'),
  },
  items: z.object({
    id: z.string(),
    text: z.string(),
    user: z.string().nullable(),
    role: z.string().nullable(),
    warehouse: z.string().nullable(),
    status: z.string(),
    startedAt: z.string(),
    seconds: z.number(),
    rows: z.number().nullable(),
    error: z.string().optional(),
  }),
  defaultLimit: 20,
  maxLimit: 200,
  examples: [{ title: 'What failed lately', input: { failed: true } }],
  async handler(input, client, { limit, cursor }) {
    const database = quoteName(input.database ?? client.config.database ?? 'SNOWFLAKE');
    const conditions: string[] = [];
    const bindings: (string | number)[] = [];
    const where = (sql: string, value: string | number): void => {
      conditions.push(sql);
      bindings.push(value);
    };
    if (input.containing !== undefined) where('CONTAINS(UPPER(query_text), UPPER(?))', input.containing);
    if (input.user !== undefined) where('user_name = ?', input.user.toUpperCase());
    if (input.failed) conditions.push('error_code IS NOT NULL');
    if (input.minSeconds !== undefined) where('total_elapsed_time >= ?', Math.round(input.minSeconds * 1000));
    if (cursor !== undefined) {
      // of several that started in one millisecond, a page may end between two
      const [time = '', id = ''] = cursor.split('|');
      conditions.push('(start_time < ?::TIMESTAMP_LTZ OR (start_time = ?::TIMESTAMP_LTZ AND query_id < ?))');
      bindings.push(time, time, id);
    }
    const answer = await client.run({
      sql: `SELECT query_id, query_text, user_name, role_name, warehouse_name, execution_status, start_time, total_elapsed_time, rows_produced, error_message
FROM TABLE(${database}.INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => ${MAX_QUERIES}))
${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY start_time DESC, query_id DESC LIMIT ${limit + 1}`,
      bindings,
    });
    const rows = toRecords(answer.columns, answer.rows);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: shown.map((row) => ({
        id: String(row.QUERY_ID),
        text: String(row.QUERY_TEXT).replace(/\s+/g, ' ').slice(0, MAX_TEXT_LENGTH),
        user: textOf(row.USER_NAME),
        role: textOf(row.ROLE_NAME),
        warehouse: textOf(row.WAREHOUSE_NAME),
        status: String(row.EXECUTION_STATUS),
        startedAt: String(row.START_TIME),
        seconds: Number(row.TOTAL_ELAPSED_TIME ?? 0) / 1000,
        rows: typeof row.ROWS_PRODUCED === 'number' ? row.ROWS_PRODUCED : null,
        ...(row.ERROR_MESSAGE
          ? { error: String(row.ERROR_MESSAGE).replace(/\s+/g, ' ').slice(0, MAX_TEXT_LENGTH) }
          : {}),
      })),
      next: rows.length > limit ? `${last?.START_TIME}|${last?.QUERY_ID}` : undefined,
      requestId: answer.handle,
      asOf: answer.asOf,
    };
  },
});

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
