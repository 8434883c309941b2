import { consensusAt } from './estimates.ts';
import type { CompanyData, Version } from './market.ts';
import { cents } from './period-figures.ts';
import type { PeriodFigures } from './types.ts';

/** The inputs of a trading multiple; millions, price per share. */
export interface CompsInput {
  ticker: string;
  currency: string;
  price: number;
  priceDate: string;
  /** End of the twelve months and of the balance sheet. */
  periodEnd: string;
  shares: number;
  marketCap: number;
  debt: number;
  preferred: number;
  minority: number;
  cash: number;
  enterpriseValue: number;
  sales: number;
  ebitda: number;
  eps: number;
  /** To two decimals; null when what it divides by is not positive. */
  evToSales: number | null;
  evToEbitda: number | null;
  priceToEarnings: number | null;
}

/**
 * The multiples of the last twelve months in the company's own currency: last close × shares outstanding at the last
 * balance sheet + debt + preferred stock + minority interest − cash and short-term investments.
 */
export function compsInput(data: CompanyData, version: Version = 'latest'): CompsInput {
  const trailing = data.figures(version).trailing.at(-1) as PeriodFigures;
  const close = data.prices().at(-1);
  const price = close?.close ?? 0;
  const { balances, flows } = trailing;
  const shares = trailing.shares.outstanding / 1000;
  const debt = (balances.shortDebt + balances.longDebt) / 1000;
  const preferred = balances.preferred / 1000;
  const minority = balances.minorityInterest / 1000;
  const cash = balances.cash / 1000;
  const marketCap = price * shares;
  const enterpriseValue = marketCap + debt + preferred + minority - cash;
  const sales = flows.sales / 1000;
  const ebitda = flows.ebitda / 1000;
  const multiple = (value: number, by: number) => (by > 0 ? cents(value / by) : null);
  return {
    ticker: data.company.ticker,
    currency: data.company.currency,
    price,
    priceDate: close?.date ?? '',
    periodEnd: trailing.end,
    shares,
    marketCap: cents(marketCap),
    debt,
    preferred,
    minority,
    cash,
    enterpriseValue: cents(enterpriseValue),
    sales,
    ebitda,
    eps: trailing.epsDiluted,
    evToSales: multiple(enterpriseValue, sales),
    evToEbitda: multiple(enterpriseValue, ebitda),
    priceToEarnings: multiple(price, trailing.epsDiluted),
  };
}

/** The middle value; the mean of the two middle ones of an even number, to two decimals. Null values are left out. */
export function medianOf(values: readonly (number | null)[]): number {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0];
  return cents((low + high) / 2);
}

/** Sales, EBITDA and earnings of a calendar year from two fiscal years: the part of each that lies in it, in twelfths. */
export interface CalendarYear {
  ticker: string;
  year: number;
  sales: number;
  ebitda: number;
  eps: number;
}

/**
 * Reported years as they are known today, years to come at the mean of the consensus on `day`. A year that ends in month
 * m gives m twelfths of itself, and the one after it the rest.
 */
export function calendarYear(data: CompanyData, year: number, day: string): CalendarYear {
  const month = data.company.fiscalYearEndMonth;
  const first = yearOf(data, year, day);
  const second = month === 12 ? first : yearOf(data, year + 1, day);
  const blend = (pick: 'sales' | 'ebitda' | 'eps') => cents((first[pick] * month + second[pick] * (12 - month)) / 12);
  return { ticker: data.company.ticker, year, sales: blend('sales'), ebitda: blend('ebitda'), eps: blend('eps') };
}

function yearOf(data: CompanyData, fiscalYear: number, day: string): { sales: number; ebitda: number; eps: number } {
  const reported = data
    .figures('latest')
    .annual.find((figures) => figures.fiscalYear === fiscalYear && !figures.transition);
  if (reported)
    return { sales: reported.flows.sales / 1000, ebitda: reported.flows.ebitda / 1000, eps: reported.epsDiluted };
  const period = data.estimates().years.find((year) => year.fiscalYear === fiscalYear);
  const mean = (metric: 'SALES' | 'EBITDA' | 'EPS') =>
    (period && consensusAt(data.company, period, metric, day)?.mean) ?? 0;
  return { sales: mean('SALES'), ebitda: mean('EBITDA'), eps: mean('EPS') };
}
