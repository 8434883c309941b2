import { z } from 'zod';
import { outcomeNotes } from '../comparability.ts';
import { factset } from '../connection.ts';
import { identify, searchIds } from '../identify.ts';
import { ids } from '../inputs.ts';
import { present, problemRow } from '../rows.ts';

const MAX_RESULTS = 50;

export const searchTool = factset.list({
  name: 'factset_search_ids',
  title: 'Search companies in FactSet',
  description: 'Listed companies that fit a name, ticker or id. When several fit, ask which is meant.',
  input: z.object({ text: z.string().trim().min(1).max(100).describe('Name, ticker or id.') }),
  items: z.object({ id: z.string(), name: z.string(), fsymId: z.string().optional() }),
  defaultLimit: 10,
  maxLimit: MAX_RESULTS,
  examples: [{ title: 'Find a company by name', input: { text: 'Novera' } }],
  async handler({ text }, client, { limit }) {
    const found = await searchIds(client, text, Math.min(limit, MAX_RESULTS));
    const items = found.map(({ id, name, fsymId }) => ({ id, name, ...(fsymId === undefined ? {} : { fsymId }) }));
    return {
      items,
      notes: found.length > 1 ? [`${found.length} companies fit; this is not a ranking of what is meant.`] : [],
    };
  },
});

const RESOLVED_ROW = z.object({
  id: z.string(),
  status: z.enum(['ok', 'not_found', 'ambiguous', 'no_data']),
  ticker: z.string().optional(),
  name: z.string().optional(),
  fsymId: z.string().optional(),
  currency: z.string().optional(),
  exchange: z.string().optional(),
  message: z.string().optional(),
  candidates: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
});
type ResolvedRow = z.output<typeof RESOLVED_ROW>;

export const resolveTool = factset.list({
  name: 'factset_resolve_ids',
  title: 'Resolve ids in FactSet',
  description: 'Ticker, fsym id, name, currency and exchange of each; or not_found, or ambiguous with candidates.',
  input: z.object({ ids: ids(1000) }),
  items: RESOLVED_ROW,
  defaultLimit: 200,
  maxLimit: 1000,
  examples: [{ title: 'A ticker and an id that does not exist', input: { ids: ['NVRA-US', 'QQQQ-US'] } }],
  async handler({ ids }, client) {
    const { all, notes } = await identify(client, ids);
    const items = all.map((identified): ResolvedRow => {
      if (identified.status !== 'ok') return problemRow(identified);
      const { ticker = identified.send, name, fsymId, currency, exchange } = identified.naming ?? {};
      return {
        id: identified.asked,
        status: 'ok' as const,
        ...present({ ticker, name, fsymId, currency, exchange, message: identified.note }),
      };
    });
    return {
      items,
      total: items.length,
      notes: [
        ...outcomeNotes(
          items.filter((row) => row.status !== 'ok'),
          all.length,
        ),
        ...notes,
      ],
    };
  },
});
