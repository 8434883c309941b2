import { addDays } from '../calendar.ts';
import { seededRandom } from '../random.ts';
import { profileOf } from './profile.ts';
import type { DailyPrice, ListedCompany, PeriodFigures } from './types.ts';

export const PRICES_FROM = '2023-11-20';
/** The day of the last closing prices: the one before today. */
export const LAST_CLOSE = '2026-11-19';

const VOLATILITY = 0.019;
const DRIFT = 0.00035;

let tradingDays: readonly string[] | undefined;

/** Weekdays of the three years, without New Year's Day and Christmas. */
export function marketDays(): readonly string[] {
  if (tradingDays) return tradingDays;
  const days: string[] = [];
  for (let date = PRICES_FROM; date <= LAST_CLOSE; date = addDays(date, 1)) {
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6 && !/-(01-01|12-25)$/.test(date)) days.push(date);
  }
  tradingDays = days;
  return days;
}

/**
 * Daily prices of three years, oldest first, adjusted for splits. A random walk that ends where the company's valuation
 * says: enterprise value to sales of the last twelve months.
 */
export function dailyPrices(company: ListedCompany, trailing: PeriodFigures): DailyPrice[] {
  const random = seededRandom(`market/prices/${company.ticker}`);
  const days = marketDays();
  const moves = days.map(() => DRIFT + VOLATILITY * (random.next() + random.next() + random.next() - 1.5) * 1.15);
  const total = moves.slice(1).reduce((sum, move) => sum + move, 0);
  let logPrice = Math.log(lastClose(company, trailing)) - total;
  const digits = company.currency === 'JPY' ? 0 : 2;
  const round = (value: number) => Number(value.toFixed(digits));
  let before = Math.exp(logPrice);
  return days.map((date, index) => {
    if (index > 0) logPrice += moves[index] ?? 0;
    const close = index === days.length - 1 ? lastClose(company, trailing) : round(Math.exp(logPrice));
    const open = round(before * (1 + 0.004 * (random.next() - 0.5)));
    const spread = 1 + 0.012 * random.next();
    before = close;
    return {
      date,
      close,
      open,
      high: round(Math.max(open, close) * spread),
      low: round(Math.min(open, close) / spread),
      volume: Math.round(trailing.shares.outstanding * (2 + 6 * random.next())),
    };
  });
}

/** Debt, preferred stock and minority interest less cash, thousands. */
function netClaims({ balances }: PeriodFigures): number {
  return balances.shortDebt + balances.longDebt + balances.preferred + balances.minorityInterest - balances.cash;
}

function lastClose(company: ListedCompany, trailing: PeriodFigures): number {
  const value = profileOf(company).evToSales * trailing.flows.sales - netClaims(trailing);
  const price = Math.max(value, trailing.flows.sales * 0.2) / trailing.shares.outstanding;
  return Number(price.toFixed(company.currency === 'JPY' ? 0 : 2));
}
