import {
  type CompanyData,
  type Consensus,
  consensusAt,
  type EstimatedPeriod,
  type EstimateMetric,
  fxRate,
  type MarketCurrency,
} from '@rolekit/demo-data';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalidValue } from '../errors.ts';
import {
  daysOf,
  ESTIMATE_ITEMS,
  estimateRoute,
  MAX_ESTIMATE_IDS,
  metricsOf,
  PERIODICITIES,
  type Periodicity,
  periodsFor,
} from '../estimate-request.ts';
import { currencyOf, idsOf, integerOf, oneOf, type Params } from '../params.ts';
import { emptyRow, type Row, rounded } from '../rows.ts';
import { findSecurity } from '../securities.ts';
import type { SandboxState } from '../state.ts';

const COMMON = ['ids', 'metrics', 'startDate', 'endDate', 'frequency', 'periodicity', 'currency'];
const FIELDS = [
  'metric',
  'periodicity',
  'fiscalPeriod',
  'fiscalYear',
  'fiscalEndDate',
  'relativePeriod',
  'estimateDate',
  'currency',
  'estimateCurrency',
  'mean',
  'median',
  'standardDeviation',
  'high',
  'low',
  'estimateCount',
  'up',
  'down',
] as const;

interface ChosenPeriod {
  period: EstimatedPeriod;
  relative: number | null;
}
type Choose = (data: CompanyData, periodicity: Periodicity, day: string) => ChosenPeriod[];

export function registerConsensus(app: FastifyInstance, state: SandboxState): void {
  estimateRoute(
    app,
    '/rolling-consensus',
    [...COMMON, 'relativeFiscalStart', 'relativeFiscalEnd'],
    (params, request) => {
      const from = integerOf(params, 'relativeFiscalStart', 1);
      const to = integerOf(params, 'relativeFiscalEnd', from);
      if (from > to) throw invalidValue('relativeFiscalEnd');
      return rowsOf(state, request, params, (data, periodicity, day) => rolling(data, periodicity, day, from, to));
    },
  );
  estimateRoute(app, '/fixed-consensus', [...COMMON, 'fiscalPeriodStart', 'fiscalPeriodEnd'], (params, request) => {
    const from = fiscalPeriodOf(params, 'fiscalPeriodStart');
    const to = fiscalPeriodOf(params, 'fiscalPeriodEnd') ?? from;
    return rowsOf(state, request, params, (data, periodicity, day) => fixed(data, periodicity, day, from, to));
  });
  estimateRoute(app, '/metrics', ['category', 'subcategory'], () =>
    ESTIMATE_ITEMS.map(({ metric, name, factor }) => ({
      metric,
      name,
      category: 'FINANCIAL_STATEMENT',
      subcategory: 'INCOME_STATEMENT',
      oAurl: null,
      factor,
    })),
  );
}

/** Periods counted from the first that has not ended on the day. */
function rolling(data: CompanyData, periodicity: Periodicity, day: string, from: number, to: number): ChosenPeriod[] {
  const periods = periodsFor(data, periodicity);
  const current = periods.findIndex((period) => period.end >= day);
  if (current < 0) return [];
  return Array.from({ length: to - from + 1 }, (_, index) => from + index).flatMap((relative) => {
    const period = periods[current + relative - 1];
    return period ? [{ period, relative }] : [];
  });
}

function fixed(
  data: CompanyData,
  periodicity: Periodicity,
  day: string,
  from: string | undefined,
  to: string | undefined,
): ChosenPeriod[] {
  const keyOf = ({ fiscalYear, quarter }: EstimatedPeriod) => `${fiscalYear}/${periodicity === 'QTR' ? quarter : 4}`;
  const periods = periodsFor(data, periodicity);
  const chosen =
    from === undefined
      ? periods.filter((period) => period.end >= day).slice(0, 1)
      : periods.filter((period) => keyOf(period) >= from && keyOf(period) <= (to ?? from));
  return chosen.map((period) => ({ period, relative: null }));
}

/** `2026` or `2026/3F`, as a key that sorts. */
function fiscalPeriodOf(params: Params, name: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === '') return undefined;
  const match = /^(\d{4})(?:\/([1-4])F)?$/.exec(String(value));
  if (!match) throw invalidValue(name);
  return `${match[1]}/${match[2] ?? 4}`;
}

function rowsOf(state: SandboxState, request: FastifyRequest, params: Params, choose: Choose): Row[] {
  const ids = idsOf(state, request, params, MAX_ESTIMATE_IDS);
  const metrics = metricsOf(params);
  const periodicity = oneOf(params, 'periodicity', PERIODICITIES, 'ANN');
  const currency = currencyOf(params, 'ESTIMATE');
  const days = daysOf(state, params);
  return ids.flatMap((id): Row[] => {
    const data = findSecurity(state.market, id);
    if (!data) return metrics.map(() => emptyRow(id, null, FIELDS));
    return metrics.flatMap((metric): Row[] => {
      const rows = days.flatMap((day) =>
        choose(data, periodicity, day).flatMap(({ period, relative }): Row[] => {
          const consensus =
            periodicity === 'NTMA'
              ? nextTwelveMonths(data, period, metric, day)
              : consensusAt(data.company, period, metric, day);
          if (!consensus) return [];
          const fiscalPeriod = periodicity === 'QTR' ? period.quarter : 1;
          return [
            {
              requestId: id,
              fsymId: data.company.fsymId,
              periodicity,
              fiscalPeriod,
              relativePeriod: relative,
              ...figures(data, consensus, currency),
            },
          ];
        }),
      );
      return rows.length > 0 ? rows : [emptyRow(id, data.company.fsymId, FIELDS, { metric })];
    });
  });
}

function figures({ company }: CompanyData, consensus: Consensus, currency: MarketCurrency | undefined): Row {
  const rate = currency ? fxRate(company.currency, currency, consensus.asOf) : 1;
  return {
    metric: consensus.metric,
    fiscalYear: consensus.fiscalYear,
    fiscalEndDate: consensus.end,
    estimateDate: consensus.asOf,
    currency: currency ?? company.currency,
    estimateCurrency: company.currency,
    mean: rounded(consensus.mean * rate),
    median: rounded(consensus.median * rate),
    standardDeviation: rounded(consensus.standardDeviation * rate),
    high: rounded(consensus.high * rate),
    low: rounded(consensus.low * rate),
    estimateCount: consensus.count,
    up: consensus.up,
    down: consensus.down,
  };
}

/** A mean of two fiscal years, weighted with the days of each that lie in the next twelve months. */
function nextTwelveMonths(
  data: CompanyData,
  first: EstimatedPeriod,
  metric: EstimateMetric,
  day: string,
): Consensus | undefined {
  const years = data.estimates().years;
  const second = years[years.indexOf(first) + 1];
  const near = consensusAt(data.company, first, metric, day);
  const far = second && consensusAt(data.company, second, metric, day);
  if (!near || !far) return undefined;
  const weight = Math.min(1, Math.max(0, (Date.parse(first.end) - Date.parse(day)) / 86_400_000 / 365));
  const blend = (pick: 'mean' | 'median' | 'high' | 'low' | 'standardDeviation') =>
    rounded(near[pick] * weight + far[pick] * (1 - weight));
  return {
    ...near,
    mean: blend('mean'),
    median: blend('median'),
    high: blend('high'),
    low: blend('low'),
    standardDeviation: blend('standardDeviation'),
  };
}
