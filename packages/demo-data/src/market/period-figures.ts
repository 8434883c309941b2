import { lengthOf } from './fiscal.ts';
import type { Flows, PeriodFigures, Statement } from './types.ts';

/** Quarters as periods. */
export function quarterFigures(statements: readonly Statement[]): PeriodFigures[] {
  return statements.map((statement) => combine('quarter', [statement]));
}

/** Fiscal years, and a short period between two year ends as a year of its own. */
export function annualFigures(statements: readonly Statement[]): PeriodFigures[] {
  const years: Statement[][] = [];
  for (const statement of statements) {
    const open = years.at(-1);
    const { fiscalYear, transition } = statement.period;
    if (open?.[0] && open[0].period.fiscalYear === fiscalYear && open[0].period.transition === transition)
      open.push(statement);
    else years.push([statement]);
  }
  return years.filter((year) => isComplete(year)).map((year) => combine('annual', year));
}

/** Twelve months to the end of each quarter that has three before it. */
export function trailingFigures(statements: readonly Statement[]): PeriodFigures[] {
  return statements.slice(3).map((_, index) => combine('ltm', statements.slice(index, index + 4)));
}

/** From the start of the fiscal year to the end of each quarter. */
export function yearToDateFigures(statements: readonly Statement[]): PeriodFigures[] {
  return statements.map((last, index) => {
    const { fiscalYear, transition } = last.period;
    const year = statements
      .slice(0, index + 1)
      .filter((statement) => statement.period.fiscalYear === fiscalYear && statement.period.transition === transition);
    return combine('ytd', year);
  });
}

function isComplete(year: readonly Statement[]): boolean {
  const quarters = year[0]?.period.transition ? 2 : 4;
  return year.length === quarters;
}

function combine(kind: PeriodFigures['kind'], parts: readonly Statement[]): PeriodFigures {
  const first = parts[0] as Statement;
  const last = parts.at(-1) as Statement;
  const flows = sum(parts.map((part) => part.flows));
  const average = (pick: 'averageBasic' | 'averageDiluted') =>
    Math.round(parts.reduce((total, part) => total + part.shares[pick], 0) / parts.length);
  const shares = {
    outstanding: last.shares.outstanding,
    averageBasic: average('averageBasic'),
    averageDiluted: average('averageDiluted'),
  };
  const toCommon = flows.netIncome - flows.preferredDividends;
  return {
    kind,
    start: first.period.start,
    end: last.period.end,
    days: lengthOf(first.period.start, last.period.end),
    fiscalYear: last.period.fiscalYear,
    quarter: last.period.quarter,
    transition: last.period.transition,
    reported: last.period.reported,
    flows,
    balances: last.balances,
    shares,
    epsBasic: cents(toCommon / shares.averageBasic),
    epsDiluted: cents(toCommon / shares.averageDiluted),
  };
}

function sum(parts: readonly Flows[]): Flows {
  const total = { ...(parts[0] as Flows) };
  for (const part of parts.slice(1)) {
    for (const name of Object.keys(total) as (keyof Flows)[]) total[name] += part[name];
  }
  return total;
}

/** Rounds to two decimals, halves away from zero. */
export function cents(value: number): number {
  return (Math.sign(value) * Math.round(Math.abs(value) * 100 + 1e-9)) / 100;
}
