import { addDays, DEMO_TODAY } from '../calendar.ts';
import { seededRandom } from '../random.ts';
import type { MarketCurrency } from './types.ts';

const FROM = '2020-01-01';
/** Units of a currency for one US dollar: on the first day, and how much it moves a day. */
const START: Record<Exclude<MarketCurrency, 'USD'>, { perDollar: number; move: number; decimals: number }> = {
  EUR: { perDollar: 0.91, move: 0.0028, decimals: 5 },
  GBP: { perDollar: 0.78, move: 0.003, decimals: 5 },
  JPY: { perDollar: 131, move: 0.0034, decimals: 3 },
};

const series = new Map<MarketCurrency, Map<string, number>>();

function seriesOf(currency: Exclude<MarketCurrency, 'USD'>): Map<string, number> {
  const known = series.get(currency);
  if (known) return known;
  const { perDollar, move, decimals } = START[currency];
  const random = seededRandom(`market/fx/${currency}`);
  const rates = new Map<string, number>();
  let rate = perDollar;
  for (let date = FROM; date <= DEMO_TODAY; date = addDays(date, 1)) {
    // pulled back to where it started, so that it stays in a sensible range
    rate *= 1 + move * (random.next() + random.next() - 1) * 1.7 - 0.002 * (rate / perDollar - 1);
    rates.set(date, Number(rate.toFixed(decimals)));
  }
  series.set(currency, rates);
  return rates;
}

function perDollar(currency: MarketCurrency, date: string): number {
  if (currency === 'USD') return 1;
  return (
    seriesOf(currency).get(date < FROM ? FROM : date > DEMO_TODAY ? DEMO_TODAY : date) ?? START[currency].perDollar
  );
}

/** What one unit of `from` is worth in `to` on a day. */
export function fxRate(from: MarketCurrency, to: MarketCurrency, date: string): number {
  return from === to ? 1 : perDollar(to, date) / perDollar(from, date);
}

/** The mean of the daily rates of a period; for income and cash flow. */
export function fxAverage(from: MarketCurrency, to: MarketCurrency, start: string, end: string): number {
  if (from === to) return 1;
  let sum = 0;
  let days = 0;
  for (let date = start; date <= end; date = addDays(date, 1)) {
    sum += fxRate(from, to, date);
    days += 1;
  }
  return sum / days;
}
