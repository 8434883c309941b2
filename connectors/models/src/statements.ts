import { RolekitError } from '@rolekit/sdk';
import { round } from './round.ts';

/** One period's statements, all in one currency and scale. */
export interface Statements {
  period: string;
  revenue: number;
  netIncome: number;
  totalAssets: number;
  totalLiabilities: number;
  totalEquity: number;
  retainedEarnings: number;
  dividends: number;
  cash: number;
  cashFromOperations: number;
  cashFromInvesting: number;
  cashFromFinancing: number;
  /** Effect of exchange rates on cash. */
  cashFromExchange: number;
}

export interface Check {
  check: 'balance' | 'cash' | 'retained_earnings' | 'revenue_growth';
  period: string;
  status: 'ok' | 'failed' | 'look';
  expected: number;
  found: number;
  /** found − expected, in the unit of the statements. */
  difference: number;
  /** Of `revenue_growth`; 12.5 is 12.5 %, null where the earlier revenue is not positive. */
  changePercent?: number | null;
  message: string;
}

/**
 * Checks that statements hang together: assets equal liabilities and equity, the cash flows explain the change in cash,
 * net income less dividends explains the change in retained earnings. A change in revenue beyond `jump` percent is worth
 * a look.
 */
export function checkStatements(periods: readonly Statements[], tolerance: number, jump: number): Check[] {
  checkPeriods(periods.map(({ period }) => period));
  const sorted = periods.toSorted((a, b) => (a.period < b.period ? -1 : 1));
  const checks: Check[] = [];
  const equal = (check: Check['check'], period: string, expected: number, found: number, what: string) => {
    const difference = round(found - expected, 4);
    const status = Math.abs(difference) <= tolerance ? 'ok' : 'failed';
    const message = status === 'ok' ? `${what}: agrees` : `${what}: off by ${difference}`;
    checks.push({ check, period, status, expected: round(expected, 4), found: round(found, 4), difference, message });
  };
  for (const [index, now] of sorted.entries()) {
    const before = sorted[index - 1];
    equal(
      'balance',
      now.period,
      now.totalLiabilities + now.totalEquity,
      now.totalAssets,
      'total assets against liabilities and equity',
    );
    if (!before) continue;
    const flows = now.cashFromOperations + now.cashFromInvesting + now.cashFromFinancing + now.cashFromExchange;
    equal('cash', now.period, before.cash + flows, now.cash, 'cash against last period plus cash flows');
    equal(
      'retained_earnings',
      now.period,
      before.retainedEarnings + now.netIncome - now.dividends,
      now.retainedEarnings,
      'retained earnings against last period plus net income less dividends',
    );
    const growth = before.revenue > 0 ? round((now.revenue / before.revenue - 1) * 100, 2) : null;
    if (growth === null ? now.revenue !== before.revenue : Math.abs(growth) > jump) {
      checks.push({
        check: 'revenue_growth',
        period: now.period,
        status: 'look',
        expected: before.revenue,
        found: now.revenue,
        difference: round(now.revenue - before.revenue, 4),
        changePercent: growth,
        message:
          growth === null
            ? `revenue came from ${before.revenue}: its growth is not meaningful`
            : `revenue changed by ${round(growth, 1)} %: find out why`,
      });
    }
  }
  return checks;
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
