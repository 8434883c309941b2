import { defineTool } from '@rolekit/sdk';
import { z } from 'zod';
import { inBatches } from '../batches.ts';
import { ESTIMATES_API } from '../client.ts';
import { sendsOf } from '../collect.ts';
import { connection } from '../connection.ts';
import { identify } from '../identify.ts';
import { date, ids } from '../inputs.ts';
import { outcomeNotes } from '../mixing.ts';
import { present, problemRow, STATUS, sourceOf } from '../rows.ts';
import { RATINGS } from '../wire.ts';
import { MOST_ESTIMATE_IDS } from './estimates.ts';

const count = z.number().optional();

const RATING_ROW = z.object({
  id: z.string(),
  status: STATUS,
  name: z.string().optional(),
  asOf: z.string().optional(),
  buy: count,
  overweight: count,
  hold: count,
  underweight: count,
  sell: count,
  total: count,
  mean: count,
  rating: z.string().optional(),
  source: z.string().optional(),
  message: z.string().optional(),
  candidates: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
});
type RatingRow = z.output<typeof RATING_ROW>;

export const ratingsTool = defineTool({
  connection,
  name: 'factset_get_ratings',
  title: 'Get analyst ratings',
  access: 'read',
  enabled: false,
  description: 'How many analysts say buy to sell, and their mean (1 buy, 3 sell).',
  input: z.object({ ids: ids(1000), asOf: date('Default: last close.') }),
  items: RATING_ROW,
  defaultLimit: 200,
  maxLimit: 1000,
  async handler({ input, connection: client, signal, progress }) {
    const { all, notes } = await identify(client, input.ids, signal);
    const known = all.flatMap((one) => (one.status === 'ok' ? [one] : []));
    const request = present({ endDate: input.asOf });
    const data = await inBatches(
      sendsOf(known),
      { most: MOST_ESTIMATE_IDS, signal, progress },
      async (ids) =>
        (await client.post(RATINGS, `${ESTIMATES_API}/consensus-ratings`, { ids, ...request }, signal)).data,
    );
    const problems = all.flatMap((one) => (one.status === 'ok' ? [] : [problemRow(one)]));
    const rows = known.map((one): RatingRow => {
      const row = data.find(
        (candidate) => candidate.requestId.toUpperCase() === one.send && typeof candidate.ratingsNestTotal === 'number',
      );
      const base = { id: one.asked, ...present({ name: one.naming?.name }) };
      if (!row) return { ...base, status: 'no_data' as const, message: 'FactSet has no ratings for it.' };
      return {
        ...base,
        status: 'ok' as const,
        ...present({
          asOf: row.estimateDate,
          buy: row.buyCount,
          overweight: row.overweightCount,
          hold: row.holdCount,
          underweight: row.underweightCount,
          sell: row.sellCount,
          total: row.ratingsNestTotal,
          mean: row.ratingsNote,
          rating: row.ratingsNoteText,
        }),
        source: sourceOf(row.fsymId, 'factset-estimates'),
      };
    });
    const failed: RatingRow[] = [...problems, ...rows.filter((row) => row.status !== 'ok')];
    const items = [...failed, ...rows.filter((row) => row.status === 'ok')];
    return {
      items,
      total: items.length,
      notes: [
        ...outcomeNotes(
          failed.map(({ id, status }) => ({ id, status })),
          all.length,
        ),
        ...notes,
      ],
    };
  },
});
