import { z } from 'zod';
import { calendarize, lengthNotes } from '../calendarize.ts';
import { connection } from '../connection.ts';

export const calendarizeMetrics = connection.list({
  name: 'models_calendarize_metrics',
  title: 'Calendarise metrics',
  description:
    'Brings flow metrics of companies with different fiscal year ends to one calendar year, weighted by months. Refuses gaps and periods that are not twelve months.',
  input: {
    year: z.int().min(1990).max(2100).describe('Calendar year.'),
    series: z
      .array(
        z.object({
          id: z.string(),
          metric: z.string(),
          currency: z.string(),
          values: z
            .array(z.object({ periodEnd: z.iso.date(), value: z.number() }))
            .min(1)
            .max(12),
        }),
      )
      .min(1)
      .max(200)
      .describe(
        'For each company and metric, every fiscal year that ends from January of the year to November of the next.',
      ),
  },
  items: z.object({
    id: z.string(),
    metric: z.string(),
    currency: z.string(),
    period: z.string(),
    value: z.number(),
    parts: z.array(z.object({ periodEnd: z.string(), value: z.number(), months: z.int() })),
  }),
  examples: [
    {
      title: 'A June year end',
      input: {
        year: 2026,
        series: [
          {
            id: 'NVRA-US',
            metric: 'revenue',
            currency: 'USD',
            values: [
              { periodEnd: '2026-06-30', value: 100 },
              { periodEnd: '2027-06-30', value: 120 },
            ],
          },
        ],
      },
    },
  ],
  async handler({ series, year }) {
    const items = series.map(({ id, metric, currency, values }) => ({
      id,
      metric,
      currency,
      period: `CY${year}`,
      ...calendarize(id, values, year),
    }));
    const notes = series.flatMap(({ id, metric, values }, index) =>
      lengthNotes(`${id} ${metric}`, values, items[index]?.parts ?? []),
    );
    return { items, total: items.length, notes };
  },
});
