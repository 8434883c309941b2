import { z } from 'zod';
import { ESTIMATES_API } from '../client.ts';
import { MAX_ESTIMATE_IDS } from '../collect-estimates.ts';
import { asking, baseOf, outcomes } from '../collect-rows.ts';
import { factset } from '../connection.ts';
import { date, ids } from '../inputs.ts';
import { present, STATUS, sourceOf } from '../rows.ts';
import { RATINGS } from '../wire.ts';

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

export const ratingsTool = factset.list({
  name: 'factset_get_ratings',
  title: 'Get analyst ratings',
  enabled: false,
  description: 'How many analysts say buy to sell, and their mean (1 buy, 3 sell).',
  input: z.object({ ids: ids(1000), asOf: date('Default: last close.') }),
  items: RATING_ROW,
  defaultLimit: 200,
  maxLimit: 1000,
  examples: [{ title: 'Ratings of one company', input: { ids: ['NVRA-US'] } }],
  handler: ({ ids, asOf }, client) =>
    outcomes(
      client,
      ids,
      asking(client, RATINGS, `${ESTIMATES_API}/consensus-ratings`, MAX_ESTIMATE_IDS, (ids) => ({
        ids,
        ...present({ endDate: asOf }),
      })),
      (known, data) =>
        known.map((item): RatingRow => {
          const row = data.find(
            (candidate) =>
              candidate.requestId.toUpperCase() === item.send && typeof candidate.ratingsNestTotal === 'number',
          );
          if (!row) return { ...baseOf(item), status: 'no_data', message: 'FactSet has no ratings for it.' };
          return {
            ...baseOf(item),
            status: 'ok',
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
        }),
    ),
});
