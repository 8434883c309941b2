import { z } from 'zod';
import { checkScan } from '../check-scan.ts';
import type { ResultShape } from '../client.ts';
import { snowflake } from '../connection.ts';
import { describeRows } from '../first-rows.ts';
import { checkReadOnly } from '../sql/read-only.ts';
import { toRecords } from '../values.ts';
import type { WireRows } from '../wire.ts';
import { CONTEXT, checkRole, SQL } from './arguments.ts';

export const query = snowflake.list({
  name: 'snowflake_query',
  title: 'Query Snowflake',
  description:
    'Runs one SQL statement that only reads (SELECT, WITH, SHOW, DESCRIBE, EXPLAIN) and returns rows, page by page. ' +
    'Long ones are waited for and stopped in Snowflake when the call is cancelled. Let SQL aggregate; a query for every row of a large ' +
    'table is refused unless `everyRow` is set. Check names first with snowflake_list_objects and snowflake_describe_table.',
  input: {
    sql: SQL.describe("Snowflake SQL. Values of the person's go into `bindings` as ?."),
    bindings: z
      .array(z.union([z.string().max(10_000), z.number(), z.boolean(), z.null()]))
      .max(200)
      .optional()
      .describe('Values for each ?, in order.'),
    ...CONTEXT,
    timeoutSeconds: z
      .int()
      .min(1)
      .max(3600)
      .optional()
      .describe(
        'Snowflake stops the statement after this; 100 by default. A longer one gives a cursor that goes on waiting.',
      ),
    everyRow: z.boolean().optional().describe('Run it although it reads every row of something large.'),
  },
  items: z.looseObject({}),
  handles: true,
  defaultLimit: 100,
  maxLimit: 5000,
  examples: [
    {
      title: 'Active users by week',
      input: {
        sql: "SELECT DATE_TRUNC('week', occurred_at) AS week, COUNT(DISTINCT user_id) AS users FROM product.events WHERE occurred_at >= ? GROUP BY 1 ORDER BY 1",
        bindings: ['2026-09-01'],
      },
    },
    {
      title: 'All orders, page by page',
      input: { sql: 'SELECT order_id, load_id, amount FROM sales.orders ORDER BY 1, 2', limit: 5000 },
    },
  ],
  async handler(input, client, { limit, cursor }) {
    const statement = checkReadOnly(input.sql, client.allowedFunctions);
    checkRole(client, input.role);
    const request = { ...input, sql: statement.sql };
    if (cursor !== undefined) {
      // where a page starts: the result, its partition, the row in it; the handle alone is of a statement that still ran
      const [handle = '', partition = 0, from = 0] = cursor.split(' ');
      return page(await client.shape(handle, request), Number(partition), Number(from));
    }
    if (statement.unbounded && !input.everyRow) await checkScan(client, request);
    const answer = await client.run(request);
    const first = await page(answer, 0, 0);
    return { ...first, notes: [...first.notes, ...(first.next === undefined ? [] : describeRows(answer))] };

    async function page(shape: ResultShape, partition: number, from: number) {
      const rows: WireRows = [];
      const notes: string[] = [];
      let at: number | undefined = partition;
      let start = from;
      while (at !== undefined && rows.length < limit) {
        const all = await client.partition(shape, at);
        if (start === 0 && client.repeats(shape, at))
          notes.push(`Part ${at + 1} of the result has the very rows of part ${at}: Snowflake may have sent it twice.`);
        const some = all.slice(start, start + limit - rows.length);
        rows.push(...some);
        start += some.length;
        if (start >= all.length) [at, start] = [nextPartition(shape, at), 0];
      }
      return {
        items: toRecords(shape.columns, rows),
        total: shape.total,
        next: at === undefined ? undefined : `${shape.handle} ${at} ${start}`,
        requestId: shape.handle,
        asOf: shape.asOf,
        notes,
      };
    }
  },
});

function nextPartition({ partitions }: ResultShape, partition: number): number | undefined {
  const next = partitions.findIndex((rows, index) => index > partition && rows > 0);
  return next < 0 ? undefined : next;
}
