import { defineTool } from '@rolekit/sdk';
import { z } from 'zod';
import { inBatches } from '../batches.ts';
import { itemsFor } from '../catalogue.ts';
import { ESTIMATES_API } from '../client.ts';
import { collect } from '../collect.ts';
import { connection } from '../connection.ts';
import { allowMixedFiscalYears, currency, date, ids, metrics, vendorCurrency } from '../inputs.ts';
import { fiscalPeriodOf, present, sourceOf, VALUE_ROW, valueColumns } from '../rows.ts';
import { CONSENSUS } from '../wire.ts';

export const MOST_ESTIMATE_IDS = 250;
const PERIODICITY = { annual: 'ANN', quarterly: 'QTR', ntm: 'NTMA' } as const;
const FREQUENCY = { weekly: 'W', monthly: 'AM', quarterly: 'AQ' } as const;

export const estimatesTool = defineTool({
  connection,
  name: 'factset_get_estimates',
  title: 'Get FactSet consensus estimates',
  access: 'read',
  description:
    'Analyst consensus: value is the mean. For the next periods or one fiscal year, on a day or through time (revisions).',
  input: z.object({
    ids: ids(1000),
    metrics: metrics('SALES, EBITDA, EPS, …'),
    period: z.enum(['annual', 'quarterly', 'ntm']).describe('ntm: next twelve months.'),
    periods: z.int().min(1).max(5).optional().describe('From the next unfinished; default 1.'),
    fiscalYear: z.int().min(1980).max(2100).optional().describe('Instead of periods.'),
    asOf: date('Default: last close.'),
    since: date('History up to asOf.'),
    frequency: z.enum(['weekly', 'monthly', 'quarterly']).optional().describe('Default monthly.'),
    currency,
    allowMixedFiscalYears,
  }),
  items: VALUE_ROW,
  defaultLimit: 200,
  maxLimit: 1000,
  examples: [
    {
      title: 'Sales and EPS of the next two fiscal years',
      input: { ids: ['NVRA-US'], metrics: ['SALES', 'EPS'], period: 'annual', periods: 2 },
    },
  ],
  async handler({ input, connection: client, signal, progress }) {
    const items = itemsFor(await client.estimateItems(signal), input.metrics, 'estimates');
    const byMetric = new Map(items.map((item) => [item.metric, item]));
    const fixed = input.fiscalYear !== undefined && input.period !== 'ntm';
    const request = {
      metrics: [...byMetric.keys()],
      periodicity: PERIODICITY[input.period],
      ...(fixed
        ? fiscalYearOf(input.fiscalYear ?? 0, input.period)
        : { relativeFiscalStart: 1, relativeFiscalEnd: input.period === 'ntm' ? 1 : (input.periods ?? 1) }),
      ...present({ startDate: input.since, endDate: input.asOf }),
      ...(input.since === undefined ? {} : { frequency: FREQUENCY[input.frequency ?? 'monthly'] }),
      ...vendorCurrency(input.currency, 'ESTIMATE'),
    };
    const path = `${ESTIMATES_API}/${fixed ? 'fixed' : 'rolling'}-consensus`;
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
          async (ids) => (await client.post(CONSENSUS, path, { ids, ...request }, signal)).data,
        ),
      toRow(row, base) {
        const item = byMetric.get(row.metric ?? '');
        if (!item || typeof row.mean !== 'number') return undefined;
        return {
          ...base,
          status: 'ok' as const,
          ...valueColumns(item, row.mean, row.currency),
          periodType: input.period,
          ...present({ periodEnd: row.fiscalEndDate, fiscalYear: row.fiscalYear }),
          fiscalPeriod: fiscalPeriodOf(input.period, row.fiscalPeriod, undefined),
          ...present({ relativePeriod: row.relativePeriod, asOf: row.estimateDate }),
          updateType: 'consensus',
          ...present({
            median: row.median,
            high: row.high,
            low: row.low,
            standardDeviation: row.standardDeviation,
            estimateCount: row.estimateCount,
            up: row.up,
            down: row.down,
          }),
          source: sourceOf(row.fsymId, 'factset-estimates'),
        };
      },
    });
  },
});

function fiscalYearOf(year: number, period: 'annual' | 'quarterly' | 'ntm') {
  return period === 'quarterly'
    ? { fiscalPeriodStart: `${year}/1F`, fiscalPeriodEnd: `${year}/4F` }
    : { fiscalPeriodStart: String(year), fiscalPeriodEnd: String(year) };
}
