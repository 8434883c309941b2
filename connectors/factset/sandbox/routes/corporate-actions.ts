import type { CompanyData, CorporateAction, MarketCurrency } from '@rolekit/demo-data';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isBatch } from '../batch-jobs.ts';
import { currencyOf, dateText, idsOf, oneOf, type Params } from '../params.ts';
import { type Prepared, priceRoute, rateOn } from '../price-request.ts';
import { emptyRow, type Row, rounded } from '../rows.ts';
import { findSecurity } from '../securities.ts';
import type { SandboxState } from '../state.ts';

const PARAMS = ['ids', 'eventCategory', 'fields', 'startDate', 'endDate', 'currency', 'cancelledDividend', 'batch'];

export function registerCorporateActions(app: FastifyInstance, state: SandboxState): void {
  priceRoute(app, state, '/corporate-actions', PARAMS, (params, request) => corporateActions(state, params, request));
}

function corporateActions(state: SandboxState, params: Params, request: FastifyRequest): Prepared {
  const batch = isBatch(params);
  const ids = idsOf(state, request, params, batch ? 5000 : 50);
  const category = oneOf(
    params,
    'eventCategory',
    ['CASH_DIVS', 'STOCK_DIST', 'RIGHTS', 'SPINOFFS', 'SPLITS', 'ALL'],
    'ALL',
  );
  const start = dateText(params, 'startDate') ?? '0000';
  const end = dateText(params, 'endDate') ?? '9999';
  const currency = currencyOf(params, 'LOCAL');
  const wanted = { CASH_DIVS: ['dividend'], SPLITS: ['split'], ALL: ['dividend', 'split'] }[category as 'ALL'] ?? [];
  const produce = () =>
    ids.flatMap((id): Row[] => {
      const data = findSecurity(state.market, id);
      const found = (data?.actions() ?? []).filter(
        (action) => wanted.includes(action.kind) && action.effective >= start && action.effective <= end,
      );
      if (!data || found.length === 0)
        return [emptyRow(id, data?.company.fsymId ?? null, ['eventId', 'eventTypeCode', 'effectiveDate'])];
      return found.map((action) => ({ requestId: id, ...actionRow(data, action, currency) }));
    });
  return { batch, produce };
}

function actionRow(data: CompanyData, action: CorporateAction, currency: MarketCurrency | undefined): Row {
  const common = {
    fsymId: data.company.fsymId,
    eventId: `${data.company.fsymId.slice(0, 2)}${action.effective.slice(2).replaceAll('-', '').slice(0, 4)}-A`,
    announcementDate: action.announced,
    recordDate: action.recordDate,
    payDate: action.payDate,
    effectiveDate: action.effective,
  };
  if (action.kind === 'split') {
    const ratio = action.ratio ?? 1;
    return {
      ...common,
      eventTypeCode: 'FSP',
      eventTypeDesc: 'Forward Split',
      divTypeCode: null,
      adjFactor: 1 / ratio,
      adjFactorCombined: 1 / ratio,
      distOldTerm: 1,
      distNewTerm: ratio,
      shortDesc: `Forward Split(Mandatory): ${ratio} for 1`,
    };
  }
  const rate = rateOn(data, currency, action.effective);
  const unsplit = data
    .actions()
    .filter((corporateAction) => corporateAction.effective > action.effective)
    .reduce((factor, corporateAction) => factor * (corporateAction.ratio ?? 1), 1);
  const amount = rounded((action.amount ?? 0) * rate);
  return {
    ...common,
    eventTypeCode: 'DVC',
    eventTypeDesc: 'Cash Dividend',
    divTypeCode: '11',
    currency: currency ?? data.company.currency,
    declaredCurrency: data.company.currency,
    amtDefTradingAdj: amount,
    amtDefTradingUnadj: rounded(amount * unsplit),
    dividendStatus: 'active',
    dividendFrequencyDesc: 'Quarterly',
    shortDesc: 'Regular Cash Dividend',
  };
}
