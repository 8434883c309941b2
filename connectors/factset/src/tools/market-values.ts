import { z } from 'zod';
import type { Item } from '../catalogue.ts';
import { PRICES_API } from '../client.ts';
import { asking, collect } from '../collect-rows.ts';
import { factset } from '../connection.ts';
import { ids } from '../inputs.ts';
import { PERIOD, VALUE_ROW, valueColumns } from '../rows.ts';
import { MARKET_VALUES } from '../wire.ts';

const MAX_IDS = 50;
const MARKET_VALUE: Item = {
  metric: 'marketValue',
  name: 'Market value',
  category: undefined,
  subcategory: undefined,
  unit: 'currency',
  scale: 1_000_000,
};

export const marketValuesTool = factset.list({
  name: 'factset_get_market_values',
  title: 'Get current market values',
  description: 'Current market value, in each own currency.',
  input: z.object({
    ids: ids(250),
    currency: z.literal('LOCAL').optional().describe('LOCAL allows several.'),
  }),
  items: VALUE_ROW,
  metrics: { by: PERIOD },
  defaultLimit: 200,
  maxLimit: 1000,
  examples: [{ title: 'The market value of one company', input: { ids: ['NVRA-US'] } }],
  handler(input, client) {
    const ask = asking(client, MARKET_VALUES, `${PRICES_API}/market-value`, MAX_IDS, (ids) => ({ data: { ids } }));
    return collect(client, input, {
      metrics: [MARKET_VALUE.metric],
      dataset: 'factset-global-prices',
      fetch: async (known) => (await ask(known)).map((row) => ({ ...row, metric: MARKET_VALUE.metric })),
      toRow(row) {
        if (typeof row.currentMarketValue !== 'number' || !row.date) return undefined;
        return {
          ...valueColumns(MARKET_VALUE, row.currentMarketValue, row.currency),
          periodType: 'day',
          periodEnd: row.date,
          asOf: row.date,
        };
      },
    });
  },
});
