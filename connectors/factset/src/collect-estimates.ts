import type { ListPage } from '@rolekit/sdk';
import type { z } from 'zod';
import { itemsFor } from './catalogue.ts';
import { type AboutIds, ESTIMATES_API, type FactSetClient } from './client.ts';
import { asking, collect, type WireRow } from './collect-rows.ts';
import { vendorCurrency } from './inputs.ts';
import { fiscalPeriodOf, present, type ValueRow, valueColumns } from './rows.ts';

/** The estimates API's limit of ids in one request. */
export const MAX_ESTIMATE_IDS = 250;
const PERIODICITY = { annual: 'ANN', quarterly: 'QTR', ntm: 'NTMA' } as const;

interface EstimateRow extends WireRow {
  currency?: string | null | undefined;
  fiscalEndDate?: string | null | undefined;
  fiscalYear?: number | null | undefined;
  fiscalPeriod?: number | null | undefined;
}

interface Asked<W> {
  /** Below the estimates API. */
  path: string;
  request: Record<string, unknown>;
  amountOf(row: W): number | null | undefined;
  columns(row: W): Partial<ValueRow>;
  allowMixed?: boolean;
}

/** What estimates, actuals and surprises have in common: their metrics, periods and the form of their rows. */
export async function collectEstimates<W extends EstimateRow>(
  client: FactSetClient,
  input: AboutIds & { metrics: string[]; period: keyof typeof PERIODICITY },
  schema: z.ZodType<{ data: W[] }>,
  { path, request, amountOf, columns, ...rest }: Asked<W>,
): Promise<ListPage<ValueRow>> {
  const items = new Map(
    itemsFor(await client.estimateItems(), input.metrics, 'estimates').map((item) => [item.metric, item]),
  );
  const metrics = [...items.keys()];
  const body = {
    metrics,
    periodicity: PERIODICITY[input.period],
    ...request,
    ...vendorCurrency(input.currency, 'ESTIMATE'),
  };
  return collect<W>(client, input, {
    ...rest,
    metrics,
    dataset: 'factset-estimates',
    fetch: asking(client, schema, `${ESTIMATES_API}/${path}`, MAX_ESTIMATE_IDS, (ids) => ({ ids, ...body })),
    toRow(row) {
      const item = items.get(row.metric ?? '');
      const value = amountOf(row);
      if (!item || typeof value !== 'number') return undefined;
      return {
        ...valueColumns(item, value, row.currency),
        periodType: input.period,
        ...present({ periodEnd: row.fiscalEndDate, fiscalYear: row.fiscalYear }),
        fiscalPeriod: fiscalPeriodOf(input.period, row.fiscalPeriod, undefined),
        ...columns(row),
      };
    },
  });
}
