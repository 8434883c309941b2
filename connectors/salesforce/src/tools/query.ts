import { defineTool } from '@rolekit/sdk';
import { z } from 'zod';
import { connection } from '../connection.ts';
import { currencyNotes } from '../currency.ts';
import { countRow, readableRows } from '../rows.ts';

export const query = defineTool({
  connection,
  name: 'salesforce_query',
  title: 'Query Salesforce with SOQL',
  access: 'read',
  description:
    'Runs one SOQL SELECT and returns rows. Parent fields come as columns (Account.Name), child subqueries as arrays. ' +
    'More than one page: repeat with `cursor` until `page.truncated` is false before summing or ranking; ' +
    'or aggregate in SOQL (COUNT, SUM, GROUP BY). Check unknown names with salesforce_describe_object.',
  input: z.object({
    soql: z
      .string()
      .min(1)
      .max(20_000)
      .describe('E.g. SELECT Id, Name, Account.Name FROM Opportunity WHERE CloseDate = THIS_QUARTER'),
  }),
  items: z.looseObject({}),
  handles: true,
  defaultLimit: 100,
  maxLimit: 2000,
  examples: [
    {
      title: 'Accounts by revenue',
      input: { soql: 'SELECT Id, Name, Owner.Name FROM Account ORDER BY AnnualRevenue DESC NULLS LAST LIMIT 5' },
    },
    {
      title: 'Open pipeline by stage',
      input: {
        soql: 'SELECT StageName, COUNT(Id) deals, SUM(Amount) total FROM Opportunity WHERE IsClosed = false GROUP BY StageName',
      },
    },
    { title: 'All tasks, page by page', input: { soql: 'SELECT Id, Subject FROM Task ORDER BY Id' } },
  ],
  async handler({ input, connection: client, limit, cursor, signal }) {
    const answer = await client.page(input.soql, { cursor, limit, signal });
    const count = countRow(input.soql, answer);
    if (count) return { items: [count], total: 1 };
    const { rows, notes } = readableRows(answer.records);
    const currencies = await currencyNotes(client, input.soql, rows, signal);
    return {
      items: rows,
      next: answer.next,
      total: answer.totalSize,
      notes: [...answer.notes, ...notes, ...currencies],
    };
  },
});
