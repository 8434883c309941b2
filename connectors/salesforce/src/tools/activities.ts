import { filled, shortened } from '@rolekit/sdk';
import { z } from 'zod';
import { type Activity, readActivities } from '../activities.ts';
import { connection } from '../connection.ts';
import { describeOf } from '../record.ts';

const MAX_TEXT_LENGTH = 600;

export const listActivities = connection.list({
  name: 'salesforce_list_activities',
  title: 'List activities of a Salesforce record',
  description:
    'Tasks and events of an account (with its deals and contacts), deal, contact, lead or case, as one list, newest first.',
  input: {
    id: z.string().describe('Id of the record.'),
    when: z
      .enum(['all', 'past', 'upcoming'])
      .optional()
      .describe('past: completed tasks and events up to today. upcoming: open tasks and events from today.'),
  },
  projectable: true,
  items: z.object({
    kind: z.enum(['task', 'event']),
    id: z.string(),
    date: z.string().nullable(),
    subject: z.string().nullable(),
    status: z.string().optional(),
    type: z.string().optional(),
    start: z.string().optional(),
    end: z.string().optional(),
    location: z.string().optional(),
    owner: z.string().optional(),
    who: z.string().optional(),
    whoId: z.string().optional(),
    what: z.string().optional(),
    whatId: z.string().optional(),
    text: z.string().optional(),
  }),
  defaultLimit: 25,
  maxLimit: 200,
  examples: [
    { title: 'What happened at the first account of the demo org', input: { id: '001Rk0000000001IAA', when: 'past' } },
  ],
  async handler({ id, when = 'all' }, client) {
    const { name: object } = await describeOf(client, undefined, id);
    const page = await readActivities(client, { object, id, when });
    return { ...page, items: page.items.map(activityRow) };
  },
});

function activityRow({ kind, id, row }: Activity) {
  const text = textOf(row.Description);
  return {
    kind: kind === 'Task' ? ('task' as const) : ('event' as const),
    id,
    date: textOf(row.ActivityDate) ?? null,
    subject: textOf(row.Subject) ?? null,
    ...filled({
      status: textOf(row.Status),
      type: textOf(row.TaskSubtype ?? row.Type),
      start: textOf(row.StartDateTime),
      end: textOf(row.EndDateTime),
      location: textOf(row.Location),
      owner: textOf(row['Owner.Name']),
      who: textOf(row['Who.Name']),
      whoId: textOf(row.WhoId),
      what: textOf(row['What.Name']),
      whatId: textOf(row.WhatId),
      text: text && shortened(text, MAX_TEXT_LENGTH, 'salesforce_get_record'),
    }),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
