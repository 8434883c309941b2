import {
  type CompanyData,
  type Figures,
  fxAverage,
  fxRate,
  type MarketCurrency,
  type PeriodFigures,
  type Version,
} from '@rolekit/demo-data';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answer, isBatch, registerJobs } from '../batch-jobs.ts';
import { FactSetError, invalidValue, missing } from '../errors.ts';
import { FUNDAMENTAL_METRIC, FUNDAMENTAL_METRICS, type FundamentalMetric } from '../metrics.ts';
import { currencyOf, dateText, idsOf, listOf, oneOf, type Params, paramsOf } from '../params.ts';
import { emptyRow, type Row, rounded } from '../rows.ts';
import { findSecurity } from '../securities.ts';
import { type SandboxState, today } from '../state.ts';

const BASE = '/content/factset-fundamentals/v2';
const PERIODICITIES = [
  'ANN',
  'ANN_R',
  'QTR',
  'QTR_R',
  'SEMI',
  'SEMI_R',
  'LTM',
  'LTM_R',
  'LTMSG',
  'LTM_SEMI',
  'LTM_SEMI_R',
  'YTD',
] as const;
type Periodicity = (typeof PERIODICITIES)[number];
const GET_PARAMS = [
  'ids',
  'metrics',
  'periodicity',
  'fiscalPeriodStart',
  'fiscalPeriodEnd',
  'currency',
  'updateType',
  'batch',
];
const POST_PARAMS = ['ids', 'metrics', 'periodicity', 'fiscalPeriod', 'currency', 'updateType', 'batch'];
const PRELIMINARY_DAYS = 14;

interface Query {
  metrics: FundamentalMetric[];
  periodicity: Periodicity;
  start: string | undefined;
  end: string | undefined;
  currency: MarketCurrency | undefined;
  finalOnly: boolean;
}

export function registerFundamentals(app: FastifyInstance, state: SandboxState): void {
  const handler = (request: FastifyRequest, reply: FastifyReply) => {
    const get = request.method === 'GET';
    const params = paramsOf(request, get ? GET_PARAMS : POST_PARAMS, true);
    const batch = isBatch(params);
    const ids = idsOf(state, request, params, batch ? 5000 : 250);
    const query = queryOf(params, get);
    return answer(state, reply, BASE, batch, () => ids.flatMap((id) => rowsOf(state, id, query)));
  };
  app.get(`${BASE}/fundamentals`, handler);
  app.post(`${BASE}/fundamentals`, handler);
  app.get<{ Querystring: Record<string, string> }>(`${BASE}/metrics`, (request) => {
    const params = paramsOf(request, ['category', 'subcategory', 'metricDataType', 'pitDataItems']);
    const categories = [...new Set(FUNDAMENTAL_METRICS.map((metric) => metric.category))];
    const category = params.category === undefined ? undefined : oneOf(params, 'category', categories, '');
    return {
      data: FUNDAMENTAL_METRICS.filter(
        (metric) =>
          (category === undefined || metric.category === category) &&
          (params.subcategory === undefined || metric.subcategory === params.subcategory),
      ).map((metric, index) => ({
        metric: metric.metric,
        name: metric.name,
        category: metric.category,
        subcategory: metric.subcategory,
        isPIT: false,
        isNonPIT: true,
        oaPageId: `D9${String(index).padStart(4, '0')}`,
        description: `${metric.name} of the fictional market.`,
        oaUrl: null,
        factor: metric.factor,
        sdfPackage: 'BASIC',
        dataType: 'doubleArray',
      })),
    };
  });
  registerJobs(app, state, BASE);
}

