import { type BatchItem, type ChunkCall, defineBatchTool, NO_NAME } from '@rolekit/sdk';
import { z } from 'zod';
import { givenObject, objectNames } from '../association-targets.ts';
import { CHUNK, MAX_ITEMS, outcomesOf, problemsOf } from '../batch-requests.ts';
import { placeProperties, stageProblem } from '../check-stage.ts';
import type { HubSpotClient } from '../client.ts';
import { connection } from '../connection.ts';
import { different, movedSince, stillWritten } from '../current-values.ts';
import { invalid } from '../errors.ts';
import { mergesOf, readByAskedId } from '../merged-objects.ts';
import { whyGone } from '../missing-objects.ts';
import { ID_INPUT, OBJECT_INPUT, singularOf, titleOf, titlePropertiesOf, typeName } from '../object-types.ts';
import { checkValues, isSame, shownValues, VALUES, type Values } from '../values.ts';

/** An object, the values that a person was shown, and those that replace them. */
interface Change {
  type: string;
  id: string;
  before: Values;
  after: Values;
}
type Chunk = ChunkCall<unknown, HubSpotClient, Change>;

const typeOf = ({ items }: Chunk) => items[0]?.sent.type ?? '';
const side = ({ items }: Chunk, of: 'before' | 'after') =>
  items.map(({ item, sent }) => ({ item, id: sent.id, values: sent[of] }));

/** Forwards and backwards alike. */
const sending = {
  chunk: CHUNK,
  check: (call: Chunk) => movedSince(call.connection, typeOf(call), side(call, 'before'), call.signal),
  async apply(call: Chunk) {
    const inputs = call.items.map(({ sent: { id, after }, idempotencyKey }) => ({
      id,
      properties: after,
      objectWriteTraceId: idempotencyKey,
    }));
    return outcomesOf(await call.connection.batch(typeOf(call), 'update', inputs, call.signal), call.items);
  },
  async look(call: Chunk) {
    const left = await different(call.connection, typeOf(call), side(call, 'after'), call.signal);
    const reason = 'The answer was lost; read back.';
    return call.items
      .filter(({ item }) => !left.has(item))
      .map(({ item, sent: { id } }) => ({ item, id, outcome: 'done' as const, reason }));
  },
};

const allSame = (type: string) => `All of these ${type} already have these values; nothing was written.`;

export const updateObjects = defineBatchTool({
  connection,
  name: 'hubspot_update_objects',
  title: 'Update HubSpot objects',
  access: 'write',
  description:
    'Changes objects of a type after a person approved. Answers an outcome for each. ' +
    'Sent once; what changed meanwhile is left alone.',
  input: z.object({
    object: OBJECT_INPUT,
    items: z
      .array(z.object({ id: ID_INPUT, properties: VALUES.describe('Only what changes; null to empty.') }))
      .min(1)
      .max(MAX_ITEMS)
      .describe('Changes.'),
  }),
  ...sending,
  examples: [
    {
      title: 'Next step of a deal of the demo account',
      input: { object: 'deals', items: [{ id: '3010000001', properties: { hs_next_step: 'Call the new sponsor' } }] },
    },
  ],
  async plan({ input, connection: client, signal }) {
    const type = await typeName(client, input.object, signal);
    const ids = input.items.map((item) => item.id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined)
      throw invalid(`${type} ${twice} is named twice.`, 'Put all changes of one object into one item.');
    const checked = await Promise.all(
      input.items.map(async ({ id, properties }, index) => {
        const problems: string[] = [];
        return { item: index + 1, id, problems, values: await checkValues(client, type, properties, problems, signal) };
      }),
    );
    const titles = await titlePropertiesOf(client, type, signal);
    const written = checked.flatMap((item) => Object.keys(item.values));
    const names = new Set([...written, ...placeProperties(type, written), ...titles]);
    const current = await readByAskedId(client, type, ids, [...names], signal);
    const objects = [...current.values()];
    const entry = objects.find(({ id }, index) => objects.findIndex((other) => other.id === id) !== index);
    if (entry)
      throw invalid(
        `Several of these ${type} are one record, ${entry.id}, since they were merged.`,
        `Put all changes of ${entry.id} into one item.`,
      );
    const missing = checked.filter(({ id }) => !current.has(id));
    const gone = await whyGone(
      client,
      type,
      missing.slice(0, CHUNK).map(({ id }) => id),
      signal,
    );
    for (const { id, problems } of missing) {
      const why = gone.get(id);
      problems.push(why ? `${singularOf(type)} ${id} ${why}` : `there are no ${type} ${id}`);
    }
    for (const { id, problems, values } of checked) {
      const now = current.get(id)?.properties;
      const wrong = now && (await stageProblem(client, type, values, now, signal));
      if (wrong) problems.push(wrong);
    }
    const problem = problemsOf(checked, checked.length);
    if (problem) throw problem;
    const known = await client.properties(type, signal);
    const items: BatchItem<Change>[] = [];
    for (const { item, id, values } of checked) {
      const object = current.get(id);
      const now = object?.properties ?? {};
      const key = object?.id ?? id;
      const changed = Object.entries(values).filter(([name, value]) => !isSame(known.get(name), now[name], value));
      if (changed.length === 0) continue;
      const before: Values = Object.fromEntries(changed.map(([name]) => [name, now[name] ?? '']));
      const after: Values = Object.fromEntries(changed);
      items.push({
        item,
        key,
        title: titleOf(titles, now) ?? NO_NAME,
        before: await shownValues(client, type, before, signal),
        after: await shownValues(client, type, after, signal),
        sent: { type, id: key, before, after },
      });
    }
    const merges = mergesOf(current);
    const same = checked.length - items.length;
    return {
      summary: `Update ${items.length} ${type} in HubSpot${merges.length === 0 ? '' : ` (${merges.join('; ')})`}`,
      items,
      notes:
        same === 0
          ? []
          : [
              items.length === 0
                ? allSame(type)
                : `${same} of the ${type} already had these values and were not written.`,
            ],
    };
  },
  undo: {
    ...sending,
    async plan({ input, connection: client, signal }) {
      const type = input.items[0]?.sent.type ?? '';
      const written = input.items.map(({ item, key, sent }) => ({ item, key, id: sent.id, values: sent.after, sent }));
      const { left, notes } = await stillWritten(client, type, written, signal);
      const objects = await objectNames(
        client,
        left.map(({ id }) => givenObject(type, id, 'id')),
        signal,
      );
      return {
        summary: `Set back ${left.length} ${type} in HubSpot`,
        items: await Promise.all(
          left.map(async ({ item, key, sent }) => ({
            item,
            key,
            title: objects.of(singularOf(type), sent.id).name,
            before: await shownValues(client, type, sent.after, signal),
            after: await shownValues(client, type, sent.before, signal),
            sent: { ...sent, before: sent.after, after: sent.before },
          })),
        ),
        notes,
      };
    },
  },
});
