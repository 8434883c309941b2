import { z } from 'zod';
import { compareFigures, FINDINGS } from '../compare-figures.ts';
import { connection } from '../connection.ts';

const figure = {
  metric: z.string(),
  period: z.string().describe('The same text on both sides, e.g. 2025-12-31.'),
  currency: z.string(),
  value: z.number().describe('Both sides in the same unit.'),
};

export const compareFiguresTool = connection.list({
  name: 'models_compare_figures',
  title: 'Compare figures with their source',
  description:
    "Compares a model's figures with published ones and names the kind of error: from before a restatement, sign, scale, currency, or another number.",
  input: {
    figures: z
      .array(z.object({ place: z.string().describe('Cell or line, e.g. IS!D7.'), ...figure }))
      .min(1)
      .max(500)
      .describe('What the model says.'),
    sources: z
      .array(z.object({ ...figure, version: z.enum(['latest', 'original']).default('latest'), source: z.string() }))
      .min(1)
      .max(2000)
      .describe('What was published; restated figures as latest, first published ones as original.'),
    tolerance: z.number().min(0).optional().describe('Default: half of the last digit given, at most 0.05.'),
  },
  items: z.object({
    place: z.string(),
    metric: z.string(),
    period: z.string(),
    status: z.enum(FINDINGS),
    found: z.number(),
    expected: z.number().nullable(),
    difference: z.number().nullable(),
    message: z.string(),
    source: z.string().nullable(),
  }),
  maxLimit: 500,
  defaultLimit: 500,
  examples: [
    {
      title: 'A figure from before a restatement',
      input: {
        figures: [{ place: 'IS!D7', metric: 'revenue', period: '2025-12-31', currency: 'USD', value: 100 }],
        sources: [
          { metric: 'revenue', period: '2025-12-31', currency: 'USD', value: 97, source: 'FF_SALES' },
          {
            metric: 'revenue',
            period: '2025-12-31',
            currency: 'USD',
            value: 100,
            version: 'original',
            source: 'FF_SALES',
          },
        ],
      },
    },
  ],
  handler: async ({ figures, sources, tolerance }) => compareFigures(figures, sources, tolerance),
});
