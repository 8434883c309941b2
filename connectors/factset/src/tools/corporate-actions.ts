import { z } from 'zod';
import { PRICES_API } from '../client.ts';
import { asking, baseOf, outcomes } from '../collect-rows.ts';
import { factset } from '../connection.ts';
import { date, ids, until } from '../inputs.ts';
import { present, STATUS, sourceOf } from '../rows.ts';
import { ACTIONS } from '../wire.ts';

const MAX_IDS = 50;
const CATEGORY = {
  dividends: 'CASH_DIVS',
  splits: 'SPLITS',
  spinoffs: 'SPINOFFS',
  rights: 'RIGHTS',
  all: 'ALL',
} as const;
const text = z.string().optional();
const number = z.number().optional();

const ACTION_ROW = z.object({
  id: z.string(),
  status: STATUS,
  name: text,
  type: text,
  description: text,
  exDate: text,
  announced: text,
  recordDate: text,
  payDate: text,
  oldShares: number,
  newShares: number,
  priceFactor: number,
  amount: number,
  amountUnadjusted: number,
  currency: text,
  unit: text,
  scale: number,
  source: text,
  message: text,
  candidates: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
});
type ActionRow = z.output<typeof ACTION_ROW>;

export const corporateActionsTool = factset.list({
  name: 'factset_list_corporate_actions',
  title: 'List corporate actions',
  description: 'Splits, dividends and other events by ex-date. amount is per share of today, amountUnadjusted as paid.',
  input: z.object({
    ids: ids(250),
    category: z.enum(['dividends', 'splits', 'spinoffs', 'rights', 'all']).describe('Kind of event.'),
    from: date('Default: all known.'),
    to: until,
  }),
  items: ACTION_ROW,
  defaultLimit: 200,
  maxLimit: 1000,
  examples: [{ title: 'Dividends since July', input: { ids: ['NVRA-US'], category: 'dividends', from: '2026-07-01' } }],
  handler({ ids, category, from, to }, client) {
    const request = { eventCategory: CATEGORY[category], ...present({ startDate: from, endDate: to }) };
    return outcomes(
      client,
      ids,
      asking(client, ACTIONS, `${PRICES_API}/corporate-actions`, MAX_IDS, (ids) => ({ ids, ...request })),
      (known, data) =>
        known.flatMap((candidate): ActionRow[] => {
          const own = data.filter((row) => row.requestId.toUpperCase() === candidate.send && row.effectiveDate);
          if (own.length === 0)
            return [{ ...baseOf(candidate), status: 'no_data', message: 'No such events in that time.' }];
          return own.map((row) => ({
            ...baseOf(candidate),
            status: 'ok',
            ...present({
              type: row.eventTypeCode,
              description: row.shortDesc ?? row.eventTypeDesc,
              exDate: row.effectiveDate,
              announced: row.announcementDate,
              recordDate: row.recordDate,
              payDate: row.payDate,
              oldShares: row.distOldTerm,
              newShares: row.distNewTerm,
              priceFactor: row.adjFactor,
              amount: row.amtDefTradingAdj,
              amountUnadjusted: row.amtDefTradingUnadj,
            }),
            ...(typeof row.amtDefTradingAdj === 'number'
              ? { ...present({ currency: row.currency }), unit: 'currency/share', scale: 1 }
              : {}),
            source: sourceOf(row.fsymId, 'factset-global-prices'),
          }));
        }),
    );
  },
});
