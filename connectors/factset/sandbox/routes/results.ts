import {
  type CompanyData,
  consensusAt,
  type EstimatedPeriod,
  type EstimateMetric,
  fxRate,
  type MarketCurrency,
} from '@rolekit/demo-data';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalidValue } from '../errors.ts';
import {
  estimateRoute,
  MAX_ESTIMATE_IDS,
  metricsOf,
  PERIODICITIES,
  type Periodicity,
  periodsFor,
} from '../estimate-request.ts';
import { currencyOf, dateOf, idsOf, integerOf, oneOf, type Params } from '../params.ts';
import { emptyRow, type Row, rounded } from '../rows.ts';
import { findSecurity } from '../securities.ts';
import { type SandboxState, today } from '../state.ts';

const ACTUAL_FIELDS = [
  'metric',
  'periodicity',
  'fiscalPeriod',
  'fiscalYear',
  'fiscalEndDate',
  'actualValue',
  'actualType',
  'reportDate',
  'currency',
  'estimateCurrency',
] as const;
const SURPRISE_FIELDS = [
  'date',
  'currency',
  'estimateCurrency',
  'metric',
  'statistic',
  'periodicity',
  'fiscalEndDate',
  'fiscalYear',
  'fiscalPeriod',
  'surpriseDate',
  'surpriseAmount',
  'surprisePercent',
  'surpriseBefore',
  'surpriseAfter',
  'eventDescription',
  'eventFlag',
] as const;

/** What companies reported, and how far it was from what was expected. */
export function registerResults(app: FastifyInstance, state: SandboxState): void {
  estimateRoute(
    app,
    '/actuals',
    ['ids', 'metrics', 'relativeFiscalStart', 'relativeFiscalEnd', 'periodicity', 'currency'],
    (params, request) => actualRows(state, request, params),
  );
  estimateRoute(
    app,
    '/surprise',
    ['ids', 'metrics', 'startDate', 'endDate', 'frequency', 'periodicity', 'statistic', 'currency'],
    (params, request) => surpriseRows(state, request, params),
  );
}

function actualRows(state: SandboxState, request: FastifyRequest, params: Params): Row[] {
  const ids = idsOf(state, request, params, MAX_ESTIMATE_IDS);
  const metrics = metricsOf(params);
  const periodicity = oneOf(params, 'periodicity', PERIODICITIES, 'ANN');
  const currency = currencyOf(params, 'ESTIMATE');
  const from = integerOf(params, 'relativeFiscalStart', 0);
  const to = integerOf(params, 'relativeFiscalEnd', from);
  if (from > 0) throw invalidValue('relativeFiscalStart');
  if (to > 0) throw invalidValue('relativeFiscalEnd');
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  return ids.flatMap((id): Row[] => {
    const data = findSecurity(state.market, id);
    if (!data) return metrics.map(() => emptyRow(id, null, ACTUAL_FIELDS));
    const reported = periodsFor(data, periodicity).filter((period) => period.actual);
    const chosen = reported.filter(
      (_, index) => index - reported.length + 1 >= first && index - reported.length + 1 <= last,
    );
    return metrics.flatMap((metric): Row[] => {
      const rows = chosen.map((period) => ({
        requestId: id,
        ...actualRow(data, period, metric, periodicity, currency),
      }));
      return rows.length > 0 ? rows : [emptyRow(id, data.company.fsymId, ACTUAL_FIELDS, { metric })];
    });
  });
}

function actualRow(
  { company }: CompanyData,
  period: EstimatedPeriod,
  metric: EstimateMetric,
  periodicity: Periodicity,
  currency: MarketCurrency | undefined,
): Row {
  const rate = currency ? fxRate(company.currency, currency, period.reported) : 1;
  return {
    fsymId: company.fsymId,
    metric,
    periodicity,
    fiscalPeriod: periodicity === 'QTR' ? period.quarter : 1,
    fiscalYear: period.fiscalYear,
    fiscalEndDate: period.end,
    actualValue: rounded((period.actual?.[metric] ?? 0) * rate),
    actualType: 'company',
    reportDate: period.reported,
    currency: currency ?? company.currency,
    estimateCurrency: company.currency,
  };
}

function surpriseRows(state: SandboxState, request: FastifyRequest, params: Params): Row[] {
  const ids = idsOf(state, request, params, MAX_ESTIMATE_IDS);
  const metrics = metricsOf(params);
  const periodicity = oneOf(params, 'periodicity', ['ANN', 'QTR', 'SEMI'], 'ANN');
  const statistic = oneOf(params, 'statistic', ['MEAN', 'MEDIAN', 'HIGH', 'LOW', 'COUNT', 'STDDEV'], 'MEAN');
  const currency = currencyOf(params, 'ESTIMATE');
  const start = dateOf(state, params, 'startDate');
  const end = dateOf(state, params, 'endDate') ?? today(state);
  return ids.flatMap((id): Row[] => {
    const data = findSecurity(state.market, id);
    if (!data) return metrics.map(() => emptyRow(id, null, SURPRISE_FIELDS));
    const reported = periodsFor(data, periodicity).filter((period) => period.actual && period.reported <= end);
    const chosen = start === undefined ? reported.slice(-1) : reported.filter((period) => period.reported >= start);
    return metrics.flatMap((metric): Row[] => {
      const rows = chosen.flatMap((period): Row[] => {
        const surprise = surpriseRow(data, period, metric, statistic === 'MEDIAN' ? 'median' : 'mean', currency);
        return surprise
          ? [
              {
                requestId: id,
                statistic,
                periodicity,
                fiscalPeriod: periodicity === 'QTR' ? period.quarter : 1,
                ...surprise,
              },
            ]
          : [];
      });
      return rows.length > 0 ? rows : [emptyRow(id, data.company.fsymId, SURPRISE_FIELDS, { metric })];
    });
  });
}

function surpriseRow(
  data: CompanyData,
  period: EstimatedPeriod,
  metric: EstimateMetric,
  pick: 'mean' | 'median',
  currency: MarketCurrency | undefined,
): Row | undefined {
  const expected = consensusAt(data.company, period, metric, period.reported)?.[pick];
  const actual = period.actual?.[metric];
  if (expected === undefined || actual === undefined) return undefined;
  const rate = currency ? fxRate(data.company.currency, currency, period.reported) : 1;
  return {
    fsymId: data.company.fsymId,
    date: period.reported,
    currency: currency ?? data.company.currency,
    estimateCurrency: data.company.currency,
    metric,
    fiscalEndDate: period.end,
    fiscalYear: period.fiscalYear,
    surpriseDate: period.reported,
    surpriseAmount: rounded((actual - expected) * rate),
    surprisePercent: rounded(((actual - expected) / Math.abs(expected)) * 100),
    surpriseBefore: rounded(expected * rate),
    surpriseAfter: rounded(actual * rate),
    eventDescription: 'Results',
    eventFlag: 0,
  };
}
