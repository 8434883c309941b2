import { type ListPart, mergeLists } from '@rolekit/sdk/http';
import type { HubSpotClient } from './client.ts';
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

export interface Activity extends VendorObject {
  type: ActivityType;
  /** Milliseconds since 1970. */
  at: number;
}

/** The newest activities of an object, of several kinds in one order. Each kind is its own search, sorted by time. */
export function readActivities(client: HubSpotClient, of: string, id: string, types: readonly ActivityType[]) {
  const filter = { propertyName: `associations.${singularOf(of)}`, operator: 'EQ', value: id };
  const list = (type: ActivityType): ListPart<Activity, number> => ({
    read: (after = 0, limit) => searchKind(client, type, filter, Math.min(200, limit), after),
    behind: (taken, after = 0) => after + taken.length,
  });
  const lists = Object.fromEntries(types.map((type) => [type, list(type)]));
  return mergeLists(lists, { connector: 'HubSpot', order: ({ at }) => at });
}

async function searchKind(client: HubSpotClient, type: ActivityType, filter: object, limit: number, after: number) {
  const { title, body, more } = KINDS[type];
  const json = {
    filterGroups: [{ filters: [filter] }],
    sorts: [{ propertyName: 'hs_timestamp', direction: 'DESCENDING' }],
    properties: ['hs_timestamp', 'hubspot_owner_id', ...(title ? [title] : []), body, ...more],
    limit,
    after,
  };
  const at = client.paths.objects(type, '/search');
  const { results, total } = await client.searching.query(at, FOUND, { json });
  const timeIn = ({ properties }: VendorObject) => timeOf(properties.hs_timestamp ?? '') ?? 0;
  const rows = results.map((object): Activity => ({ ...object, type, at: timeIn(object) }));
  return { rows, total, more: after + rows.length < total };
}
