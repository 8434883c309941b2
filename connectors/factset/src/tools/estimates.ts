import { z } from 'zod';
import { collectEstimates } from '../collect-estimates.ts';
import { factset } from '../connection.ts';
import { allowMixedFiscalYears, currency, date, ids, metrics } from '../inputs.ts';
import { PERIOD, present, SPREAD, VALUE_ROW } from '../rows.ts';
import { CONSENSUS } from '../wire.ts';

const FREQUENCY = { weekly: 'W', monthly: 'AM', quarterly: 'AQ' } as const;

export const estimatesTool = factset.list({
  name: 'factset_get_estimates',
  title: 'Get FactSet consensus estimates',
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
  metrics: { by: PERIOD, measures: SPREAD },
  defaultLimit: 200,
  maxLimit: 1000,
  examples: [
    {
      title: 'Sales and EPS of the next two fiscal years',
      input: { ids: ['NVRA-US'], metrics: ['SALES', 'EPS'], period: 'annual', periods: 2 },
    },
  ],
  handler(input, client) {
    const { period, periods = 1, fiscalYear, since, asOf, frequency = 'monthly' } = input;
    const fixed = fiscalYear !== undefined && period !== 'ntm';
    return collectEstimates(client, input, CONSENSUS, {
      path: fixed ? 'fixed-consensus' : 'rolling-consensus',
      request: {
        ...(fixed
          ? fiscalYearOf(fiscalYear, period)
          : { relativeFiscalStart: 1, relativeFiscalEnd: period === 'ntm' ? 1 : periods }),
        ...present({ startDate: since, endDate: asOf }),
        ...(since === undefined ? {} : { frequency: FREQUENCY[frequency] }),
      },
      amountOf: (row) => row.mean,
      columns: (row) => ({
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
      }),
    });
  },
});

function fiscalYearOf(year: number, period: 'annual' | 'quarterly') {
  const [start, end] = period === 'quarterly' ? ['/1F', '/4F'] : ['', ''];
  return { fiscalPeriodStart: `${year}${start}`, fiscalPeriodEnd: `${year}${end}` };
}
