import { inBatches } from '@rolekit/sdk/http';
import { CHUNK } from './batch-requests.ts';
import type { HubSpotClient } from './client.ts';

/**
 * Why objects are not found: HubSpot answers archived ones only when it is asked for them, and never in a search.
 * https://developers.hubspot.com/docs/api-reference/2026-03/crm/objects/objects/get-object
 */
export async function whyGone(
  client: HubSpotClient,
  type: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const archived = await inBatches(ids, { most: CHUNK }, (part) =>
    client.read(type, part, { properties: [], archived: true }),
  );
  return new Map(
    archived.map(({ id, archivedAt }) => [id, `was archived${archivedAt ? ` on ${archivedAt.slice(0, 16)}Z` : ''}`]),
  );
}
