import { defineTool } from '@rolekit/sdk';
import { z } from 'zod';
import { inBatches } from '../batches.ts';
import { PRICES_API } from '../client.ts';
import { sendsOf } from '../collect.ts';
import { connection } from '../connection.ts';
import { identify } from '../identify.ts';
import { date, ids, until } from '../inputs.ts';
import { outcomeNotes } from '../mixing.ts';
import { present, problemRow, STATUS, sourceOf } from '../rows.ts';
import { ACTIONS } from '../wire.ts';

const MOST_IDS = 50;
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

export const corporateActionsTool = defineTool({
  connection,
  name: 'factset_list_corporate_actions',
  title: 'List corporate actions',
  access: 'read',
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
  async handler({ input, connection: client, signal, progress }) {
    const { all, notes } = await identify(client, input.ids, signal);
    const known = all.flatMap((one) => (one.status === 'ok' ? [one] : []));
    const request = {
      eventCategory: CATEGORY[input.category],
      ...present({ startDate: input.from, endDate: input.to }),
    };
    const data = await inBatches(
      sendsOf(known),
      { most: MOST_IDS, signal, progress },
      async (ids) => (await client.post(ACTIONS, `${PRICES_API}/corporate-actions`, { ids, ...request }, signal)).data,
    );
    const events = known.flatMap((one): ActionRow[] => {
      const base = { id: one.asked, ...present({ name: one.naming?.name }) };
      const own = data.filter((row) => row.requestId.toUpperCase() === one.send && row.effectiveDate);
      if (own.length === 0) return [{ ...base, status: 'no_data', message: 'No such events in that time.' }];
      return own.map((row) => ({
        ...base,
        status: 'ok' as const,
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
    });
    const failed: ActionRow[] = [
      ...all.flatMap((one) => (one.status === 'ok' ? [] : [problemRow(one)])),
      ...events.filter((row) => row.status !== 'ok'),
    ];
    const items = [...failed, ...events.filter((row) => row.status === 'ok')];
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
