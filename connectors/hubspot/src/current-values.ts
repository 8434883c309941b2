import { type BatchOutcome, RolekitError } from '@rolekit/sdk';
import { inBatches } from '@rolekit/sdk/http';
import { CHUNK } from './batch-requests.ts';
import type { HubSpotClient } from './client.ts';
import { isSame, type Values } from './values.ts';

/** Values that an object is to have. */
export interface Wanted {
  item: number;
  id: string;
  values: Values;
}

/** Properties of objects by their id; what does not exist is missing. */
export async function currentOf(
  client: HubSpotClient,
  type: string,
  ids: readonly string[],
  properties: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Record<string, string | null>>> {
  const found = await inBatches(ids, { most: CHUNK, signal }, (part) =>
    client.read(type, part, { properties, signal }),
  );
  return new Map(found.map((candidate) => [candidate.id, candidate.properties]));
}

/** Items whose object does not have these values, with what is different; `gone` where it does not exist. */
export async function different(
  client: HubSpotClient,
  type: string,
  wanted: readonly Wanted[],
  signal: AbortSignal,
): Promise<Map<number, { gone: boolean; reason: string }>> {
  const ids = wanted.map(({ id }) => id);
  const names = new Set(wanted.flatMap(({ values }) => Object.keys(values)));
  const known = await client.properties(type, signal);
  const current = await currentOf(client, type, ids, [...names], signal);
  const found = new Map<number, { gone: boolean; reason: string }>();
  for (const { item, id, values } of wanted) {
    const now = current.get(id);
    const other = Object.entries(values).filter(([name, value]) => !isSame(known.get(name), now?.[name], value));
    if (!now) found.set(item, { gone: true, reason: 'It no longer exists.' });
    else if (other.length > 0)
      found.set(item, { gone: false, reason: `Changed by someone else: ${other.map(([name]) => name).join(', ')}.` });
  }
  return found;
}

/** The same as outcomes: what must not be written any more. */
export async function movedSince(
  client: HubSpotClient,
  type: string,
  wanted: readonly Wanted[],
  signal: AbortSignal,
): Promise<BatchOutcome[]> {
  const moved = await different(client, type, wanted, signal);
  return [...moved].map(([item, { reason }]) => ({ item, outcome: 'failed', reason }));
}

/** What of an applied batch is still as it was written, with a note on the rest. @throws RK_CONFLICT when nothing is */
export async function stillWritten<T extends Wanted>(
  client: HubSpotClient,
  type: string,
  written: readonly T[],
  signal: AbortSignal,
): Promise<{ left: T[]; notes: string[] }> {
  const moved = await different(client, type, written, signal);
  const left = written.filter(({ item }) => !moved.has(item));
  const reasons = [...moved].map(([item, { reason }]) => `item ${item}: ${reason}`);
  if (left.length === 0)
    throw new RolekitError('RK_CONFLICT', {
      reason: `None of these ${type} is as it was written any more (${reasons.slice(0, 3).join(' ')}); nothing was undone.`,
    });
  const some = `${moved.size} of the ${type} are left alone: ${reasons.slice(0, 5).join(' ')}${moved.size > 5 ? ' …' : ''}`;
  return { left, notes: moved.size === 0 ? [] : [some] };
}
