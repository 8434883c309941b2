import { totals } from './statements.ts';
import type { Restatement, Statement } from './types.ts';

/** What companies first published and later corrected. Amounts are what the original was too high by; thousands. */
export const RESTATEMENTS: readonly Restatement[] = [
  {
    ticker: 'LNFD-US',
    announced: '2026-09-08',
    reason: 'Licence sales had been recognised before delivery.',
    quarters: [
      { end: '2025-12-31', sales: 14_200, cogs: 0, sga: 0 },
      { end: '2026-03-31', sales: 9_600, cogs: 0, sga: 0 },
      // nothing new in this quarter, but its first balance sheet still carried both
      { end: '2026-06-30', sales: 0, cogs: 0, sga: 0 },
    ],
  },
  {
    ticker: 'BNTI-US',
    announced: '2025-05-12',
    reason: 'Freight moved from selling expense to cost of goods sold.',
    quarters: [
      { end: '2024-09-30', sales: 0, cogs: -5_300, sga: 5_300 },
      { end: '2024-12-31', sales: 0, cogs: -6_100, sga: 6_100 },
    ],
  },
];

const TAX_RATE = 0.22;

/** The statements as they were first published: equal to today's but for restated quarters. */
export function originalStatements(ticker: string, latest: readonly Statement[]): Statement[] {
  const restatement = RESTATEMENTS.find((candidate) => candidate.ticker === ticker);
  if (!restatement) return [...latest];
  let pretaxSoFar = 0;
  let taxSoFar = 0;
  return latest.map((statement) => {
    const change = restatement.quarters.find((quarter) => quarter.end === statement.period.end);
    if (!change) return statement;
    const pretax = change.sales - change.cogs - change.sga;
    const tax = Math.round(pretax * TAX_RATE);
    pretaxSoFar += pretax;
    taxSoFar += tax;
    const { flows, balances } = statement;
    return {
      ...statement,
      flows: {
        ...flows,
        sales: flows.sales + change.sales,
        cogs: flows.cogs + change.cogs,
        grossIncome: flows.grossIncome + change.sales - change.cogs,
        sga: flows.sga + change.sga,
        ebit: flows.ebit + pretax,
        ebitda: flows.ebitda + pretax,
        pretaxIncome: flows.pretaxIncome + pretax,
        tax: flows.tax + tax,
        consolidatedIncome: flows.consolidatedIncome + pretax - tax,
        netIncome: flows.netIncome + pretax - tax,
        // it was never paid: higher income, more receivables and tax owed, the same cash
        workingCapitalChange: flows.workingCapitalChange - pretax + tax,
      },
      balances: totals({
        ...balances,
        receivables: balances.receivables + pretaxSoFar,
        otherCurrentLiabilities: balances.otherCurrentLiabilities + taxSoFar,
        retainedEarnings: balances.retainedEarnings + pretaxSoFar - taxSoFar,
      }),
    };
  });
}
