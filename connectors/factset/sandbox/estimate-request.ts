import type { CompanyData, EstimatedPeriod, EstimateMetric } from '@rolekit/demo-data';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { datesAt, previousWeekday } from './dates.ts';
import { FactSetError, invalidValue, missing } from './errors.ts';
import { dateOf, listOf, oneOf, type Params, paramsOf } from './params.ts';
import { type SandboxState, today } from './state.ts';

const ESTIMATES_BASE = '/content/factset-estimates/v2';
export const MAX_ESTIMATE_IDS = 250;

/** The items of the vendor's estimates that the fictional market has. */
export const ESTIMATE_ITEMS: readonly { metric: EstimateMetric; name: string; factor: number }[] = [
  { metric: 'SALES', name: 'Sales', factor: 1_000_000 },
  { metric: 'EBITDA', name: 'EBITDA', factor: 1_000_000 },
  { metric: 'EBIT', name: 'EBIT', factor: 1_000_000 },
  { metric: 'NET_INC', name: 'Net Income', factor: 1_000_000 },
  { metric: 'EPS', name: 'Earnings per Share', factor: 1 },
];

export const PERIODICITIES = ['ANN', 'QTR', 'SEMI', 'NTMA', 'LTMA'] as const;
export type Periodicity = (typeof PERIODICITIES)[number];

/** Registers one address for both methods. */
export function estimateRoute(
  app: FastifyInstance,
  path: string,
  known: readonly string[],
  handle: (params: Params, request: FastifyRequest) => unknown[],
): void {
  const handler = (request: FastifyRequest) => ({ data: handle(paramsOf(request, known), request) });
  app.get(`${ESTIMATES_BASE}${path}`, handler);
  app.post(`${ESTIMATES_BASE}${path}`, handler);
}

export function metricsOf(params: Params): EstimateMetric[] {
  const names = listOf(params, 'metrics');
  if (names.length === 0) throw missing('metrics');
  return names.map((name) => {
    const item = ESTIMATE_ITEMS.find((candidate) => candidate.metric === name);
    if (!item) throw invalidValue('metrics');
    return item.metric;
  });
}

/** The days that estimates are asked for: one, the last close, or a range at a frequency. */
export function daysOf(state: SandboxState, params: Params): string[] {
  const start = dateOf(state, params, 'startDate');
  const end = dateOf(state, params, 'endDate') ?? previousWeekday(today(state));
  if (start !== undefined && start > end)
    throw new FactSetError(400, "The parameter 'startDate' must not be after 'endDate'.");
  return start === undefined
    ? [end]
    : datesAt(oneOf(params, 'frequency', ['D', 'W', 'AM', 'AQ', 'AY'], 'D'), start, end);
}

export function periodsFor(data: CompanyData, periodicity: Periodicity): readonly EstimatedPeriod[] {
  if (periodicity === 'ANN' || periodicity === 'NTMA') return data.estimates().years;
  return periodicity === 'QTR' ? data.estimates().quarters : [];
}
