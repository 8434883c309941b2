import { z } from 'zod';
import type { Item } from './catalogue.ts';
import type { Identified } from './identify.ts';

const PERIOD_TYPES = ['annual', 'quarterly', 'semiannual', 'ltm', 'ytd', 'ntm', 'day'] as const;
export type PeriodType = (typeof PERIOD_TYPES)[number];

/** What became of one id, or of one metric of it. Rows that are not `ok` have no value. */
export const STATUS = z.enum(['ok', 'not_found', 'ambiguous', 'no_data']);

const optional = z.string().optional();
const figure = z.number().optional();

/** One value with all that is needed to use it: value × scale is in whole units. */
export const VALUE_ROW = z.object({
  id: z.string(),
  status: STATUS,
  name: optional,
  metric: optional,
  value: z.union([z.number(), z.string()]).optional(),
  unit: optional.describe('percent: 12.5 is 12.5 %.'),
  currency: optional,
  scale: figure,
  periodType: z.enum(PERIOD_TYPES).optional(),
  periodEnd: optional,
  periodDays: figure,
  fiscalYear: figure,
  fiscalPeriod: optional,
  reportDate: optional,
  asOf: optional,
  updateType: optional,
  reportStatus: optional,
  adjust: optional,
  relativePeriod: figure,
  median: figure,
  high: figure,
  low: figure,
  standardDeviation: figure,
  estimateCount: figure,
  up: figure,
  down: figure,
  expected: figure,
  surprise: figure,
  surprisePercent: figure.describe('12.5 is 12.5 %.'),
  source: optional,
  message: optional,
  candidates: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
});
export type ValueRow = z.output<typeof VALUE_ROW>;

/** What tells several values of one metric of a company apart. */
export const PERIOD = ['periodEnd', 'fiscalPeriod', 'relativePeriod', 'asOf', 'updateType'] as const;
/** Of the analysts behind a mean. */
export const SPREAD = ['median', 'high', 'low', 'standardDeviation', 'estimateCount', 'up', 'down'] as const;
export const SURPRISE = ['expected', 'surprise', 'surprisePercent'] as const;

/** The columns that make a number a value. */
export function valueColumns(item: Item, value: number | string, currency: string | null | undefined) {
  const monetary = item.unit === 'currency' || item.unit === 'currency/share';
  return {
    metric: item.metric,
    value,
    unit: item.unit,
    ...(monetary && currency ? { currency } : {}),
    ...(typeof value === 'number' ? { scale: item.scale } : {}),
  };
}

/** Leaves out what is not there. */
export function present<T extends Record<string, unknown>>(
  values: T,
): { [K in keyof T]?: Exclude<T[K], null | undefined> } {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as never;
}

/** Where a value was read: the series and the dataset. */
export function sourceOf(fsymId: string | null | undefined, dataset: string): string {
  return fsymId ? `${fsymId} ${dataset}` : dataset;
}

/** The row of an id that could not be asked for. */
export interface ProblemRow {
  id: string;
  status: 'not_found' | 'ambiguous';
  message: string;
  candidates?: { id: string; name: string }[];
}

export function problemRow(item: Exclude<Identified, { status: 'ok' }>): ProblemRow {
  return {
    id: item.asked,
    status: item.status,
    message: item.message,
    ...(item.status === 'ambiguous' ? { candidates: item.candidates.map(({ id, name }) => ({ id, name })) } : {}),
  };
}

/** `FY`, `Q3`, `H1`, `LTM`, `YTD3`; `TP` for a short or long period between two year ends. */
export function fiscalPeriodOf(
  type: PeriodType,
  period: number | null | undefined,
  days: number | null | undefined,
): string {
  if (type === 'annual') return isTransition(days) ? 'TP' : 'FY';
  if (type === 'quarterly') return `Q${period ?? '?'}`;
  if (type === 'semiannual') return `H${period ?? '?'}`;
  return type === 'ytd' ? `YTD${period ?? ''}` : type.toUpperCase();
}

/** A fiscal year has 52 or 53 weeks, or a calendar year's days. */
export function isTransition(days: number | null | undefined): boolean {
  return typeof days === 'number' && days > 0 && (days < 350 || days > 380);
}
