import { addDays, DEMO_TODAY, daysBetween } from '../calendar.ts';
import { seededRandom } from '../random.ts';
import { reportDate, reportLag, shiftQuarter } from './fiscal.ts';
import { cents } from './period-figures.ts';
import { profileOf } from './profile.ts';
import type { Consensus, EstimateMetric, ListedCompany, PeriodFigures } from './types.ts';

export const ESTIMATE_METRICS: readonly EstimateMetric[] = ['SALES', 'EBITDA', 'EBIT', 'NET_INC', 'EPS'];

/** How long before its results a period is estimated. */
const COVERED_DAYS = 3 * 365 + 60;
const YEARS_AHEAD = 3;

/** A period that analysts estimate: reported, or still to come. */
export interface EstimatedPeriod {
  fiscalYear: number;
  /** 1 to 4; 4 also stands for a whole year. */
  quarter: number;
  end: string;
  /** When results came out or are expected. */
  reported: string;
  /** What analysts converge on; millions, EPS in the currency itself. */
  target: Record<EstimateMetric, number>;
  /** The result, once there is one. */
  actual?: Record<EstimateMetric, number>;
}

const MARGIN_GAIN = 0.004;

/** Fiscal years with estimates, oldest first: the reported ones, then three to come. */
export function estimatedYears(
  company: ListedCompany,
  annual: readonly PeriodFigures[],
  trailing: PeriodFigures,
): EstimatedPeriod[] {
  const years = annual.filter((year) => !year.transition);
  const last = years.at(-1) as PeriodFigures;
  const growth = profileOf(company).growth[1];
  const future = Array.from({ length: YEARS_AHEAD }, (_, index): EstimatedPeriod => {
    const ahead = index + 1;
    const end = shiftQuarter(last.end, ahead * 4);
    return {
      fiscalYear: last.fiscalYear + ahead,
      quarter: 4,
      end,
      reported: reportDate(end, 4, reportLag(company)),
      target: projection(last, trailing, growth, ahead),
    };
  });
  return [...years.map((year) => past(company, year)), ...future];
}

/** Quarters with estimates, oldest first: the reported ones, then four to come. */
export function estimatedQuarters(company: ListedCompany, quarters: readonly PeriodFigures[]): EstimatedPeriod[] {
  const reported = quarters.filter((quarter) => !quarter.transition);
  const growth = profileOf(company).growth[1];
  // a coming quarter grows on the same quarter of the year before
  const future = reported.slice(-4).map((base): EstimatedPeriod => {
    const end = shiftQuarter(base.end, 4);
    return {
      fiscalYear: base.fiscalYear + 1,
      quarter: base.quarter,
      end,
      reported: reportDate(end, base.quarter, reportLag(company)),
      target: scaled(actualOf(base), 1 + growth, 1 + growth + MARGIN_GAIN),
    };
  });
  return [...reported.map((quarter) => past(company, quarter)), ...future];
}

function past(company: ListedCompany, figures: PeriodFigures): EstimatedPeriod {
  const random = seededRandom(`market/surprise/${company.ticker}/${figures.kind}/${figures.end}`);
  const actual = actualOf(figures);
  const miss = { sales: 1 + (random.next() - 0.42) * -0.03, profit: 1 + (random.next() - 0.42) * -0.09 };
  const target = scaled(actual, miss.sales, miss.profit);
  return {
    fiscalYear: figures.fiscalYear,
    quarter: figures.quarter,
    end: figures.end,
    reported: figures.reported,
    target,
    actual,
  };
}

/** The result of a period in the words of the estimates: millions, and earnings per share. */
function actualOf({ flows, epsDiluted }: PeriodFigures): Record<EstimateMetric, number> {
  return {
    SALES: flows.sales / 1000,
    EBITDA: flows.ebitda / 1000,
    EBIT: flows.ebit / 1000,
    NET_INC: flows.netIncome / 1000,
    EPS: epsDiluted,
  };
}

function projection(
  last: PeriodFigures,
  trailing: PeriodFigures,
  growth: number,
  ahead: number,
): Record<EstimateMetric, number> {
  const grown = (1 + growth) ** ahead;
  const base = actualOf(last);
  const sales = base.SALES * grown;
  // margins start from the last twelve months and improve a little every year
  const margin = (figure: number) => figure / trailing.flows.sales + MARGIN_GAIN * ahead;
  const netIncome = sales * margin(trailing.flows.netIncome);
  return {
    SALES: sales,
    EBITDA: sales * margin(trailing.flows.ebitda),
    EBIT: sales * margin(trailing.flows.ebit),
    NET_INC: netIncome,
    EPS: (netIncome * 1000 - trailing.flows.preferredDividends) / trailing.shares.averageDiluted,
  };
}

function scaled(values: Record<EstimateMetric, number>, sales: number, profit: number): Record<EstimateMetric, number> {
  return {
    SALES: values.SALES * sales,
    EBITDA: values.EBITDA * profit,
    EBIT: values.EBIT * profit,
    NET_INC: values.NET_INC * profit,
    EPS: values.EPS * profit,
  };
}

/**
 * The consensus for a period as it stood on a day, or nothing when nobody covered it yet. It moves once a month, on the
 * 15th, and comes closer to its target as the results do; after the results it stands still.
 */
export function consensusAt(
  company: ListedCompany,
  period: EstimatedPeriod,
  metric: EstimateMetric,
  day: string,
): Consensus | undefined {
  const asOf = day < period.reported ? day : addDays(period.reported, -1);
  const daysLeft = daysBetween(asOf, period.reported);
  if (daysLeft > COVERED_DAYS || day > DEMO_TODAY) return undefined;
  const mean = meanAt(company, period, metric, asOf);
  const random = seededRandom(`market/consensus/${company.ticker}/${metric}/${period.end}/${revisionOf(asOf)}`);
  const count = 4 + seededRandom(`market/coverage/${company.ticker}`).int(0, 16);
  const spread = Math.abs(mean) * (0.012 + 0.00006 * daysLeft);
  const up = random.int(0, count);
  return {
    metric,
    fiscalYear: period.fiscalYear,
    end: period.end,
    asOf: day,
    mean,
    median: rounded(metric, mean + spread * 0.2 * (random.next() - 0.5)),
    high: rounded(metric, mean + spread * (1 + random.next())),
    low: rounded(metric, mean - spread * (1 + random.next())),
    standardDeviation: rounded(metric, spread * 0.6),
    count,
    up,
    down: random.int(0, count - up),
  };
}

/** The last 15th of a month that has passed. */
function revisionOf(day: string): string {
  return day.slice(8) >= '15' ? day.slice(0, 7) : addDays(`${day.slice(0, 7)}-01`, -1).slice(0, 7);
}

function meanAt(company: ListedCompany, period: EstimatedPeriod, metric: EstimateMetric, asOf: string): number {
  const bias = seededRandom(`market/bias/${company.ticker}/${period.end}`).next() - 0.45;
  const left = daysBetween(`${revisionOf(asOf)}-15`, period.reported) / COVERED_DAYS;
  const wave = seededRandom(`market/revision/${company.ticker}/${period.end}/${revisionOf(asOf)}`).next() - 0.5;
  const size = metric === 'SALES' ? 0.06 : 0.2;
  const target = period.target[metric];
  return rounded(metric, target + Math.abs(target) * left * (bias * size + wave * size * 0.12));
}

function rounded(metric: EstimateMetric, value: number): number {
  return metric === 'EPS' ? cents(value) : Math.round(value * 1000) / 1000;
}
