import { type BatchItem, defineBatchTool, type SentItem } from '@rolekit/sdk';
import { inBatches } from '@rolekit/sdk/http';
import { z } from 'zod';
import { CHUNK, MOST_ITEMS, outcomesOf, problemsOf } from '../batch.ts';
import type { HubSpotClient } from '../client.ts';
import { connection } from '../connection.ts';
import { invalid } from '../errors.ts';
import { ID_INPUT, OBJECT_INPUT, titleOf, titlePropertiesOf, typeName } from '../object-types.ts';
import { checkValues, isSame, shownValues, VALUES, type Values } from '../values.ts';

/** An object, the values that a person was shown, and those that replace them. */
interface Change {
  id: string;
  before: Values;
  after: Values;
}

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
      .max(MOST_ITEMS)
      .describe('Changes.'),
  }),
  chunk: CHUNK,
  examples: [
    {
      title: 'Next step of a deal of the demo account',
      input: { object: 'deals', items: [{ id: '3010000001', properties: { hs_next_step: 'Call the new sponsor' } }] },
    },
  ],
  async plan({ input, connection: client, signal }) {
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
    const names = new Set([...checked.flatMap((one) => Object.keys(one.values)), ...titlePropertiesOf(type)]);
    const current = await currentOf(client, type, ids, [...names], signal);
    for (const one of checked) if (!current.has(one.id)) one.problems.push(`there are no ${type} ${one.id}`);
    const problem = problemsOf(checked, checked.length);
    if (problem) throw problem;
    const known = await client.properties(type, signal);
    const items: BatchItem<Change>[] = [];
    for (const { item, id, values } of checked) {
      const now = current.get(id) ?? {};
      const changed = Object.entries(values).filter(([name, value]) => !isSame(known.get(name), now[name], value));
      if (changed.length === 0) continue;
      const before: Values = Object.fromEntries(changed.map(([name]) => [name, now[name] ?? '']));
      const after: Values = Object.fromEntries(changed);
      items.push({
        item,
        key: id,
        title: titleOf(type, now),
        before: await shownValues(client, type, before, signal),
        after: await shownValues(client, type, after, signal),
        sent: { id, before, after },
      });
    }
    if (items.length === 0)
      throw invalid(
        'All of these objects already have these values.',
        'Nothing has to be changed; tell the person so.',
      );
    const same = checked.length - items.length;
    return {
      summary: `Update ${items.length} ${type} in HubSpot`,
      items,
      notes: same === 0 ? [] : [`${same} of the ${type} already had these values and were not written.`],
    };
  },
  async check({ input, items, connection: client, signal }) {
    const moved = await different(client, typeName(input.object), items, 'before', signal);
    return [...moved].map(([item, reason]) => ({ item, outcome: 'failed', reason }));
  },
  async apply({ input, items, connection: client, signal }) {
    const inputs = items.map(({ sent, idempotencyKey }) => ({
      id: sent.id,
      properties: sent.after,
      objectWriteTraceId: idempotencyKey,
    }));
    return outcomesOf(await client.batch(typeName(input.object), 'update', inputs, signal), items);
  },
  async look({ input, items, connection: client, signal }) {
    const left = await different(client, typeName(input.object), items, 'after', signal);
    return items
      .filter(({ item }) => !left.has(item))
      .map(({ item, sent }) => ({ item, id: sent.id, outcome: 'done', reason: 'The answer was lost; read back.' }));
  },
});

/** Items whose object does not have the values of one side, with what is different. */
async function different(
  client: HubSpotClient,
  type: string,
  items: readonly SentItem<Change>[],
  side: 'before' | 'after',
  signal: AbortSignal,
): Promise<Map<number, string>> {
  const ids = items.map(({ sent }) => sent.id);
  const names = new Set(items.flatMap(({ sent }) => Object.keys(sent[side])));
  const known = await client.properties(type, signal);
  const current = await currentOf(client, type, ids, [...names], signal);
  const found = new Map<number, string>();
  for (const { item, sent } of items) {
    const now = current.get(sent.id);
    const other = Object.entries(sent[side]).filter(([name, value]) => !isSame(known.get(name), now?.[name], value));
    if (!now) found.set(item, 'It no longer exists.');
    else if (other.length > 0) found.set(item, `Changed by someone else: ${other.map(([name]) => name).join(', ')}.`);
  }
  return found;
}

async function currentOf(
  client: HubSpotClient,
  type: string,
  ids: readonly string[],
  properties: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Record<string, string | null>>> {
  const found = await inBatches(ids, { most: CHUNK, signal }, (part) =>
    client.read(type, part, { properties, signal }),
  );
  return new Map(found.map((one) => [one.id, one.properties]));
}
