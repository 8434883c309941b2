import { defineTool, RolekitError, type WritePlan } from '@rolekit/sdk';
import { z } from 'zod';
import type { HubSpotClient } from '../client.ts';
import { connection } from '../connection.ts';
import { invalid, isLost } from '../errors.ts';
import { ID_INPUT, OBJECT_INPUT, titleOf, titlePropertiesOf, typeName } from '../object-types.ts';
import { type Outcome, problemsOf, summaryOf, WRITTEN } from '../outcomes.ts';
import { beforeAndAfter, type ShownItem } from '../question.ts';
import { checkValues, isSame, shownValue, VALUES, type Values } from '../values.ts';

/** What a plan remembers: what to send, and what would undo it. */
const UNDO = z.object({
  object: z.string(),
  items: z.array(
    z.object({
      item: z.int(),
      id: z.string(),
      before: z.record(z.string(), z.string()),
      after: z.record(z.string(), z.string()),
    }),
  ),
});
type PlannedItem = z.output<typeof UNDO>['items'][number];

export const updateObjects = defineTool({
  connection,
  name: 'hubspot_update_objects',
  title: 'Update HubSpot objects',
  access: 'write',
  description:
    'Changes 1 to 100 objects of a type after a person approved before and after of each. Answers an outcome for each. ' +
    'Sent at most once; what changed meanwhile is left alone.',
  input: z.object({
    object: OBJECT_INPUT,
    items: z
      .array(z.object({ id: ID_INPUT, properties: VALUES.describe('Only what changes; null to empty.') }))
      .min(1)
      .max(100)
      .describe('One for each object.'),
  }),
  item: WRITTEN,
  examples: [
    {
      title: 'Next step of a deal of the demo account',
      input: { object: 'deals', items: [{ id: '3010000001', properties: { hs_next_step: 'Call the new sponsor' } }] },
    },
  ],
  async plan({ input, connection: client, signal }): Promise<WritePlan> {
    const type = typeName(input.object);
    const ids = input.items.map((one) => one.id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined)
      throw invalid(`${type} ${twice} is named twice.`, 'Put all changes of one object into one item.');
    const checked = await Promise.all(
      input.items.map(async ({ id, properties }, index) => {
        const problems: string[] = [];
        return { item: index + 1, id, problems, values: await checkValues(client, type, properties, problems, signal) };
      }),
    );
    const names = [...new Set(checked.flatMap((one) => Object.keys(one.values)))];
    const current = new Map(
      (await client.read(type, ids, { properties: [...new Set([...names, ...titlePropertiesOf(type)])], signal })).map(
        (one) => [one.id, one.properties],
      ),
    );
    for (const one of checked) if (!current.has(one.id)) one.problems.push(`there are no ${type} ${one.id}`);
    const problem = problemsOf(checked, checked.length);
    if (problem) throw problem;
    const known = await client.properties(type, signal);
    const items: PlannedItem[] = [];
    const shown: ShownItem[] = [];
    for (const { item, id, values } of checked) {
      const now = current.get(id) ?? {};
      const changed = Object.entries(values).filter(([name, value]) => !isSame(known.get(name), now[name], value));
      if (changed.length === 0) continue;
      const before: Values = Object.fromEntries(changed.map(([name]) => [name, now[name] ?? '']));
      items.push({ item, id, before, after: Object.fromEntries(changed) });
      shown.push({
        key: id,
        title: titleOf(type, now),
        changes: await Promise.all(
          changed.map(async ([name, value]) => ({
            name,
            before: await shownValue(client, type, known.get(name), now[name], signal),
            after: await shownValue(client, type, known.get(name), value, signal),
          })),
        ),
      });
    }
    if (items.length === 0)
      throw invalid(
        'All of these objects already have these values.',
        'Nothing has to be changed; tell the person so.',
      );
    return {
      summary: `Update ${items.length} ${type} in HubSpot`,
      ...beforeAndAfter(shown),
      undo: { object: type, items } satisfies z.output<typeof UNDO>,
    };
  },
  async apply({ input, connection: client, plan, idempotencyKey, signal }) {
    const { object: type, items } = UNDO.parse(plan.undo);
    const planned = new Set(items.map((one) => one.item));
    const moved = await movedSince(client, type, items, signal);
    const outcomes: Outcome[] = items
      .filter((one) => moved.has(one.id))
      .map(({ item, id }) => ({ item, id, outcome: 'changed_meanwhile', reason: moved.get(id) ?? '' }));
    const left = items.filter((one) => !moved.has(one.id));
    if (left.length === 0)
      throw new RolekitError('RK_CONFLICT', {
        reason: `All of these ${type} were changed by someone else after the plan was shown; nothing was written.`,
      });
    outcomes.push(...(await send(client, type, left, idempotencyKey, signal)));
    const same = input.items.length - planned.size;
    return {
      item: summaryOf(type, outcomes),
      notes: same === 0 ? [] : [`${same} of the ${type} already had these values and were not written.`],
    };
  },
});

