import { answer, filled, invalid, quotedName, RolekitError, refuseProblems } from '@rolekit/sdk';
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
import { readBack, WHERE_TO_LOOK } from '../batch-requests.ts';
import type { HubSpotClient } from '../client.ts';
import { hubspot } from '../connection.ts';
import { htmlOf } from '../html.ts';
import { singularOf } from '../object-types.ts';
import { checkValues, type Given, shownValues, type Values } from '../values.ts';
import { OBJECT } from '../wire.ts';

const INPUT = {
  kind: z.enum(['note', 'call', 'meeting', 'task']).describe('Kind.'),
  title: z.string().min(1).max(500).optional().describe('Not for a note.'),
  text: z.string().max(4000).optional().describe('The body, plain.'),
  at: z.string().describe('When: 2026-11-20T09:00:00Z; of a task, when it is due.'),
  end: z.string().optional().describe('End of a meeting.'),
  ownerId: z.string().optional().describe('From hubspot_list_owners.'),
  priority: z.enum(['LOW', 'MEDIUM', 'HIGH']).optional().describe('Of a task.'),
  for: TARGETS.min(1),
};
type Input = z.output<z.ZodObject<typeof INPUT>>;

/** What undoing needs to know of it. */
const CREATED = z.object({ type: z.string(), id: z.string(), values: z.record(z.string(), z.string()) });

export const createActivity = hubspot.write({
  name: 'hubspot_create_activity',
  title: 'Create a HubSpot activity',
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
  async plan(input, client) {
    const { kind, title = input.text, text } = input;
    const values = await checked(input, client);
    const targets = await givenTargets(client, input.for, 'for');
    const names = await objectNames(client, targets);
    const shown = await shownValues(client, `${kind}s`, values);
    // the body as it is read, not as HubSpot keeps it
    const body = text === undefined ? {} : { [KINDS[`${kind}s`].body]: text };
    return {
      summary: `Create a ${kind} in HubSpot${title === undefined ? '' : ` (${quotedName(title)})`}`,
      before: null,
      after: { ...shown, ...body, ...belongsTo(targets, names) },
    };
  },
  async apply(input, client) {
    const type = `${input.kind}s`;
    const properties = await checked(input, client);
    const associations = await vendorAssociations(client, type, await givenTargets(client, input.for, 'for'));
    const { id } = await client.api.post(client.paths.objects(type), OBJECT, { json: { properties, associations } });
    return answer({ kind: input.kind, id, properties }, { undo: { type, id, values: properties } });
  },
  undo: {
    async plan({ undo }, client) {
      const { type, id, values } = CREATED.parse(undo);
      const standing = (await readBack([{ item: 1, sent: { type, id, before: values } }], client)).get(1);
      if (standing !== 'before')
        throw new RolekitError('RK_CONFLICT', { reason: 'It was changed; nothing was undone.' });
      const before = await shownValues(client, type, values);
      const activity = (await objectNames(client, [givenObject(type, id, 'id')])).of(singularOf(type), id);
      return { summary: `Archive ${singularOf(type)} ${activity} in HubSpot`, before, after: null };
    },
    async apply({ undo }, client) {
      const { type, id } = CREATED.parse(undo);
      await client.archive(type, [id]);
      return { type, id, archived: true };
    },
  },
});

/** Its properties. @throws RK_INVALID_REQUEST in the words of the call, not of HubSpot's properties */
async function checked(input: Input, client: HubSpotClient): Promise<Values> {
  const { values, problems } = await checkValues(client, `${input.kind}s`, propertiesOf(input));
  refuseProblems([{ problems: [...new Set(problems.map(inArguments))] }], WHERE_TO_LOOK);
  return values;
}

const ARGUMENTS: Readonly<Record<string, string>> = {
  hs_timestamp: 'at',
  hs_meeting_start_time: 'at',
  hs_meeting_end_time: 'end',
  hubspot_owner_id: 'ownerId',
};

function inArguments(problem: string): string {
  return problem.replace(/`(\w+)`/, (all, name: string) => (ARGUMENTS[name] ? `\`${ARGUMENTS[name]}\`` : all));
}

/** The same words in the properties of each kind. @throws RK_INVALID_REQUEST for what a kind does not have */
function propertiesOf({ kind, title, text, at, end, ownerId, priority }: Input): Given {
  const only = (what: string, kinds: string) =>
    invalid(`A ${kind} has no \`${what}\`.`, `\`${what}\` is for ${kinds}.`);
  if (title !== undefined && kind === 'note') throw only('title', 'calls, meetings and tasks');
  if (end !== undefined && kind !== 'meeting') throw only('end', 'meetings');
  if (priority !== undefined && kind !== 'task') throw only('priority', 'tasks');
  if (kind === 'note' && !text) throw invalid('A note needs `text`.', 'Give the text.');
  const own = KINDS[`${kind}s`];
  return {
    hs_timestamp: at,
    ...MORE[kind],
    ...filled({
      hubspot_owner_id: ownerId,
      ...(own.title ? { [own.title]: title } : {}),
      [own.body]: text && htmlOf(text),
      hs_meeting_start_time: kind === 'meeting' ? at : undefined,
      hs_meeting_end_time: end,
      hs_task_priority: priority,
    }),
  };
}

/** What is new says how it stands. */
const MORE: Partial<Record<Input['kind'], Given>> = {
  call: { hs_call_status: 'COMPLETED' },
  task: { hs_task_status: 'NOT_STARTED' },
};
