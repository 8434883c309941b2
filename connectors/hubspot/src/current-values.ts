import { type SentItem, standingOf } from '@rolekit/sdk';
import { inBatches } from '@rolekit/sdk/http';
import { CHUNK, typeOf } from './batch-requests.ts';
import type { HubSpotClient } from './client.ts';
import { isSame, type Values } from './values.ts';

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
