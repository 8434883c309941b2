import { answer } from '@rolekit/sdk';
import { z } from 'zod';
import { bridgeNotes, comparabilityNotes } from '../check-comparable.ts';
import { connection } from '../connection.ts';
import { EXAMPLE_PEERS, EXAMPLE_TARGET } from '../example-companies.ts';
import { comps, impliedValues, leftOut, MULTIPLES } from '../multiples.ts';
import { pricedOn } from '../pricing-date.ts';
import { statisticsOf } from '../statistics.ts';
import {
  allStatisticsShape,
  companyInput,
  multiplesShape,
  RULE_WORDS,
  ruleInput,
  ruleOf,
  statisticsShape,
  targetInput,
} from '../tool-schemas.ts';

export const computeComps = connection.item({
  name: 'models_compute_comps',
  title: 'Compute comps',
  description:
    'Equity and enterprise value, EV/Revenue, EV/EBITDA and P/E of peers, with statistics. Negative denominators are not meaningful; outliers are left out by rule, each with its reason. Refuses mixed periods, prices of different days and share counts; notes say what else differs or is missing.',
  input: {
    companies: z.array(companyInput).min(1).max(60).describe('The peers, without the target.'),
    outliers: ruleInput,
  },
  item: z.object({ companies: z.array(multiplesShape), statistics: allStatisticsShape }),
  examples: [{ title: 'Two peers', input: { companies: EXAMPLE_PEERS } }],
  words: RULE_WORDS,
  async handler({ companies, outliers }, _, { words }) {
    const item = comps(companies, ruleOf(outliers, words));
    return answer(item, { notes: comparabilityNotes(companies, item.companies), asOf: pricedOn(companies) });
  },
});

export const computeStatistics = connection.item({
  name: 'models_compute_statistics',
  title: 'Compute statistics',
  description:
    'Count, mean, median, quartiles, minimum and maximum of named values, outliers left out by rule with reasons.',
  input: {
    values: z
      .array(z.object({ id: z.string(), value: z.number().nullable(), reason: z.string().optional() }))
      .min(1)
      .max(1000)
      .refine((values) => new Set(values.map(({ id }) => id)).size === values.length, 'the same id twice')
      .describe('One value for each name; null with a reason where it is not meaningful.'),
    outliers: ruleInput.meta({ description: 'As for models_compute_comps.', brief: true }),
  },
  item: statisticsShape,
  examples: [
    {
      title: 'Four multiples',
      input: {
        values: [
          { id: 'A', value: 10 },
          { id: 'B', value: 12 },
          { id: 'C', value: 14 },
          { id: 'D', value: null, reason: 'negative EBITDA' },
        ],
      },
    },
  ],
  words: RULE_WORDS,
  handler: async ({ values, outliers }, _, { words }) => statisticsOf(values, ruleOf(outliers, words)),
});

// the statistics have more than that
const range = z.looseObject({ p25: z.number().nullable(), median: z.number().nullable(), p75: z.number().nullable() });

export const valueTarget = connection.list({
  name: 'models_value_target',
  title: 'Value a target from comps',
  description:
    "A target's implied enterprise value, equity value and value per share (n.m. where no equity is left) at the peers' quartiles and median.",
  input: {
    target: targetInput.meta({ description: 'The company to value; fields as in models_compute_comps.', brief: true }),
    statistics: z
      .record(z.enum(MULTIPLES), range)
      .describe('evRevenue, evEbitda and pe as models_compute_comps returns them.'),
  },
  items: z.object({
    multiple: z.enum(MULTIPLES),
    at: z.enum(['p25', 'median', 'p75']),
    applied: z.number(),
    enterpriseValue: z.number(),
    equityValue: z.number(),
    perShare: z.number().nullable().describe('null is n.m.: no equity is left.'),
    againstPricePercent: z.number().nullable().describe('Against the price; -4.6 is -4.6 %.'),
    notMeaningful: z.string().optional(),
    currency: z.string(),
  }),
  examples: [
    {
      title: 'At the multiples of its peers',
      input: {
        target: EXAMPLE_TARGET,
        statistics: {
          evRevenue: { p25: 3, median: 4, p75: 5 },
          evEbitda: { p25: 10, median: 12, p75: 14 },
          pe: { p25: null, median: null, p75: null },
        },
      },
    },
  ],
  async handler({ target, statistics }) {
    const { currency } = target;
    const items = impliedValues(target, statistics).map((value) => ({ ...value, currency }));
    const notes = [...leftOut(target, statistics), ...bridgeNotes([{ ...target, id: target.name }])];
    return { items, total: items.length, notes, asOf: target.asOf };
  },
});
