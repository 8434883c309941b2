import { RolekitError, type SentItem, type Standing } from '@rolekit/sdk';
import { inBatches } from '@rolekit/sdk/http';
import { CHUNK, typeOf } from './batch-requests.ts';
import type { HubSpotClient } from './client.ts';
import { isSame, type Values } from './values.ts';

/** Values that an object has, and is to have; without the latter, it is to be archived. */
interface Wanted {
  item: number;
  id: string;
  before: Values;
  after?: Values;
}

/** How objects stand: as before, as after, or what is different from before. */
export async function standingOf(client: HubSpotClient, type: string, wanted: readonly Wanted[]) {
  const properties = [...new Set(wanted.flatMap(({ before }) => Object.keys(before)))];
  const known = await client.properties(type);
  const ids = wanted.map(({ id }) => id);
  const found = await inBatches(ids, { most: CHUNK }, (part) => client.read(type, part, { properties }));
  const current = new Map(found.map((object) => [object.id, object.properties]));
  return new Map(
    wanted.map(({ item, id, before, after }): [number, Standing] => {
      const now = current.get(id);
      if (!now) return [item, after ? { reason: 'It no longer exists.' } : 'after'];
      const otherThan = (values: Values) =>
        Object.keys(values).filter((name) => !isSame(known.get(name), now[name], values[name] ?? ''));
      const other = otherThan(before);
      if (other.length === 0) return [item, 'before'];
      if (after && otherThan(after).length === 0) return [item, 'after'];
      return [item, { reason: `Changed by someone else: ${other.join(', ')}.` }];
    }),
  );
}

/** The same for `readBack` of a batch. */
export function readBack(items: readonly SentItem<Omit<Wanted, 'item'> & { type: string }>[], client: HubSpotClient) {
  const wanted = items.map(({ item, sent }) => ({ item, ...sent }));
  return standingOf(client, typeOf(items), wanted);
}

/** What of an applied batch is still as it was written, with a note on the rest. @throws RK_CONFLICT when nothing is */
export async function stillWritten<T extends Wanted>(client: HubSpotClient, type: string, written: readonly T[]) {
  const standing = await standingOf(client, type, written);
  const left = written.filter(({ item }) => standing.get(item) === 'before');
  const reasons = written.flatMap(({ item }) => {
    const now = standing.get(item);
    const reason = typeof now === 'object' ? now.reason : now === 'after' && 'It no longer exists.';
    return reason ? [`item ${item}: ${reason}`] : [];
  });
  if (left.length === 0)
    throw new RolekitError('RK_CONFLICT', {
      reason: `None of these ${type} is as it was written any more (${reasons.slice(0, 3).join(' ')}); nothing was undone.`,
    });
  const some = `${reasons.length} of the ${type} are left alone: ${reasons.slice(0, 5).join(' ')}${reasons.length > 5 ? ' …' : ''}`;
  return { left, notes: reasons.length === 0 ? [] : [some] };
}
