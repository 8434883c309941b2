import { z } from 'zod';
import { readActivities } from '../activities.ts';
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
  async handler({ id, when = 'all' }, client, { limit, cursor }) {
    const { name: object } = await describeOf(client, undefined, id);
    const { rows, next } = await readActivities(client, { object, id, when, limit, cursor });
    return {
      items: rows.map(({ kind, row }) => ({
        kind: kind === 'Task' ? ('task' as const) : ('event' as const),
        id: String(row.Id),
        date: textOf(row.ActivityDate) ?? null,
        subject: textOf(row.Subject) ?? null,
        ...given({
          status: row.Status,
          type: row.TaskSubtype ?? row.Type,
          start: row.StartDateTime,
          end: row.EndDateTime,
          location: row.Location,
          owner: row['Owner.Name'],
          who: row['Who.Name'],
          whoId: row.WhoId,
          what: row['What.Name'],
          whatId: row.WhatId,
          text: shortened(row.Description),
        }),
      })),
      next,
    };
  },
});

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function given<K extends string>(values: Record<K, unknown>): { [P in K]?: string } {
  const texts = Object.entries(values).filter(([, value]) => textOf(value) !== undefined);
  return Object.fromEntries(texts) as { [P in K]?: string };
}

function shortened(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined || text.length <= MAX_TEXT_LENGTH) return text;
  return `${text.slice(0, MAX_TEXT_LENGTH)}… (${text.length - MAX_TEXT_LENGTH} more characters: salesforce_get_record)`;
}
