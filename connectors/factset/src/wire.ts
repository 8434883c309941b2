import { z } from 'zod';

/** The vendor leaves a field out, or sends null, when there is nothing. */
const text = z.string().nullish();
const number = z.number().nullish();

const listOf = <S extends z.ZodType>(row: S) => z.object({ data: z.array(row) });

const FUNDAMENTAL = z.object({
  requestId: z.string(),
  fsymId: text,
  metric: text,
  fiscalPeriod: number,
  fiscalYear: number,
  fiscalPeriodLength: number,
  fiscalEndDate: text,
  epsReportDate: text,
  updateType: text,
  currency: text,
  value: z.union([z.number(), z.string()]).nullish(),
});
export type WireFundamental = z.output<typeof FUNDAMENTAL>;
export const FUNDAMENTALS = listOf(FUNDAMENTAL);

export const METRICS = listOf(
  z.object({
    metric: z.string(),
    name: text,
    category: text,
    subcategory: text,
    description: text,
    factor: number,
    dataType: text,
  }),
);

export const JOB = z.object({
  data: z.object({ id: z.string(), status: z.string(), error: z.object({ title: text }).nullish() }),
});

export const CONSENSUS = listOf(
  z.object({
    requestId: z.string(),
    fsymId: text,
    metric: text,
    fiscalPeriod: number,
    fiscalYear: number,
    fiscalEndDate: text,
    relativePeriod: number,
    estimateDate: text,
    currency: text,
    mean: number,
    median: number,
    standardDeviation: number,
    high: number,
    low: number,
    estimateCount: number,
    up: number,
    down: number,
  }),
);

export const ACTUALS = listOf(
  z.object({
    requestId: z.string(),
    fsymId: text,
    metric: text,
    fiscalPeriod: number,
    fiscalYear: number,
    fiscalEndDate: text,
    actualValue: number,
    reportDate: text,
    currency: text,
  }),
);

export const SURPRISES = listOf(
  z.object({
    requestId: z.string(),
    fsymId: text,
    metric: text,
    fiscalPeriod: number,
    fiscalYear: number,
    fiscalEndDate: text,
    surpriseDate: text,
    surpriseAmount: number,
    surprisePercent: number,
    surpriseBefore: number,
    surpriseAfter: number,
    currency: text,
  }),
);

export const RATINGS = listOf(
  z.object({
    requestId: z.string(),
    fsymId: text,
    estimateDate: text,
    buyCount: number,
    overweightCount: number,
    holdCount: number,
    underweightCount: number,
    sellCount: number,
    ratingsNestTotal: number,
    ratingsNote: number,
    ratingsNoteText: text,
  }),
);

export const PRICES = listOf(
  z.object({
    requestId: z.string(),
    fsymId: text,
    date: text,
    currency: text,
    price: number,
    priceOpen: number,
    priceHigh: number,
    priceLow: number,
    vwap: number,
    volume: number,
  }),
);

export const ACTIONS = listOf(
  z.object({
    requestId: z.string(),
    fsymId: text,
    eventId: text,
    eventTypeCode: text,
    eventTypeDesc: text,
    announcementDate: text,
    recordDate: text,
    payDate: text,
    effectiveDate: text,
    shortDesc: text,
    currency: text,
    adjFactor: number,
    distOldTerm: number,
    distNewTerm: number,
    amtDefTradingAdj: number,
    amtDefTradingUnadj: number,
  }),
);

export const MARKET_VALUES = listOf(
  z.object({ requestId: z.string(), fsymId: text, currentMarketValue: number, currency: text, date: text }),
);

export const RESOLVED = listOf(
  z.object({
    requestId: z.string(),
    name: text,
    currency: text,
    frefListingExchange: text,
    tickerRegion: text,
    fsymRegionalId: text,
  }),
);

export const FOUND = listOf(z.object({ id: text, idType: text, name: text, entityId: text, fsymRegionalId: text }));
