import { unexpectedAnswer } from '@rolekit/sdk/http';
import { z } from 'zod';
import type { HubSpotClient } from './client.ts';
import { invalid } from './errors.ts';
import { singularOf } from './object-types.ts';
import { timeOf } from './values.ts';
import { FOUND, type VendorObject } from './wire.ts';

/** How each kind of activity names what all of them have. */
export const KINDS = {
  notes: { kind: 'note', title: undefined, body: 'hs_note_body', more: [] },
  calls: { kind: 'call', title: 'hs_call_title', body: 'hs_call_body', more: ['hs_call_status', 'hs_call_direction'] },
  meetings: {
    kind: 'meeting',
    title: 'hs_meeting_title',
    body: 'hs_meeting_body',
    more: ['hs_meeting_outcome', 'hs_meeting_location', 'hs_meeting_end_time'],
  },
  tasks: {
    kind: 'task',
    title: 'hs_task_subject',
    body: 'hs_task_body',
    more: ['hs_task_status', 'hs_task_priority', 'hs_task_type'],
  },
} as const;
export type ActivityType = keyof typeof KINDS;
export const ACTIVITY_TYPES = Object.keys(KINDS) as ActivityType[];

export interface Activity {
  type: ActivityType;
  object: VendorObject;
  /** Milliseconds since 1970. */
  at: number;
}

interface Ask {
  type: string;
  id: string;
  types: readonly ActivityType[];
  limit: number;
  cursor: string | undefined;
}

const POSITION = z.object({ before: z.number(), taken: z.record(z.string(), z.int().min(0)) });

/**
 * The newest activities of an object, of several kinds in one order. Each kind is its own search, sorted by time; the
 * cursor says how many of each kind were taken, and before which time the next ones must lie.
 */
export async function readActivities(client: HubSpotClient, ask: Ask) {
  const { before, taken } = readPosition(ask.cursor);
  const pages = await Promise.all(ask.types.map((type) => searchKind(client, type, ask, taken[type] ?? 0)));
  const all = pages.flatMap((page) => page.activities);
  if (new Set(all.map(({ object }) => object.id)).size < all.length || all.some(({ at }) => at > before))
    throw unexpectedAnswer('HubSpot', 'it sent activities a second time');
  all.sort((a, b) => b.at - a.at || a.object.id.localeCompare(b.object.id));
  // a kind that has more on its next page may have nothing newer than its last row here
  const activities = all.slice(0, ask.limit);
  for (const { type } of activities) taken[type] = (taken[type] ?? 0) + 1;
  const total = pages.reduce((sum, page) => sum + page.total, 0);
  const reached = ask.types.reduce((sum, type) => sum + (taken[type] ?? 0), 0);
  const oldest = activities.at(-1);
  if (reached < total && !oldest) throw unexpectedAnswer('HubSpot', 'it counts activities that it does not send');
  const next = reached < total && oldest ? JSON.stringify({ before: oldest.at, taken }) : undefined;
  return { activities, total, next };
}

function readPosition(cursor: string | undefined): z.output<typeof POSITION> {
  if (cursor === undefined) return { before: Number.POSITIVE_INFINITY, taken: {} };
  try {
    return POSITION.parse(JSON.parse(cursor));
  } catch {
    throw invalid('The cursor is not one of this list.', 'Repeat the call without `cursor`.');
  }
}

async function searchKind(client: HubSpotClient, type: ActivityType, { type: of, id, limit }: Ask, after: number) {
  const { title, body, more } = KINDS[type];
  const json = {
    filterGroups: [{ filters: [{ propertyName: `associations.${singularOf(of)}`, operator: 'EQ', value: id }] }],
    sorts: [{ propertyName: 'hs_timestamp', direction: 'DESCENDING' }],
    properties: ['hs_timestamp', 'hubspot_owner_id', ...(title ? [title] : []), body, ...more],
    limit: Math.min(200, limit),
    after,
  };
  const at = client.paths.objects(type, '/search');
  const { results, total } = await client.searching.query(at, FOUND, { json });
  const timeIn = ({ properties }: VendorObject) => timeOf(properties.hs_timestamp ?? '') ?? 0;
  return { total, activities: results.map((object): Activity => ({ type, object, at: timeIn(object) })) };
}
