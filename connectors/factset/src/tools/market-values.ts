import { defineTool } from '@rolekit/sdk';
import { z } from 'zod';
import { inBatches } from '../batches.ts';
import type { Item } from '../catalogue.ts';
import { PRICES_API } from '../client.ts';
import { collect } from '../collect.ts';
import { connection } from '../connection.ts';
import { ids } from '../inputs.ts';
import { sourceOf, VALUE_ROW, valueColumns } from '../rows.ts';
import { MARKET_VALUES } from '../wire.ts';

const MOST_IDS = 50;
const MARKET_VALUE: Item = {
  metric: 'marketValue',
  name: 'Market value',
  category: undefined,
  subcategory: undefined,
  unit: 'currency',
  scale: 1_000_000,
};

export const marketValuesTool = defineTool({
  connection,
  name: 'factset_get_market_values',
  title: 'Get current market values',
  access: 'read',
  description: 'Current market value, in each own currency.',
  input: z.object({
    ids: ids(250),
    currency: z.literal('LOCAL').optional().describe('LOCAL allows several.'),
  }),
  items: VALUE_ROW,
  defaultLimit: 200,
  maxLimit: 1000,
  async handler({ input, connection: client, signal, progress }) {
    return collect({
      client,
      ids: input.ids,
      signal,
      currency: input.currency,
      metrics: [MARKET_VALUE.metric],
      async fetch(known) {
        const rows = await inBatches(
          known,
          { most: MOST_IDS, signal, progress },
          async (ids) =>
            (await client.post(MARKET_VALUES, `${PRICES_API}/market-value`, { data: { ids } }, signal)).data,
        );
        return rows.map((row) => ({ ...row, metric: MARKET_VALUE.metric }));
      },
      toRow(row, base) {
        if (typeof row.currentMarketValue !== 'number' || !row.date) return undefined;
        return {
          ...base,
          status: 'ok' as const,
          ...valueColumns(MARKET_VALUE, row.currentMarketValue, row.currency),
          periodType: 'day' as const,
          periodEnd: row.date,
          asOf: row.date,
          source: sourceOf(row.fsymId, 'factset-global-prices'),
        };
      },
    });
  },
});
