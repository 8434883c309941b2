import type { CompanyData, DailyPrice } from '@rolekit/demo-data';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isBatch, registerJobs } from '../batch-jobs.ts';
import { FactSetError, invalidValue, missing } from '../errors.ts';
import { currencyOf, dateOf, idsOf, listOf, oneOf, type Params } from '../params.ts';
import { PRICES_BASE, type Prepared, priceRoute, rateOn } from '../price-request.ts';
import { emptyRow, type Row, rounded } from '../rows.ts';
import { findSecurity } from '../securities.ts';
import type { SandboxState } from '../state.ts';

const FREQUENCIES = ['D', 'AD', 'W', 'M', 'AM', 'AQ', 'CQ', 'ASA', 'CSA', 'AY', 'CY'] as const;
type Frequency = (typeof FREQUENCIES)[number];
const FIELDS = ['price', 'priceOpen', 'priceHigh', 'priceLow', 'volume', 'turnover', 'tradeCount', 'vwap'] as const;
const PRICE_PARAMS = [
  'ids',
  'fields',
  'startDate',
  'endDate',
  'frequency',
  'currency',
  'calendar',
  'adjust',
  'precision',
  'batch',
];
const RETURN_PARAMS = ['ids', 'startDate', 'endDate', 'frequency', 'currency', 'dividendAdjust', 'batch'];

export function registerPrices(app: FastifyInstance, state: SandboxState): void {
  priceRoute(app, state, '/prices', PRICE_PARAMS, (params, request) => prices(state, params, request));
  priceRoute(app, state, '/returns', RETURN_PARAMS, (params, request) => returns(state, params, request));
  registerJobs(app, state, PRICES_BASE);
}

function range(state: SandboxState, params: Params): { start: string; end: string; single: boolean } {
  const start = dateOf(state, params, 'startDate');
  if (start === undefined) throw missing('startDate');
  const end = dateOf(state, params, 'endDate') ?? state.market.lastClose;
  if (start > end && params.endDate !== undefined)
    throw new FactSetError(400, "The parameter 'startDate' must not be after 'endDate'.");
  const single = start >= end;
  return { start, end: single ? start : end, single };
}

function prices(state: SandboxState, params: Params, request: FastifyRequest): Prepared {
  const { start, end, single } = range(state, params);
  const batch = isBatch(params);
  const ids = idsOf(state, request, params, single ? (batch ? 2000 : 500) : 50);
  const frequency = oneOf(params, 'frequency', FREQUENCIES, 'D');
  const adjust = oneOf(params, 'adjust', ['SPLIT', 'SPLIT_SPINOFF', 'DIV_SPIN_SPLITS', 'UNSPLIT'], 'SPLIT');
  oneOf(params, 'calendar', ['FIVEDAY', 'SEVENDAY', 'US', 'LOCAL'], 'FIVEDAY');
  const currency = currencyOf(params, 'LOCAL');
  const asked = listOf(params, 'fields');
  const unknown = asked.find((field) => !(FIELDS as readonly string[]).includes(field));
  if (unknown !== undefined) throw invalidValue('fields');
  const fields = asked.length > 0 ? asked : FIELDS;
  const produce = () =>
    ids.flatMap((id): Row[] => {
      const data = findSecurity(state.market, id);
      const days = data ? daysOf(data.prices(), start, end, frequency) : [];
      if (!data || days.length === 0)
        return [emptyRow(id, data?.company.fsymId ?? null, ['date', 'currency', ...fields])];
      return days.map((day) => {
        const factor = adjustmentOf(data, day.date, adjust) * rateOn(data, currency, day.date);
        const values = valuesOf(day, factor, adjust === 'UNSPLIT' ? adjustmentOf(data, day.date, adjust) : 1);
        return {
          date: day.date,
          requestId: id,
          fsymId: data.company.fsymId,
          currency: currency ?? data.company.currency,
          ...Object.fromEntries(fields.map((field) => [field, values[field as keyof typeof values]])),
        };
      });
    });
  return { batch, produce };
}

