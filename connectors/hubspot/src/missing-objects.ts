import type { HubSpotClient } from './client.ts';

/**
 * Why objects are not found: HubSpot answers archived ones only when it is asked for them, and never in a search.
 * https://developers.hubspot.com/docs/api-reference/2026-03/crm/objects/objects/get-object
 */
export async function whyGone(
  client: HubSpotClient,
  type: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const archived = await client.read(type, ids, { properties: [], archived: true, signal });
  return new Map(
    archived.map(({ id, archivedAt }) => [id, `was archived${archivedAt ? ` on ${archivedAt.slice(0, 16)}Z` : ''}`]),
  );
}
