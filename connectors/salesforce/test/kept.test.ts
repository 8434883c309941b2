import { expect, it } from 'vitest';
import { openSandbox } from './sandbox-host.ts';

const { host } = await openSandbox();

it('keeps the rows of all pages, whose sums by stage are those of SOQL', async () => {
  const soql = 'SELECT Id, StageName, Amount, Owner.Name FROM Opportunity';
  const answer = await host.call('salesforce_query', { soql, keep: true, limit: 5 });
  const kept = answer.structured.kept as { handle: string; rows: number };
  const truth = await host.rows('salesforce_query', {
    soql: 'SELECT StageName, COUNT(Id) n, SUM(Amount) total FROM Opportunity GROUP BY StageName',
    limit: 200,
  });
  const sums = await host.rows('salesforce_read_results', {
    handle: kept.handle,
    groupBy: ['StageName'],
    measures: [{ op: 'count' }, { op: 'sum', field: 'Amount' }],
  });
  const byStage = (rows: Record<string, unknown>[], count: string, sum: string) =>
    Object.fromEntries(rows.map((row) => [row.StageName, [row[count], Math.round(Number(row[sum]) * 100)]]));
  expect(sums.length).toBeGreaterThan(3);
  expect(byStage(sums, 'count', 'sum_Amount')).toEqual(byStage(truth, 'n', 'total'));
});

it('takes the name of a parent field as one column', async () => {
  const soql = 'SELECT Id, Owner.Name FROM Opportunity';
  const { structured } = await host.call('salesforce_query', { soql, keep: true, limit: 5 });
  const { handle, rows } = structured.kept as { handle: string; rows: number };
  const owners = await host.rows('salesforce_read_results', {
    handle,
    groupBy: ['Owner.Name'],
    measures: [{ op: 'count' }],
  });
  expect(owners.reduce((sum, row) => sum + Number(row.count), 0)).toBe(rows);
  expect(owners.length).toBeGreaterThan(1);
});
