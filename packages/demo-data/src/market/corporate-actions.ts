import { addDays } from '../calendar.ts';
import { cents } from './period-figures.ts';
import type { CorporateAction, ListedCompany, Statement } from './types.ts';

/** Four new shares for one old one, in the middle of the three years of prices. */
export const SPLIT = {
  ticker: 'BRKC-US',
  kind: 'split',
  ratio: 4,
  announced: '2025-05-08',
  recordDate: '2025-06-13',
  payDate: '2025-06-13',
  effective: '2025-06-16',
} as const satisfies CorporateAction;

/** Splits and cash dividends of a company, oldest first. Dividends are on today's share basis. */
export function corporateActionsOf(company: ListedCompany, statements: readonly Statement[]): CorporateAction[] {
  const dividends = statements.flatMap(({ period, flows, shares }): CorporateAction[] => {
    const toCommon = -flows.dividends - flows.preferredDividends;
    const amount = cents(toCommon / shares.outstanding);
    if (amount <= 0) return [];
    const effective = weekday(addDays(period.reported, 14));
    return [
      {
        ticker: company.ticker,
        kind: 'dividend',
        announced: period.reported,
        effective,
        recordDate: effective,
        payDate: weekday(addDays(effective, 14)),
        amount,
      },
    ];
  });
  const actions = company.ticker === SPLIT.ticker ? [SPLIT, ...dividends] : dividends;
  return actions.sort((a, b) => a.effective.localeCompare(b.effective));
}

/** The date itself, or the Monday after a weekend. */
export function weekday(date: string): string {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 6 ? addDays(date, 2) : day === 0 ? addDays(date, 1) : date;
}