function queryOf(params: Params, get: boolean): Query {
  const metrics = listOf(params, 'metrics');
  if (metrics.length === 0) throw missing('metrics');
  const period = get ? { start: params.fiscalPeriodStart, end: params.fiscalPeriodEnd } : (params.fiscalPeriod ?? {});
  if (typeof period !== 'object' || period === null) throw invalidValue('fiscalPeriod');
  const start = dateText(period as Params, 'start');
  const end = dateText(period as Params, 'end');
  if (start !== undefined && end !== undefined && start > end)
    throw new FactSetError(400, "The parameter 'start' must not be after 'end'.");
  return {
    metrics: metrics.map((name) => {
      const metric = FUNDAMENTAL_METRIC.get(name);
      if (!metric) throw invalidValue('metrics');
      return metric;
    }),
    periodicity: oneOf(params, 'periodicity', PERIODICITIES, 'ANN'),
    start,
    end,
    currency: currencyOf(params, 'LOCAL'),
    finalOnly: oneOf(params, 'updateType', ['RP', 'RF'], 'RP') === 'RF',
  };
}

/** Rows of one id. What is not known is answered with nulls, not left out. */
function rowsOf(state: SandboxState, id: string, query: Query): Row[] {
  const data = findSecurity(state.market, id);
  if (!data) return query.metrics.map(() => emptyRow(id, null, FIELDS));
  const periods = periodsOf(state, data, query);
  return query.metrics.flatMap((metric): Row[] => {
    const rows = periods.flatMap((figures) => {
      const value = metric.value(figures);
      return value === null ? [] : [rowOf(state, id, data, metric, figures, value, query)];
    });
    return rows.length > 0 ? rows : [emptyRow(id, data.company.fsymId, FIELDS, { metric: metric.metric })];
  });
}

const FIELDS = [
  'metric',
  'periodicity',
  'fiscalPeriod',
  'fiscalYear',
  'fiscalPeriodLength',
  'fiscalEndDate',
  'reportDate',
  'epsReportDate',
  'updateType',
  'currency',
  'value',
] as const;

function rowOf(
  state: SandboxState,
  id: string,
  { company }: CompanyData,
  metric: FundamentalMetric,
  figures: PeriodFigures,
  value: number,
  query: Query,
) {
  const currency = query.currency ?? company.currency;
  return {
    requestId: id,
    fsymId: company.fsymId,
    metric: metric.metric,
    periodicity: query.periodicity,
    fiscalPeriod: figures.kind === 'annual' ? 0 : figures.quarter,
    fiscalYear: figures.fiscalYear,
    fiscalPeriodLength: figures.days,
    fiscalEndDate: figures.end,
    reportDate: figures.end,
    epsReportDate: figures.reported,
    updateType: isPreliminary(state, figures) ? 'Preliminary' : 'Final',
    currency,
    value: rounded(value * rateOf(metric, figures, company.currency, currency)),
  };
}

function rateOf(metric: FundamentalMetric, figures: PeriodFigures, from: MarketCurrency, to: MarketCurrency): number {
  if (metric.conversion === 'none') return 1;
  return metric.conversion === 'end' ? fxRate(from, to, figures.end) : fxAverage(from, to, figures.start, figures.end);
}

function isPreliminary(state: SandboxState, { reported }: PeriodFigures): boolean {
  return (Date.parse(today(state)) - Date.parse(reported)) / 86_400_000 < PRELIMINARY_DAYS;
}

function periodsOf(state: SandboxState, data: CompanyData, query: Query): readonly PeriodFigures[] {
  const version: Version = query.periodicity.endsWith('_R') ? 'latest' : 'original';
  const all = figuresFor(data.figures(version), query.periodicity.replace(/_R$/, ''));
  const known = all.filter((figures) => !(query.finalOnly && isPreliminary(state, figures)));
  const { start, end } = query;
  const before = end === undefined ? known : known.filter((figures) => figures.end <= end);
  const within = start === undefined ? [] : before.filter((figures) => figures.end >= start);
  return within.length > 0 ? within : before.slice(-1);
}

function figuresFor(figures: Figures, kind: string): readonly PeriodFigures[] {
  if (kind === 'ANN') return figures.annual;
  if (kind === 'QTR') return figures.quarters;
  if (kind === 'LTM' || kind === 'LTMSG') return figures.trailing;
  // the companies of this market report quarterly: there is nothing half-yearly
  return kind === 'YTD' ? figures.yearToDate : [];
}