/** Objects whose values are no longer those that were shown, with the reason. */
async function movedSince(
  client: HubSpotClient,
  type: string,
  items: readonly PlannedItem[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const names = [...new Set(items.flatMap((one) => Object.keys(one.before)))];
  const known = await client.properties(type, signal);
  const found = await client.read(
    type,
    items.map((one) => one.id),
    { properties: names, signal },
  );
  const current = new Map(found.map((one) => [one.id, one.properties]));
  const moved = new Map<string, string>();
  for (const { id, before } of items) {
    const now = current.get(id);
    if (!now) moved.set(id, 'it no longer exists');
    else {
      const other = Object.entries(before).filter(([name, value]) => !isSame(known.get(name), now[name], value));
      if (other.length > 0) moved.set(id, `changed by someone else: ${other.map(([name]) => name).join(', ')}`);
    }
  }
  return moved;
}

async function send(
  client: HubSpotClient,
  type: string,
  items: readonly PlannedItem[],
  key: string,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const inputs = items.map(({ id, item, after }) => ({ id, properties: after, objectWriteTraceId: `${key}-${item}` }));
  try {
    const answer = await client.batch(type, 'update', inputs, signal);
    const written = new Set(answer.results.map((one) => one.id));
    const refused = new Map(
      (answer.errors ?? []).flatMap((error) => (error.context?.ids ?? []).map((id) => [id, error.message] as const)),
    );
    return items.map(({ item, id }): Outcome => {
      if (written.has(id)) return { item, id, outcome: 'written' };
      const reason = refused.get(id);
      if (reason !== undefined) return { item, id, outcome: 'refused', reason };
      return { item, id, outcome: 'unknown', reason: 'HubSpot does not mention it: read it before trying again' };
    });
  } catch (error) {
    if (!isLost(error) || signal.aborted) throw error;
    return afterLostAnswer(client, type, items, error, signal);
  }
}

/** The answer was lost: what stands there now tells what was written. The batch itself is not sent again. */
async function afterLostAnswer(
  client: HubSpotClient,
  type: string,
  items: readonly PlannedItem[],
  error: RolekitError,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const wanted = items.map((one) => ({ ...one, before: one.after }));
  const different = await movedSince(client, type, wanted, signal).catch(() => undefined);
  if (!different)
    throw new RolekitError(
      'RK_CONFLICT',
      {
        reason: `It is not known whether the ${type} were changed: the answer of HubSpot was lost (${error.message}). It was sent once and is not repeated.`,
      },
      { cause: error },
    );
  return items.map(({ item, id }) =>
    different.has(id)
      ? {
          item,
          id,
          outcome: 'unknown',
          reason: 'the answer was lost and it does not have the new values yet: read it before trying again',
        }
      : { item, id, outcome: 'written', reason: 'the answer was lost; read back' },
  );
}
