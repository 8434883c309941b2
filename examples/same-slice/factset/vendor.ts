// What both versions know of FactSet: its answers, its units, an outcome for each id.
import { z } from 'zod';

export const FUNDAMENTALS = '/content/factset-fundamentals/v2';
export const PRICES = '/content/factset-global-prices/v1/prices';

/** FactSet's limits of ids: of an answer at once, and of a batch job; from so many ids on, a job is kinder than requests. */
export const AT_ONCE = 250;
export const IN_A_JOB = 5000;
export const MAX_IDS_PER_REQUEST = 1000;
export const PRICES_AT_ONCE = 500;

const text = z.string().nullish();
const number = z.number().nullish();
const WIRE_ROW = z.object({
  requestId: z.string(),
  fsymId: text,
  metric: text,
  value: z.union([z.number(), z.string()]).nullish(),
  currency: text,
  fiscalYear: number,
  fiscalEndDate: text,
  epsReportDate: text,
});
export type WireRow = z.output<typeof WIRE_ROW>;
export const ROWS = z.object({ data: z.array(WIRE_ROW) });
export const PRICE_ROWS = z.object({
  data: z.array(z.object({ requestId: z.string(), fsymId: text, date: text, currency: text, price: number })),
});
export const METRICS = z.object({
  data: z.array(
    z.object({ metric: z.string(), name: text, category: text, subcategory: text, factor: number, dataType: text }),
  ),
});
export const JOB = z.object({
  data: z.object({ id: z.string(), status: z.string(), error: z.object({ title: text }).nullish() }),
});
export type Job = z.output<typeof JOB>['data'];

/** Where a job stands. */
export function stateOf({ status }: Job): 'done' | 'failed' | 'running' {
  const word = status.toLowerCase();
  // of a result that is there, the fundamentals API says "created"
  return word === 'created' || word === 'done' ? 'done' : word === 'failed' ? 'failed' : 'running';
}

/** The vendor's words, from either form of its error bodies. */
export function messageOf(body: unknown): string | undefined {
  const { errors, message } = (body ?? {}) as { errors?: { title?: string; detail?: string }[]; message?: string };
  return errors?.map(({ title, detail }) => detail ?? title).join(' ') ?? message;
}

/** What FactSet says when a request is too much for one answer. */
export const TOO_LONG = /took too long|smaller request/i;

/** What a number counts; times `scale` it is in whole units. */
export interface Item {
  metric: string;
  unit: 'currency' | 'currency/share' | 'shares' | 'percent' | 'text';
  scale: number;
}
export type Items = ReadonlyMap<string, Item>;

export function itemsOf({ data }: z.output<typeof METRICS>): Items {
  return new Map(
    data.map(({ metric, category, subcategory, factor, dataType }): [string, Item] => {
      const unit = unitOf(metric, category, subcategory, dataType);
      return [metric, { metric, unit, scale: unit === 'percent' ? 1 : (factor ?? 1) }];
    }),
  );
}

function unitOf(metric: string, ...[category, subcategory, dataType]: (string | null | undefined)[]): Item['unit'] {
  if (/^(?:string|date)/i.test(dataType ?? '')) return 'text';
  if (subcategory === 'PER_SHARE') return 'currency/share';
  if (/SHS/.test(metric)) return 'shares';
  return category === 'RATIOS' ? 'percent' : 'currency';
}

export const PRICE: Items = new Map([['price', { metric: 'price', unit: 'currency/share', scale: 1 }]]);

const optional = z.string().optional();

/** One value with all that is needed to use it, or what became of an id without one. */
export const ROW = z.object({
  id: z.string(),
  status: z.enum(['ok', 'not_found', 'no_data']),
  metric: optional,
  value: z.union([z.number(), z.string()]).optional(),
  unit: optional,
  currency: optional,
  scale: z.number().optional(),
  fiscalYear: z.number().optional(),
  periodEnd: optional,
  reportDate: optional,
});
export type Row = z.output<typeof ROW>;

/** An outcome for each id and metric; those without a value first, so that no page hides them. */
export function outcomesOf(ids: readonly string[], items: Items, wire: readonly WireRow[]): Row[] {
  const byId = new Map<string, WireRow[]>();
  for (const row of wire) byId.set(row.requestId, [...(byId.get(row.requestId) ?? []), row]);
  const rows = [...new Set(ids)].flatMap((id): Row[] => {
    const own = byId.get(id) ?? [];
    if (own.every(({ fsymId }) => !fsymId)) return [{ id, status: 'not_found' }];
    return [...items.values()].flatMap((item): Row[] => {
      const values = own.filter((row) => row.metric === item.metric && (row.value ?? undefined) !== undefined);
      return values.length === 0
        ? [{ id, status: 'no_data', metric: item.metric }]
        : values.map((row) => valueRow(id, item, row));
    });
  });
  return [...rows.filter(({ status }) => status !== 'ok'), ...rows.filter(({ status }) => status === 'ok')];
}

function valueRow(id: string, { metric, unit, scale }: Item, row: WireRow): Row {
  return {
    id,
    status: 'ok',
    metric,
    value: row.value ?? undefined,
    unit,
    currency: unit.startsWith('currency') ? (row.currency ?? undefined) : undefined,
    scale: typeof row.value === 'number' ? scale : undefined,
    fiscalYear: row.fiscalYear ?? undefined,
    periodEnd: row.fiscalEndDate ?? undefined,
    reportDate: row.epsReportDate ?? undefined,
  };
}

/** Prices in the form of other values. */
export function priceRows({ data }: z.output<typeof PRICE_ROWS>): WireRow[] {
  return data.map(({ price, date, ...row }) => ({ ...row, metric: 'price', value: price, fiscalEndDate: date }));
}

export const PERIODICITY = { annual: 'ANN_R', quarterly: 'QTR_R', ltm: 'LTM_R' } as const;

const ID = z.string().min(1).max(40);
export const FUNDAMENTALS_INPUT = z.object({
  ids: z.array(ID).min(1).max(IN_A_JOB).describe('NVRA-US, fsym id or ISIN.'),
  metrics: z.array(z.string()).min(1).max(40).describe('FF_SALES, …'),
  period: z.enum(['annual', 'quarterly', 'ltm']).describe('The last one; ltm: last twelve months.'),
  currency: z.string().default('LOCAL').describe('USD, … converts; LOCAL keeps each own.'),
});
export const PRICES_INPUT = z.object({
  ids: z.array(ID).min(1).max(1000).describe('NVRA-US, fsym id or ISIN.'),
  date: z.iso.date().describe('A day without trading gives the close before.'),
  adjust: z.enum(['SPLIT', 'UNSPLIT']).describe('SPLIT: comparable with today.'),
});
