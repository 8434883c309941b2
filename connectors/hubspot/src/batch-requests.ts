import { type BatchOutcome, outcomesOf, type SentItem, standingOf } from '@rolekit/sdk';
import { inBatches } from '@rolekit/sdk/http';
import type { HubSpotClient } from './client.ts';
import { isSame, type Values } from './values.ts';
import type { BatchAnswer } from './wire.ts';

/** What HubSpot takes in one request. */
export const CHUNK = 100;
/** What a person can be shown in one question is fewer, unless values are short. */
export const MAX_ITEMS = 500;

/** The type of the objects of a batch, which is that of each. */
export const typeOf = (items: readonly { sent: { type: string } }[]) => items[0]?.sent.type ?? '';

/** Said with what is wrong in the arguments of a write. */
export const WHERE_TO_LOOK =
  'See `hubspot_list_properties` with `names` for types and options; find ids with `hubspot_search_objects`.';

/** What became of each item: by its id or the trace that it was sent with, by place only where all come back without traces. */
export function outcomesIn(
  { results, errors = [] }: BatchAnswer,
  items: readonly SentItem<{ type: string; id?: string | undefined }>[],
): BatchOutcome[] {
  const byPlace = errors.length === 0 && results.every((result) => result.objectWriteTraceId === undefined);
  return outcomesOf(items, ({ sent: { id }, idempotencyKey: trace }, index) => {
    const isNew = id === undefined;
    const result = results.find((found) => (isNew ? found.objectWriteTraceId === trace : found.id === id));
    const done = isNew && byPlace ? results[index] : result;
    if (done) return { id: done.id };
    const error = errors.find(({ context }) =>
      isNew ? context?.objectWriteTraceId?.includes(trace) : context?.ids?.includes(id),
    );
    return error && { id, reason: error.message };
  });
}

/** An object, the values that it has, and those that it is to have; without the latter, it is to be archived. */
export interface Wanted {
  type: string;
  id: string;
  before: Values;
  after?: Values;
}

/** How objects stand: as before, as after, or what is different from before. */
export async function readBack(items: readonly Pick<SentItem<Wanted>, 'item' | 'sent'>[], client: HubSpotClient) {
  const type = typeOf(items);
  const properties = [...new Set(items.flatMap(({ sent }) => Object.keys(sent.before)))];
  const ids = items.map(({ sent }) => sent.id);
  const found = await inBatches(ids, { most: CHUNK }, (part) => client.read(type, part, { properties }));
  const current = new Map(found.map((object) => [object.id, object.properties]));
  const known = await client.properties(type);
  return standingOf(items, current, (name, now, value) => isSame(known.get(name), now, value ?? ''));
}
