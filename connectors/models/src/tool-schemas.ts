import { z } from 'zod';
import { MULTIPLES, SHARE_BASES } from './company.ts';
import { currencyInput } from './currency.ts';
import type { OutlierRule } from './statistics.ts';

const money = z.number().describe('Millions.');

const eps = z.number().nullable().optional().describe('Diluted; P/E is then price over it. For all or for none.');

const shareBasis = z.enum(SHARE_BASES).optional();

export const companyInput = z.object({
  id: z.string(),
  name: z.string(),
  currency: currencyInput,
  metricsCurrency: z.string().optional().describe('Another is refused.'),
  price: z.number().positive().describe('For one share.'),
  shares: z.number().positive().describe('Millions.'),
  shareBasis,
  netDebt: money.describe('Leases in or out for all.'),
  minorityInterest: z.number().optional(),
  preferred: z.number().optional(),
  revenue: money.nullable(),
  ebitda: money.nullable(),
  netIncome: money.nullable().default(null),
  eps,
  period: z.string().describe('Of the metrics, e.g. LTM or CY2026E; the same for all.'),
  periodEnd: z.iso.date().optional().describe('End of the metrics and of the balance sheet.'),
  asOf: z.iso.date().describe('Of the price.'),
  source: z.string().min(1).describe('Where the values come from: dataset and ids.'),
});

export const ruleInput = z
  .object({ method: z.enum(['iqr', 'none']).default('iqr'), factor: z.number().positive().optional() })
  .default({ method: 'iqr' })
  .describe('Which values the statistics leave out; beyond factor interquartile ranges, or none.');

/** The house's own bound for outliers, where the caller gives none. */
export const RULE_WORDS = { thresholds: { outlierFactor: 1.5 } };

/** The rule of a call, with the factor that the house uses where the caller gives none. */
export function ruleOf(
  given: z.output<typeof ruleInput>,
  words: { thresholds: { outlierFactor: number } },
): OutlierRule {
  return { method: given.method, factor: given.factor ?? words.thresholds.outlierFactor };
}

export const multiplesShape = z.object({
  id: z.string(),
  name: z.string(),
  currency: z.string(),
  equityValue: z.number(),
  enterpriseValue: z.number(),
  evRevenue: z.number().nullable(),
  evEbitda: z.number().nullable(),
  pe: z.number().nullable(),
  notMeaningful: z.partialRecord(z.enum(MULTIPLES), z.string()),
});

const figure = z.number().nullable();

export const statisticsShape = z.object({
  count: z.int(),
  of: z.int(),
  mean: figure,
  median: figure,
  p25: figure,
  p75: figure,
  min: figure,
  max: figure,
  included: z.array(z.string()),
  excluded: z.array(z.object({ id: z.string(), value: figure, reason: z.string() })),
  bounds: z.object({ low: z.number(), high: z.number() }).nullable(),
});

export const allStatisticsShape = z.object({
  evRevenue: statisticsShape,
  evEbitda: statisticsShape,
  pe: statisticsShape,
});

export const targetInput = z.object({
  name: z.string(),
  currency: currencyInput,
  revenue: money.nullable(),
  ebitda: money.nullable(),
  netIncome: money.nullable().default(null),
  eps,
  netDebt: money,
  minorityInterest: z.number().optional(),
  preferred: z.number().optional(),
  shares: z.number().positive().describe('Millions.'),
  shareBasis,
  price: z.number().positive().optional().describe('Today, to compare with.'),
  asOf: z.iso.date().optional().describe('Of the price.'),
  source: z.string().optional().describe('Where the values come from.'),
});
