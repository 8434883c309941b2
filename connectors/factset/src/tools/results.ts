import { z } from 'zod';
import { collectEstimates } from '../collect-estimates.ts';
import { factset } from '../connection.ts';
import { allowMixedFiscalYears, currency, date, ids, metrics, until } from '../inputs.ts';
import { PERIOD, present, SURPRISE, VALUE_ROW } from '../rows.ts';
import { ACTUALS, SURPRISES } from '../wire.ts';

const period = z.enum(['annual', 'quarterly']).describe('Fiscal.');

export const actualsTool = factset.list({
  name: 'factset_get_actuals',
  title: 'Get reported results on the basis of estimates',
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
  metrics: { by: PERIOD },
  defaultLimit: 200,
  maxLimit: 1000,
  examples: [
    {
      title: 'EPS of the last four quarters',
      input: { ids: ['NVRA-US'], metrics: ['EPS'], period: 'quarterly', periods: 4 },
    },
  ],
  handler: (input, client) =>
    collectEstimates(client, input, ACTUALS, {
      path: 'actuals',
      request: { relativeFiscalStart: 1 - (input.periods ?? 1), relativeFiscalEnd: 0 },
      amountOf: (row) => row.actualValue,
      columns: (row) => ({ ...present({ reportDate: row.reportDate }), updateType: 'actual' }),
    }),
});

export const surprisesTool = factset.list({
  name: 'factset_get_surprises',
  title: 'Get earnings surprises',
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
  metrics: { by: PERIOD, measures: SURPRISE },
  defaultLimit: 200,
  maxLimit: 1000,
  examples: [{ title: 'The last EPS surprise', input: { ids: ['NVRA-US'], metrics: ['EPS'], period: 'quarterly' } }],
  handler: (input, client) =>
    collectEstimates(client, input, SURPRISES, {
      path: 'surprise',
      request: { statistic: 'MEAN', ...present({ startDate: input.from, endDate: input.to }) },
      // a surprise compares a company with itself
      allowMixed: true,
      amountOf: (row) => row.surpriseAfter,
      columns: (row) => ({
        ...present({ reportDate: row.surpriseDate }),
        updateType: 'actual',
        ...present({
          expected: row.surpriseBefore,
          surprise: row.surpriseAmount,
          surprisePercent: row.surprisePercent,
        }),
      }),
    }),
});
