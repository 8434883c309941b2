import { defineConnector } from '@rolekit/sdk';
import { path } from '@rolekit/sdk/http';
import { z } from 'zod';
import manifest from '../plugin.json' with { type: 'json' };
import { connection } from './connection.ts';
import { checkReadOnly } from './read-only.ts';

/** A query that brings more is cut there, and says so: SQL should aggregate, not the model. */
const MAX_ROWS = 1000;

const CELL = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const RESULT = z.object({ rows: z.array(z.record(z.string(), CELL)), truncated: z.boolean() });
const COLUMN = z.object({ name: z.string(), type: z.string() });

const listTables = connection.list({
  name: 'starter_list_tables',
  description: 'Tables by name, with their number of rows.',
  items: z.object({ name: z.string(), rows: z.int() }),
  examples: [{ title: 'All tables', input: {} }],
  handler: (_, api) => api.list('/tables', z.object({ name: z.string(), rows: z.int() }), { rows: 'tables' }),
});

const getTable = connection.item({
  name: 'starter_get_table',
  description: 'The columns of one table and their types. Find names with `starter_list_tables`.',
  input: {
    table: z
      .string()
      .min(1)
      .describe('Name of the table, e.g. notes.')
      .meta({ examples: ['notes'] }),
  },
  item: z.object({ name: z.string(), columns: z.array(COLUMN) }),
  handler: ({ table }, api) =>
    api.get(path`/tables/${table}`, z.object({ name: z.string(), columns: z.array(COLUMN) })),
});

const runQuery = connection.list({
  name: 'starter_query',
  title: 'Run a query',
  description:
    'Runs one SQL query that only reads, and returns its rows. Check names first with `starter_list_tables` and `starter_get_table`; let SQL filter and aggregate.',
  input: {
    sql: z.string().min(1).max(20_000).describe('One SELECT. Values go into `values`, as ? in the query.'),
    values: z.array(CELL).max(100).optional().describe('A value for each ?, in order.'),
  },
  items: z.record(z.string(), CELL),
  examples: [
    {
      title: 'Notes by state',
      input: { sql: 'SELECT done, COUNT(*) AS notes FROM notes GROUP BY done ORDER BY done' },
    },
    {
      title: 'Notes about the launch',
      input: { sql: 'SELECT id, title FROM notes WHERE title LIKE ? ORDER BY id', values: ['%launch%'] },
    },
  ],
  async handler({ sql, values = [] }, api) {
    checkReadOnly(sql);
    // a page of its own for each would run the query again: the server keeps the rows for the next page
    const { rows, truncated } = await api.query('/query', RESULT, { json: { sql, values, maxRows: MAX_ROWS } });
    return { items: rows, notes: truncated ? [`Only the first ${MAX_ROWS} rows were read.`] : [] };
  },
});

export default defineConnector({
  name: 'starter',
  title: 'Starter',
  version: manifest.version,
  description: manifest.description,
  connection,
  tools: [listTables, getTable, runQuery],
});
