import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isBatch } from '../batch-jobs.ts';
import { dateOf, idsOf, type Params } from '../params.ts';
import { type Prepared, priceRoute } from '../price-request.ts';
import { type Row, rounded } from '../rows.ts';
import { findSecurity } from '../securities.ts';
import type { SandboxState } from '../state.ts';

const MILLION = 1_000_000;

/** How many shares there are, and what they are worth. Both in millions. */
export function registerHoldings(app: FastifyInstance, state: SandboxState): void {
  priceRoute(
    app,
    state,
    '/market-value',
    ['ids', 'batch'],
    (params, request) => marketValues(state, params, request),
    true,
  );
  priceRoute(
    app,
    state,
    '/security-shares',
    ['ids', 'startDate', 'endDate', 'frequency', 'calendar', 'batch'],
    (params, request) => shares(state, params, request),
    true,
  );
}

function marketValues(state: SandboxState, params: Params, request: FastifyRequest): Prepared {
  const batch = isBatch(params);
  const ids = idsOf(state, request, params, batch ? 400 : 50);
  const produce = () =>
    ids.map((id): Row => {
      const data = findSecurity(state.market, id);
      const close = data?.prices().at(-1);
      if (!data || !close) return { requestId: id, fsymId: null, currentMarketValue: null, currency: null, date: null };
      const outstanding = data.statements('latest').at(-1)?.shares.outstanding ?? 0;
      return {
        requestId: id,
        fsymId: data.company.securityId,
        currentMarketValue: rounded((close.close * outstanding * 1000) / MILLION),
        currency: data.company.currency,
        date: close.date,
      };
    });
  return { batch, produce };
}

function shares(state: SandboxState, params: Params, request: FastifyRequest): Prepared {
  const batch = isBatch(params);
  const ids = idsOf(state, request, params, batch ? 1000 : 50);
  const end = dateOf(state, params, 'endDate') ?? dateOf(state, params, 'startDate') ?? state.market.lastClose;
  const start = dateOf(state, params, 'startDate') ?? end;
  const produce = () =>
    ids.flatMap((id): Row[] => {
      const data = findSecurity(state.market, id);
      const known = (data?.statements('latest') ?? []).filter((statement) => statement.period.reported <= end);
      const within = known.filter((statement) => statement.period.reported >= start);
      const positions = within.length > 0 ? within : known.slice(-1);
      if (!data || positions.length === 0) return [{ requestId: id, fsymId: null, date: null, totalOutstanding: null }];
      return positions.map(({ period, shares: { outstanding } }) => ({
        requestId: id,
        fsymId: data.company.securityId,
        date: end,
        documentId: `${data.company.securityId.slice(0, 6)}${period.end.replaceAll('-', '')}`,
        reportDate: period.end,
        publicationDate: period.reported,
        fiscalYear: period.fiscalYear,
        reportingPeriodDescription: `Quarter ${period.quarter}`,
        reportingPeriod: period.quarter,
        description: 'Ordinary Shares',
        adrDescription: null,
        adrRatio: null,
        adrFsymId: null,
        totalOutstanding: outstanding / 1000,
        adrTotalOutstanding: null,
      }));
    });
  return { batch, produce };
}
