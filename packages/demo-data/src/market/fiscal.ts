import { addDays, addMonths, DEMO_TODAY, daysBetween } from '../calendar.ts';
import { seededRandom } from '../random.ts';
import type { FiscalQuarter, ListedCompany } from './types.ts';

/** The company that moved its year end from June to December, with a half year in between. */
export const YEAR_END_CHANGE = {
  ticker: 'RDGA-US',
  oldMonth: 6,
  newMonth: 12,
  lastOldYear: '2024-06-30',
  transitionEnd: '2024-12-31',
} as const;

const FULL_YEARS = 5;

/** The last day of the month of a date. */
function monthEnd(date: string): string {
  return addDays(`${addMonths(`${date.slice(0, 7)}-01`, 1).slice(0, 7)}-01`, -1);
}

const shifted = new Map<string, string>();

/** The end of the quarter that is `quarters` later (or earlier). */
export function shiftQuarter(end: string, quarters: number): string {
  const key = `${end} ${quarters}`;
  const known = shifted.get(key) ?? monthEnd(addMonths(`${end.slice(0, 7)}-01`, quarters * 3));
  shifted.set(key, known);
  return known;
}

/** Reported quarters, oldest first: five full fiscal years and what came after them. */
export function fiscalQuarters(company: ListedCompany): FiscalQuarter[] {
  const lag = seededRandom(`market/lag/${company.ticker}`).int(28, 42);
  const ends: string[] = [];
  const last = lastReportedEnd(company, lag);
  for (let end = firstEnd(company, last); end <= last; end = shiftQuarter(end, 1)) ends.push(end);
  return ends.map((end) => {
    const { fiscalYear, quarter, transition } = labelOf(company, end);
    return {
      start: addDays(shiftQuarter(end, -1), 1),
      end,
      fiscalYear,
      quarter,
      transition,
      reported: reportDate(end, quarter, lag),
    };
  });
}

/** The day on which results come out: later after the last quarter of a year, never on a weekend. */
export function reportDate(end: string, quarter: number, lag: number): string {
  const date = addDays(end, lag + (quarter === 4 ? 14 : 0));
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return addDays(date, weekday === 6 ? 2 : weekday === 0 ? 1 : 0);
}

export function reportLag(company: ListedCompany): number {
  return seededRandom(`market/lag/${company.ticker}`).int(28, 42);
}

/** Fiscal year and quarter of a quarter end. A fiscal year is named after the calendar year in which it ends. */
function labelOf(company: ListedCompany, end: string): { fiscalYear: number; quarter: number; transition: boolean } {
  if (company.ticker === YEAR_END_CHANGE.ticker && end <= YEAR_END_CHANGE.transitionEnd) {
    const label = labelFor(YEAR_END_CHANGE.oldMonth, end);
    // the half year keeps the name of the year that it follows: two periods are called 2024
    return end > YEAR_END_CHANGE.lastOldYear
      ? { fiscalYear: 2024, quarter: label.quarter, transition: true }
      : { ...label, transition: false };
  }
  return { ...labelFor(company.fiscalYearEndMonth, end), transition: false };
}

function labelFor(yearEndMonth: number, end: string): { fiscalYear: number; quarter: number } {
  const year = Number(end.slice(0, 4));
  const month = Number(end.slice(5, 7));
  const monthsLeft = (yearEndMonth - month + 12) % 12;
  return { fiscalYear: month <= yearEndMonth ? year : year + 1, quarter: 4 - monthsLeft / 3 };
}

function lastReportedEnd(company: ListedCompany, lag: number): string {
  let end = monthEnd(`2026-${String(((company.fiscalYearEndMonth - 1) % 3) + 10).padStart(2, '0')}-01`);
  while (end >= DEMO_TODAY || reportDate(end, labelOf(company, end).quarter, lag) > DEMO_TODAY)
    end = shiftQuarter(end, -1);
  return end;
}

function firstEnd(company: ListedCompany, last: string): string {
  let yearEnd = last;
  while (Number(yearEnd.slice(5, 7)) !== company.fiscalYearEndMonth) yearEnd = shiftQuarter(yearEnd, -1);
  // the change of the year end costs half a year: start early enough for five years in all
  const extra = company.ticker === YEAR_END_CHANGE.ticker ? 2 : 0;
  return shiftQuarter(yearEnd, -(FULL_YEARS * 4 - 1) - extra);
}

/** Days of a period, both ends included. */
export function lengthOf(start: string, end: string): number {
  return daysBetween(start, end) + 1;
}
