import { z } from 'zod';
import { connection } from '../connection.ts';
import { currencyNotes } from '../currency.ts';
import { countRow, readableRows } from '../rows.ts';

export const query = connection.list({
  name: 'salesforce_query',
  title: 'Query Salesforce with SOQL',
  description:
    'Runs one SOQL SELECT and returns rows. Parent fields come as columns (Account.Name), child subqueries as arrays. ' +
    'More than one page: repeat with `cursor` until `page.truncated` is false before summing or ranking; ' +
    'or aggregate in SOQL (COUNT, SUM, GROUP BY). Check unknown names with salesforce_describe_object.',
  input: {
    soql: z
      .string()
      .min(1)
      .max(20_000)
      .describe('E.g. SELECT Id, Name, Account.Name FROM Opportunity WHERE CloseDate = THIS_QUARTER'),
  },
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
  async handler({ soql }, client, { limit }) {
    const page = await client.page(soql, { limit });
    const count = countRow(soql, page.total);
    if (count) return [count];
    const { rows, notes } = readableRows(page.items);
    const currencies = await currencyNotes(client, soql, rows);
    return { ...page, items: rows, notes: [...(page.notes ?? []), ...notes, ...currencies] };
  },
});
