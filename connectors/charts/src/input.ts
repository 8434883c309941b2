import { z } from 'zod';

const CHART_TYPES = ['line', 'area', 'bar', 'stacked_bar', 'scatter', 'histogram', 'waterfall'] as const;
export type ChartType = (typeof CHART_TYPES)[number];

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const place = z.union([z.string(), z.number()]);

const annotation = z.strictObject({
  x: place.optional().describe('An event, or where a range begins.'),
  xTo: place.optional().describe('Where the range ends.'),
  y: z.number().optional().describe('A threshold, instead of x.'),
  label: z.string().min(1).max(60),
});

const source = z.strictObject({
  connector: z.string().min(1).max(120),
  environment: z.enum(['production', 'sandbox']).optional(),
  asOf: z.string().max(40).optional(),
  retrievedAt: z.string().max(40).optional(),
  requestId: z.string().max(200).optional(),
});

const words = (longest: number) => z.string().trim().min(1).max(longest);

export const chartInput = z.object({
  type: z
    .enum(CHART_TYPES)
    .describe(
      'bar with `series` groups. waterfall: the first and last row are levels, those between are changes that must add up. histogram counts `x`, without `y`.',
    ),
  title: words(140).describe('What the chart shows, as the reader should say it.'),
  subtitle: words(200).optional().describe('Definition and period.'),
  rows: z
    .array(z.record(z.string(), cell))
    .min(1, 'at least one row')
    .max(2000, 'at most 2,000 rows: aggregate in the query')
    .describe('As the query returned them, one for each mark; nothing is aggregated here.'),
  x: words(120).describe('Column of dates, numbers or categories. Dates without a zone are UTC.'),
  y: words(120).optional().describe('Column of numbers.'),
  series: words(120).optional().describe('Column that splits into at most 8.'),
  highlight: words(120).optional().describe('The one series or category to colour.'),
  unit: words(60).describe('Of y (histogram: of x), e.g. "users per week", "US dollars", "%" (12.5 is 12.5 %).'),
  source: source.describe('`source` of the result.'),
  query: words(8000).describe('The query that returned the rows.'),
  annotations: z.array(annotation).max(8).default([]).describe('Events, ranges and thresholds.'),
});

export type ChartInput = z.output<typeof chartInput>;
export type Annotation = z.output<typeof annotation>;
export type Cell = z.output<typeof cell>;
