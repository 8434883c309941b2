import { inBatches } from '@rolekit/sdk/http';
import { CHUNK } from './batch-requests.ts';
import type { HubSpotClient } from './client.ts';
import { MERGED_IDS, type VendorObject } from './wire.ts';

/**
 * Objects by the ids that were asked for. HubSpot answers a merged id with the record that it was merged into, which
 * has an id of its own and lists the others.
 * https://developers.hubspot.com/changelog/updated-merge-functionality-for-contacts-and-companies
 */
export function byAskedId(ids: readonly string[], found: readonly VendorObject[]): Map<string, VendorObject> {
  const [only] = found;
  const answer = (id: string) =>
    found.find((candidate) => candidate.id === id) ??
    found.find(({ properties }) => properties[MERGED_IDS]?.split(';').includes(id)) ??
    // of one id only one object is answered
    (ids.length === 1 ? only : undefined);
  return new Map(
    ids.flatMap((id) => {
      const object = answer(id);
      return object ? [[id, object] as const] : [];
    }),
  );
}

/** The same for any number of ids; what does not exist is missing. */
export async function readByAskedId(
  client: HubSpotClient,
  type: string,
  ids: readonly string[],
  properties: readonly string[],
) {
  const found = await inBatches(ids, { most: CHUNK }, async (part) => [
    ...byAskedId(part, await client.read(type, part, { properties })),
  ]);
  return new Map(found);
}

/** Which ids were merged into others, in words. */
export function mergesOf(objects: ReadonlyMap<string, VendorObject>): string[] {
  return [...objects].flatMap(([id, object]) => (object.id === id ? [] : [`${id} was merged into ${object.id}`]));
}

/**
 * Why objects are not found: HubSpot answers archived ones only when it is asked for them, and never in a search.
 * https://developers.hubspot.com/docs/api-reference/2026-03/crm/objects/objects/get-object
 */
export async function whyGone(client: HubSpotClient, type: string, ids: readonly string[]) {
  const archived = await inBatches(ids, { most: CHUNK }, (part) =>
    client.read(type, part, { properties: [], archived: true }),
  );
  return new Map(
    archived.map(({ id, archivedAt }) => [id, `was archived${archivedAt ? ` on ${archivedAt.slice(0, 16)}Z` : ''}`]),
  );
}
