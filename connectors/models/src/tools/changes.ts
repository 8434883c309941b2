import { z } from 'zod';
import { connection } from '../connection.ts';
import { changesOf } from '../period-changes.ts';

export const computeChanges = connection.list({
  name: 'models_compute_changes',
  title: 'Compute changes',
  description:
    'Growth of figures, performance of prices, revisions of estimates: change, percent (12.5 is 12.5 %) and compound rate between dated values of a series. n.m. from zero or a loss.',
  input: {
    against: z
      .enum(['previous', 'last'])
      .describe('previous: each value against the one before; last: the last value against each earlier one.'),
    series: z
      .array(
        z.object({
          id: z.string().describe('E.g. "NVRA-US price, USD"; one currency, one definition.'),
          values: z
            .array(
              z.object({
                at: z.iso.date(),
                value: z.number(),
                days: z.int().min(1).max(400).optional().describe('Length of its period, e.g. 371 for 53 weeks.'),
              }),
            )
            .min(2)
            .max(60),
        }),
      )
      .min(1)
      .max(60)
      .describe('Dated values; each series on its own.'),
  },
  items: z.object({
    id: z.string(),
    from: z.string(),
    to: z.string(),
    fromValue: z.number(),
    toValue: z.number(),
    change: z.number(),
    percent: z.number().nullable().describe('12.5 is 12.5 %; null is n.m.'),
    perYearPercent: z.number().nullable().describe('Compound rate of a year; 12.5 is 12.5 %.'),
    sameWeeksPercent: z.number().optional().describe('Without the 53rd week; 12.5 is 12.5 %.'),
    note: z.string().optional(),
  }),
  maxLimit: 1000,
  defaultLimit: 500,
  examples: [
    {
      title: 'Growth of revenue',
      input: {
        against: 'previous',
        series: [
          {
            id: 'NVRA-US revenue, USD',
            values: [
              { at: '2024-12-31', value: 100 },
              { at: '2025-12-31', value: 121 },
            ],
          },
        ],
      },
    },
  ],
  handler: async ({ series, against }) =>
    series.flatMap(({ id, values }) => changesOf(id, values, against).map((change) => ({ id, ...change }))),
});
