import { defineTool } from '@rolekit/sdk';
import { z } from 'zod';
import { inBatches } from '../batches.ts';
import { itemsFor } from '../catalogue.ts';
import { ESTIMATES_API } from '../client.ts';
import { collect } from '../collect.ts';
import { connection } from '../connection.ts';
import { allowMixedFiscalYears, currency, date, ids, metrics, until, vendorCurrency } from '../inputs.ts';
import { fiscalPeriodOf, present, sourceOf, VALUE_ROW, valueColumns } from '../rows.ts';
import { ACTUALS, SURPRISES } from '../wire.ts';
import { MOST_ESTIMATE_IDS } from './estimates.ts';

const PERIODICITY = { annual: 'ANN', quarterly: 'QTR' } as const;
const period = z.enum(['annual', 'quarterly']).describe('Fiscal.');

export const actualsTool = defineTool({
  connection,
  name: 'factset_get_actuals',
  title: 'Get reported results on the basis of estimates',
  access: 'read',
  description: 'Reported results on the basis that analysts estimate, for comparison with estimates.',
  input: z.object({
    ids: ids(1000),
    metrics: metrics('SALES, EPS, …'),
    period,
    periods: z.int().min(1).max(20).optional().describe('Back from the last; default 1.'),
    currency,
    allowMixedFiscalYears,
  }),
  items: VALUE_ROW,
  defaultLimit: 200,
  maxLimit: 1000,
  async handler({ input, connection: client, signal, progress }) {
    const items = itemsFor(await client.estimateItems(signal), input.metrics, 'estimates');
    const byMetric = new Map(items.map((item) => [item.metric, item]));
    const request = {
      metrics: [...byMetric.keys()],
      periodicity: PERIODICITY[input.period],
      relativeFiscalStart: 1 - (input.periods ?? 1),
      relativeFiscalEnd: 0,
      ...vendorCurrency(input.currency, 'ESTIMATE'),
    };
    return collect({
      client,
      ids: input.ids,
      signal,
      currency: input.currency,
      allowMixedFiscalYears: input.allowMixedFiscalYears,
      metrics: request.metrics,
      fetch: (known) =>
        inBatches(
          known,
          { most: MOST_ESTIMATE_IDS, signal, progress },
          async (ids) => (await client.post(ACTUALS, `${ESTIMATES_API}/actuals`, { ids, ...request }, signal)).data,
        ),
      toRow(row, base) {
        const item = byMetric.get(row.metric ?? '');
        if (!item || typeof row.actualValue !== 'number') return undefined;
        return {
          ...base,
          status: 'ok' as const,
          ...valueColumns(item, row.actualValue, row.currency),
          periodType: input.period,
          ...present({ periodEnd: row.fiscalEndDate, fiscalYear: row.fiscalYear }),
          fiscalPeriod: fiscalPeriodOf(input.period, row.fiscalPeriod, undefined),
          ...present({ reportDate: row.reportDate }),
          updateType: 'actual',
          source: sourceOf(row.fsymId, 'factset-estimates'),
        };
      },
    });
  },
});

export const surprisesTool = defineTool({
  connection,
  name: 'factset_get_surprises',
  title: 'Get earnings surprises',
  access: 'read',
  description: 'Results (value) against the last consensus before them (expected).',
  input: z.object({
    ids: ids(1000),
    metrics: metrics('SALES, EPS, …'),
    period,
    from: date('Published from; default: the last.'),
    to: until,
    currency,
  }),
  items: VALUE_ROW,
  defaultLimit: 200,
  maxLimit: 1000,
  async handler({ input, connection: client, signal, progress }) {
    const items = itemsFor(await client.estimateItems(signal), input.metrics, 'estimates');
    const byMetric = new Map(items.map((item) => [item.metric, item]));
    const request = {
      metrics: [...byMetric.keys()],
      periodicity: PERIODICITY[input.period],
      statistic: 'MEAN',
      ...present({ startDate: input.from, endDate: input.to }),
      ...vendorCurrency(input.currency, 'ESTIMATE'),
    };
    return collect({
      client,
      ids: input.ids,
      signal,
      currency: input.currency,
      // a surprise compares a company with itself
      allowMixedFiscalYears: true,
      metrics: request.metrics,
      fetch: (known) =>
        inBatches(
          known,
          { most: MOST_ESTIMATE_IDS, signal, progress },
          async (ids) => (await client.post(SURPRISES, `${ESTIMATES_API}/surprise`, { ids, ...request }, signal)).data,
        ),
      toRow(row, base) {
        const item = byMetric.get(row.metric ?? '');
        if (!item || typeof row.surpriseAfter !== 'number') return undefined;
        return {
          ...base,
          status: 'ok' as const,
          ...valueColumns(item, row.surpriseAfter, row.currency),
          periodType: input.period,
          ...present({ periodEnd: row.fiscalEndDate, fiscalYear: row.fiscalYear }),
          fiscalPeriod: fiscalPeriodOf(input.period, row.fiscalPeriod, undefined),
          ...present({ reportDate: row.surpriseDate }),
          updateType: 'actual',
          ...present({
            expected: row.surpriseBefore,
            surprise: row.surpriseAmount,
            surprisePercent: row.surprisePercent,
          }),
          source: sourceOf(row.fsymId, 'factset-estimates'),
        };
      },
    });
  },
});
