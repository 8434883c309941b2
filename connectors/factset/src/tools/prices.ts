import { z } from 'zod';
import type { Item } from '../catalogue.ts';
import { PRICES_API } from '../client.ts';
import { asking, collect } from '../collect-rows.ts';
import { otherDays } from '../comparability.ts';
import { factset } from '../connection.ts';
import { currency, date, day, ids, vendorCurrency } from '../inputs.ts';
import { PERIOD, VALUE_ROW, valueColumns } from '../rows.ts';
import { PRICES } from '../wire.ts';

/** FactSet's limits of ids in one request: for one day, and for several. */
const MAX_IDS_FOR_ONE_DAY = 500;
const MAX_IDS_FOR_PERIOD = 50;

const FIELDS = ['price', 'priceOpen', 'priceHigh', 'priceLow', 'vwap', 'volume'] as const;
type Field = (typeof FIELDS)[number];
const FREQUENCY = { daily: 'D', weekly: 'W', monthly: 'M', quarterly: 'CQ', yearly: 'CY' } as const;
const ADJUST = { split: 'SPLIT', none: 'UNSPLIT', 'split+dividend': 'DIV_SPIN_SPLITS' } as const;

export const pricesTool = factset.list({
  name: 'factset_get_prices',
  title: 'Get FactSet prices',
  description: 'End-of-day prices. How they are adjusted has to be said.',
  input: z.object({
    ids: ids(1000),
    from: day('A day without trading gives the close before.'),
    to: date('Default: from.'),
    adjust: z
      .enum(['split', 'none', 'split+dividend'])
      .describe('split: comparable with today; none: as paid then; split+dividend: for returns.'),
    frequency: z.enum(['daily', 'weekly', 'monthly', 'quarterly', 'yearly']).optional().describe('Default daily.'),
    fields: z.array(z.enum(FIELDS)).min(1).optional().describe('Default price.'),
    currency,
  }),
  items: VALUE_ROW,
  metrics: { by: PERIOD },
  defaultLimit: 200,
  maxLimit: 1000,
  examples: [{ title: 'Last close', input: { ids: ['NVRA-US'], from: '2026-11-19', adjust: 'split' } }],
  async handler(input, client) {
    const { fields = ['price'], to = input.from } = input;
    const request = {
      fields,
      startDate: input.from,
      endDate: to,
      frequency: FREQUENCY[input.frequency ?? 'daily'],
      adjust: ADJUST[input.adjust],
      ...vendorCurrency(input.currency, 'LOCAL'),
    };
    const most = to === input.from ? MAX_IDS_FOR_ONE_DAY : MAX_IDS_FOR_PERIOD;
    const ask = asking(client, PRICES, `${PRICES_API}/prices`, most, (ids) => ({ ids, ...request }));
    const page = await collect(client, input, {
      metrics: fields,
      dataset: 'factset-global-prices',
      fetch: async (known) => (await ask(known)).flatMap((day) => fields.map((metric) => ({ ...day, metric }))),
      toRow(row) {
        const value = row[row.metric];
        if (typeof value !== 'number' || !row.date) return undefined;
        return {
          ...valueColumns(itemOf(row.metric), value, row.currency),
          periodType: 'day',
          periodEnd: row.date,
          asOf: row.date,
          adjust: input.adjust,
        };
      },
    });
    page.notes?.push(...otherDays(page.items, input.from));
    return page;
  },
});

function itemOf(field: Field): Item {
  return {
    metric: field,
    name: field,
    category: undefined,
    subcategory: undefined,
    unit: field === 'volume' ? 'shares' : 'currency/share',
    scale: 1,
  };
}
