import { filled, shortened } from '@rolekit/sdk';
import { z } from 'zod';
import { ACTIVITY_TYPES, type Activity, KINDS, readActivities } from '../activities.ts';
import { hubspot } from '../connection.ts';
import { textOf } from '../html.ts';
import { ID_INPUT } from '../object-types.ts';
import { ownerNames } from '../rows.ts';

const MAX_TEXT_LENGTH = 600;

export const listActivities = hubspot.list({
  name: 'hubspot_list_activities',
  title: 'List activities of a HubSpot object',
  description: 'Notes, calls, meetings and tasks of an object as one list, newest first, planned ones on top.',
  input: {
    object: z.enum(['contacts', 'companies', 'deals', 'tickets']).describe('Its type.'),
    id: ID_INPUT.describe('Its id.'),
    kinds: z
      .array(z.enum(['notes', 'calls', 'meetings', 'tasks']))
      .min(1)
      .max(4)
      .optional()
      .describe('Default: all.'),
  },
  items: z.object({
    kind: z.enum(['note', 'call', 'meeting', 'task']),
    id: z.string(),
    at: z.string().nullable(),
    title: z.string().optional(),
    text: z.string().optional(),
    owner: z.string().optional(),
    status: z.string().optional(),
    priority: z.string().optional(),
    location: z.string().optional(),
    end: z.string().optional(),
  }),
  defaultLimit: 25,
  maxLimit: 100,
  examples: [{ title: 'What happened at a company', input: { object: 'companies', id: '2010000001' } }],
  async handler({ object, id, kinds }, client) {
    const types = ACTIVITY_TYPES.filter((type) => kinds?.includes(type) ?? true);
    const page = await readActivities(client, object, id, types);
    const owners = page.items.length > 0 ? await ownerNames(client) : new Map<string, string>();
    return { ...page, items: page.items.map((activity) => activityRow(activity, owners)) };
  },
});

function activityRow({ type, id, properties }: Activity, owners: ReadonlyMap<string, string>) {
  const { kind, title, body } = KINDS[type];
  const owner = properties.hubspot_owner_id ?? '';
  return {
    kind,
    id,
    at: properties.hs_timestamp ?? null,
    ...filled({
      title: title && properties[title],
      text: shortened(textOf(properties[body] ?? ''), MAX_TEXT_LENGTH, 'hubspot_list_objects'),
      owner: owners.get(owner) ?? owner,
      status: properties.hs_task_status ?? properties.hs_call_status ?? properties.hs_meeting_outcome,
      priority: properties.hs_task_priority,
      location: properties.hs_meeting_location,
      end: properties.hs_meeting_end_time,
    }),
  };
}
