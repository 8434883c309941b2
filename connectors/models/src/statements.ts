import { RolekitError } from '@rolekit/sdk';
import { round } from './round.ts';

/** A line that a check may need; a period may lack it. */
type Line =
  | 'revenue'
  | 'netIncome'
  | 'totalAssets'
  | 'totalLiabilities'
  | 'totalEquity'
  | 'retainedEarnings'
  | 'cash'
  | 'cashFromOperations'
  | 'cashFromInvesting'
  | 'cashFromFinancing';

/** One period's statements, all in one currency and scale. */
export type Statements = { [line in Line]?: number | undefined } & {
  period: string;
  dividends: number;
  /** Effect of exchange rates on cash. */
  cashFromExchange: number;
};

export interface Check {
  check: 'balance' | 'cash' | 'retained_earnings' | 'revenue_growth';
  period: string;
  /** `not_run` where the statements lack a line that the check needs. */
  status: 'ok' | 'failed' | 'look' | 'not_run';
  /** Null of a check that was not run, as are `found` and `difference`. */
  expected: number | null;
  found: number | null;
  /** found − expected, in the unit of the statements. */
  difference: number | null;
  /** Of `revenue_growth`; 12.5 is 12.5 %, null where the earlier revenue is not positive. */
  changePercent?: number | null;
  message: string;
}

/**
 * Checks that statements hang together: assets equal liabilities and equity, the cash flows explain the change in cash,
 * net income less dividends explains the change in retained earnings. A change in revenue beyond `jump` percent is worth
 * a look. A check whose lines are not all there says which are missing.
 */
export function checkStatements(periods: readonly Statements[], tolerance: number, jump: number): Check[] {
  checkPeriods(periods.map(({ period }) => period));
  const sorted = periods.toSorted((a, b) => (a.period < b.period ? -1 : 1));
  return sorted.flatMap((now, index) => {
    const before = sorted[index - 1];
    const checks = [balanceOf(now, tolerance)];
    if (before) checks.push(cashOf(before, now, tolerance), retainedEarningsOf(before, now, tolerance));
    return [...checks, ...(before ? growthOf(before, now, jump) : [])];
  });
}

function balanceOf(now: Statements, tolerance: number): Check {
  const about = { check: 'balance', period: now.period, what: 'total assets against liabilities and equity' } as const;
  const { totalAssets, totalLiabilities, totalEquity } = now;
  if (totalAssets === undefined || totalLiabilities === undefined || totalEquity === undefined)
    return notRun(about, missing(now, 'totalAssets', 'totalLiabilities', 'totalEquity'));
  return equal(about, totalLiabilities + totalEquity, totalAssets, tolerance);
}

function cashOf(before: Statements, now: Statements, tolerance: number): Check {
  const about = { check: 'cash', period: now.period, what: 'cash against last period plus cash flows' } as const;
  const { cash, cashFromOperations, cashFromInvesting, cashFromFinancing, cashFromExchange } = now;
  if (
    before.cash === undefined ||
    cash === undefined ||
    cashFromOperations === undefined ||
    cashFromInvesting === undefined ||
    cashFromFinancing === undefined
  )
    return notRun(about, [
      ...missing(before, 'cash'),
      ...missing(now, 'cash', 'cashFromOperations', 'cashFromInvesting', 'cashFromFinancing'),
    ]);
  const flows = cashFromOperations + cashFromInvesting + cashFromFinancing + cashFromExchange;
  return equal(about, before.cash + flows, cash, tolerance);
}

function retainedEarningsOf(before: Statements, now: Statements, tolerance: number): Check {
  const what = 'retained earnings against last period plus net income less dividends';
  const about = { check: 'retained_earnings', period: now.period, what } as const;
  const { retainedEarnings, netIncome, dividends } = now;
  if (before.retainedEarnings === undefined || retainedEarnings === undefined || netIncome === undefined)
    return notRun(about, [...missing(before, 'retainedEarnings'), ...missing(now, 'retainedEarnings', 'netIncome')]);
  return equal(about, before.retainedEarnings + netIncome - dividends, retainedEarnings, tolerance);
}

function growthOf(before: Statements, now: Statements, jump: number): Check[] {
  const about = { check: 'revenue_growth', period: now.period, what: 'growth of revenue' } as const;
  if (before.revenue === undefined || now.revenue === undefined)
    return [notRun(about, [...missing(before, 'revenue'), ...missing(now, 'revenue')])];
  const growth = before.revenue > 0 ? round((now.revenue / before.revenue - 1) * 100, 2) : null;
  if (growth === null ? now.revenue === before.revenue : Math.abs(growth) <= jump) return [];
  return [
    {
      check: about.check,
      period: about.period,
      status: 'look',
      expected: before.revenue,
      found: now.revenue,
      difference: round(now.revenue - before.revenue, 4),
      changePercent: growth,
      message:
        growth === null
          ? `revenue came from ${before.revenue}: its growth is not meaningful`
          : `revenue changed by ${round(growth, 1)} %: find out why`,
    },
  ];
}

type About = Pick<Check, 'check' | 'period'> & { what: string };

function equal({ what, ...about }: About, expected: number, found: number, tolerance: number): Check {
  const difference = round(found - expected, 4);
  const status = Math.abs(difference) <= tolerance ? 'ok' : 'failed';
  const message = status === 'ok' ? `${what}: agrees` : `${what}: off by ${difference}`;
  return { ...about, status, expected: round(expected, 4), found: round(found, 4), difference, message };
}

function notRun({ what, ...about }: About, lines: readonly string[]): Check {
  const message = `${what}: not run, ${lines.join(', ')} missing`;
  return { ...about, status: 'not_run', expected: null, found: null, difference: null, message };
}

function missing(of: Statements, ...lines: Line[]): string[] {
  return lines.filter((line) => of[line] === undefined).map((line) => `${line} of ${of.period}`);
}

/** `Q4 2025` would come after `Q1 2026`, and every roll-forward would be of the wrong period. */
function checkPeriods(periods: readonly string[]): void {
  const unsortable = periods.find((period) => !/^(?:FY ?)?\d{4}/i.test(period));
  if (unsortable !== undefined)
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `\`${unsortable}\` does not sort by time.`,
      hint: 'Begin each period with its year: 2026-12-31, 2026-Q1, FY2026.',
    });
  const twice = periods.find((period, index) => periods.indexOf(period) !== index);
  if (twice !== undefined)
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `${twice} is given twice.`,
      hint: 'Give each period once: as first published or as restated.',
    });
}
