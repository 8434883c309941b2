import { defineTool } from '@rolekit/sdk';
import { z } from 'zod';
import { ACTIVITY_TYPES, type Activity, KINDS, readActivities } from '../activities.ts';
import { connection } from '../connection.ts';
import { textOf } from '../html.ts';
import { ID_INPUT } from '../object-types.ts';
import { ownerNames } from '../rows.ts';

const MAX_TEXT_LENGTH = 600;

export const listActivities = defineTool({
  connection,
  name: 'hubspot_list_activities',
  title: 'List activities of a HubSpot object',
  access: 'read',
  description: 'Notes, calls, meetings and tasks of an object as one list, newest first, planned ones on top.',
  input: z.object({
    object: z.enum(['contacts', 'companies', 'deals', 'tickets']).describe('Its type.'),
    id: ID_INPUT.describe('Its id.'),
    kinds: z
      .array(z.enum(['notes', 'calls', 'meetings', 'tasks']))
      .min(1)
      .max(4)
      .optional()
      .describe('Default: all.'),
  }),
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
  async handler({ input, connection: client, limit, cursor, signal }) {
    const types = input.kinds ? ACTIVITY_TYPES.filter((type) => input.kinds?.includes(type)) : ACTIVITY_TYPES;
    const page = await readActivities(client, {
      type: input.object,
      id: input.id,
      types,
      limit,
      cursor,
      signal,
    });
    const owners = page.activities.length > 0 ? await ownerNames(client, signal) : new Map<string, string>();
    return {
      items: page.activities.map((activity) => activityRow(activity, owners)),
      next: page.next,
      total: page.total,
    };
  },
});

function activityRow({ type, object: { id, properties } }: Activity, owners: ReadonlyMap<string, string>) {
  const { kind, title, body } = KINDS[type];
  const owner = properties.hubspot_owner_id ?? '';
  return {
    kind,
    id,
    at: properties.hs_timestamp ?? null,
    ...given({
      title: title && properties[title],
      text: shortened(properties[body]),
      owner: owners.get(owner) ?? owner,
      status: properties.hs_task_status ?? properties.hs_call_status ?? properties.hs_meeting_outcome,
      priority: properties.hs_task_priority,
      location: properties.hs_meeting_location,
      end: properties.hs_meeting_end_time,
    }),
  };
}

function given<K extends string>(values: Record<K, string | null | undefined>): { [P in K]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as { [P in K]?: string };
}

/** Bodies are HTML with HubSpot; a reader wants the words. */
function shortened(html: string | null | undefined): string | null | undefined {
  const text = html && textOf(html);
  if (!text || text.length <= MAX_TEXT_LENGTH) return text;
  return `${text.slice(0, MAX_TEXT_LENGTH)}… (${text.length - MAX_TEXT_LENGTH} more characters: hubspot_list_objects)`;
}