/** What a split-adjusted price is multiplied with. */
function adjustmentOf(data: CompanyData, date: string, adjust: string): number {
  const later = data.actions().filter((action) => action.effective > date);
  if (adjust === 'UNSPLIT') return later.reduce((factor, action) => factor * (action.ratio ?? 1), 1);
  if (adjust !== 'DIV_SPIN_SPLITS') return 1;
  return later.reduce((factor, action) => {
    const before =
      action.amount === undefined ? undefined : data.prices().findLast((price) => price.date < action.effective);
    // a dividend whose ex-date is still to come has not left the price yet
    return before && action.effective <= (data.prices().at(-1)?.date ?? '')
      ? factor * (1 - (action.amount ?? 0) / before.close)
      : factor;
  }, 1);
}

function valuesOf(day: DailyPrice, factor: number, splitFactor: number) {
  const scaled = (price: number) => rounded(price * factor);
  const volume = Math.round(day.volume / splitFactor);
  const vwap = scaled((day.high + day.low + day.close) / 3);
  return {
    price: scaled(day.close),
    priceOpen: scaled(day.open),
    priceHigh: scaled(day.high),
    priceLow: scaled(day.low),
    volume,
    turnover: rounded((volume * vwap) / 1000),
    tradeCount: Math.round(volume / 27),
    vwap,
  };
}

/** The days of a range at a frequency; a single day without trading falls back to the one before. */
function daysOf(all: readonly DailyPrice[], start: string, end: string, frequency: Frequency): DailyPrice[] {
  const within = all.filter((day) => day.date >= start && day.date <= end);
  if (within.length === 0) {
    const before = start >= (all[0]?.date ?? '') ? all.findLast((day) => day.date <= start) : undefined;
    return before ? [before] : [];
  }
  if (frequency === 'D' || frequency === 'AD') return within;
  return within.filter(
    (day, index) => bucketOf(day.date, frequency) !== bucketOf(within[index + 1]?.date ?? '', frequency),
  );
}

function bucketOf(date: string, frequency: Frequency): string {
  if (date === '') return '';
  const [year = '', month = ''] = date.split('-');
  if (frequency === 'W') return String(Math.floor((Date.parse(date) / 86_400_000 + 3) / 7));
  const months = { M: 1, AM: 1, AQ: 3, CQ: 3, ASA: 6, CSA: 6, AY: 12, CY: 12 }[frequency as 'M'];
  return `${year}/${Math.floor((Number(month) - 1) / months)}`;
}

function returns(state: SandboxState, params: Params, request: FastifyRequest): Prepared {
  const { start, end } = range(state, params);
  const batch = isBatch(params);
  const ids = idsOf(state, request, params, batch ? 1000 : 50);
  const frequency = oneOf(params, 'frequency', FREQUENCIES, 'D');
  const adjust =
    oneOf(params, 'dividendAdjust', ['PRICE', 'EXDATE', 'PAYDATE', 'EXDATE_C', 'PAYDATE_C'], 'EXDATE_C') === 'PRICE'
      ? 'SPLIT'
      : 'DIV_SPIN_SPLITS';
  const currency = currencyOf(params, 'LOCAL');
  const produce = () =>
    ids.flatMap((id): Row[] => {
      const data = findSecurity(state.market, id);
      const days = data ? daysOf(data.prices(), start, end, frequency) : [];
      if (!data || days.length < 2)
        return [emptyRow(id, data?.company.fsymId ?? null, ['date', 'currency', 'totalReturn'])];
      const level = (day: DailyPrice) =>
        day.close * adjustmentOf(data, day.date, adjust) * rateOn(data, currency, day.date);
      return days.slice(1).map((day, index) => ({
        requestId: id,
        fsymId: data.company.fsymId,
        date: day.date,
        currency: currency ?? data.company.currency,
        totalReturn: Number(((level(day) / level(days[index] as DailyPrice) - 1) * 100).toFixed(6)),
      }));
    });
  return { batch, produce };
}
