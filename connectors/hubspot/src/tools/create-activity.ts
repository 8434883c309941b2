import { defineTool, quotedName } from '@rolekit/sdk';
import { z } from 'zod';
import { KINDS } from '../activities.ts';
import {
  belongsTo,
  givenObject,
  givenTargets,
  objectNames,
  TARGETS,
  vendorAssociations,
} from '../association-targets.ts';
import { problemsOf } from '../batch-requests.ts';
import { connection } from '../connection.ts';
import { stillWritten } from '../current-values.ts';
import { invalid } from '../errors.ts';
import { htmlOf } from '../html.ts';
import { singularOf } from '../object-types.ts';
import { checkValues, type Given, shownValues } from '../values.ts';
import { OBJECT } from '../wire.ts';

const INPUT = z.object({
  kind: z.enum(['note', 'call', 'meeting', 'task']).describe('Kind.'),
  title: z.string().min(1).max(500).optional().describe('Not for a note.'),
  text: z.string().max(4000).optional().describe('The body, plain.'),
  at: z.string().describe('When: 2026-11-20T09:00:00Z; of a task, when it is due.'),
  end: z.string().optional().describe('End of a meeting.'),
  ownerId: z.string().optional().describe('From hubspot_list_owners.'),
  priority: z.enum(['LOW', 'MEDIUM', 'HIGH']).optional().describe('Of a task.'),
  for: TARGETS.min(1),
});

/** What undoing needs to know of it. */
const CREATED = z.object({ type: z.string(), id: z.string(), values: z.record(z.string(), z.string()) });

export const createActivity = defineTool({
  connection,
  name: 'hubspot_create_activity',
  title: 'Create a HubSpot activity',
  access: 'write',
  description:
    'Logs a note, call or meeting, or creates a task, on one or more objects after a person approved. Sent at most once.',
  input: INPUT,
  item: z.object({ kind: z.string(), id: z.string(), properties: z.record(z.string(), z.string().nullable()) }),
  examples: [
    {
      title: 'A task on a deal of the demo account',
      input: {
        kind: 'task',
        title: 'Call the new sponsor',
        at: '2026-11-23T09:00:00Z',
        priority: 'HIGH',
        for: [{ object: 'deals', id: '3010000001' }],
      },
    },
  ],
  async plan({ input, connection: client, signal }) {
    const type = `${input.kind}s`;
    const problems: string[] = [];
    const values = await checkValues(client, type, propertiesOf(input), problems, signal);
    const problem = problemsOf([{ item: 1, problems: [...new Set(problems.map(inArguments))] }], 1);
    if (problem) throw problem;
    const names = await objectNames(client, await givenTargets(client, input.for, 'for', signal), signal);
    const title = input.title ?? input.text;
    return {
      summary: `Create a ${input.kind} in HubSpot${title === undefined ? '' : ` (${quotedName(title)})`}`,
      before: null,
      after: {
        ...(await shownValues(client, type, values, signal)),
        ...bodyOf(input),
        ...(await belongsTo(client, input.for, names, signal)),
      },
    };
  },
  async apply({ input, connection: client, signal }) {
    const type = `${input.kind}s`;
    const problems: string[] = [];
    const properties = await checkValues(client, type, propertiesOf(input), problems, signal);
    const problem = problemsOf([{ item: 1, problems }], 1);
    if (problem) throw problem;
    const associations = await vendorAssociations(client, type, input.for, signal);
    const created = await client.write(OBJECT, client.paths.objects(type), { properties, associations }, signal);
    const { id } = created;
    return { item: { kind: input.kind, id, properties }, undo: { type, id, values: properties } };
  },
  undo: {
    async plan({ input, connection: client, signal }) {
      const { type, ...written } = CREATED.parse(input.undo);
      await stillWritten(client, type, [{ item: 1, ...written }], signal);
      const before = await shownValues(client, type, written.values, signal);
      const names = await objectNames(client, [givenObject(type, written.id, 'id')], signal);
      const activity = names.of(singularOf(type), written.id);
      return { summary: `Archive ${singularOf(type)} ${activity} in HubSpot`, before, after: null };
    },
    async apply({ input, connection: client, signal }) {
      const { type, id } = CREATED.parse(input.undo);
      await client.archive(type, [id], signal);
      return { item: { type, id, archived: true } };
    },
  },
});

const ARGUMENTS: Readonly<Record<string, string>> = {
  hs_timestamp: 'at',
  hs_meeting_start_time: 'at',
  hs_meeting_end_time: 'end',
  hubspot_owner_id: 'ownerId',
};

/** A problem in the words of the call, not of HubSpot's properties. */
function inArguments(problem: string): string {
  return problem.replace(/`(\w+)`/, (all, name: string) => (ARGUMENTS[name] ? `\`${ARGUMENTS[name]}\`` : all));
}

/** The body as it is read, not as HubSpot keeps it. */
function bodyOf({ kind, text }: z.output<typeof INPUT>): Record<string, string> {
  return text === undefined ? {} : { [KINDS[`${kind}s`].body]: text };
}

/** The same words in the properties of each kind. @throws RK_INVALID_REQUEST for what a kind does not have */
function propertiesOf({ kind, title, text, at, end, ownerId, priority }: z.output<typeof INPUT>): Given {
  const only = (what: string, kinds: string) =>
    invalid(`A ${kind} has no \`${what}\`.`, `\`${what}\` is for ${kinds}.`);
  if (title !== undefined && kind === 'note') throw only('title', 'calls, meetings and tasks');
  if (end !== undefined && kind !== 'meeting') throw only('end', 'meetings');
  if (priority !== undefined && kind !== 'task') throw only('priority', 'tasks');
  const body = text === undefined ? undefined : htmlOf(text);
  const common = { hs_timestamp: at, ...given({ hubspot_owner_id: ownerId }) };
  switch (kind) {
    case 'note':
      if (!text) throw invalid('A note needs `text`.', 'Give the text.');
      return { ...common, hs_note_body: htmlOf(text) };
    case 'call':
      return { ...common, hs_call_status: 'COMPLETED', ...given({ hs_call_title: title, hs_call_body: body }) };
    case 'meeting':
      return {
        ...common,
        hs_meeting_start_time: at,
        ...given({ hs_meeting_title: title, hs_meeting_body: body, hs_meeting_end_time: end }),
      };
    case 'task':
      return {
        ...common,
        hs_task_status: 'NOT_STARTED',
        ...given({ hs_task_subject: title, hs_task_body: body, hs_task_priority: priority }),
      };
  }
}

function given(values: Record<string, string | undefined>): Given {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
