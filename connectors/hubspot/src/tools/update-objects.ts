import { type BatchItem, invalid, NO_NAME, refuseProblems } from '@rolekit/sdk';
import { z } from 'zod';
import { CHUNK, MAX_ITEMS, outcomesIn, readBack, typeOf, type Wanted, WHERE_TO_LOOK } from '../batch-requests.ts';
import { placeProperties, stageProblem } from '../check-stage.ts';
import { hubspot } from '../connection.ts';
import { mergesOf, readByAskedId, whyGone } from '../found-objects.ts';
import { ID_INPUT, OBJECT_INPUT, singularOf, titleOf, titlePropertiesOf, typeName } from '../object-types.ts';
import { checkValues, isSame, shownValues, VALUES, type Values } from '../values.ts';
import { BATCH } from '../wire.ts';

export const updateObjects = hubspot.batch({
  name: 'hubspot_update_objects',
  title: 'Update HubSpot objects',
  description:
    'Changes objects of a type after a person approved. Answers an outcome for each. ' +
    'Sent once; what changed meanwhile is left alone.',
  input: {
    object: OBJECT_INPUT,
    items: z
      .array(z.object({ id: ID_INPUT, properties: VALUES.describe('Only what changes; null to empty.') }))
      .min(1)
      .max(MAX_ITEMS)
      .describe('Changes.'),
  },
  chunk: CHUNK,
  examples: [
    {
      title: 'Next step of a deal of the demo account',
      input: { object: 'deals', items: [{ id: '3010000001', properties: { hs_next_step: 'Call the new sponsor' } }] },
    },
  ],
  async plan({ object, items: wanted }, client) {
    const type = await typeName(client, object);
    const ids = wanted.map((item) => item.id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined)
      throw invalid(`${type} ${twice} is named twice.`, 'Put all changes of one object into one item.');
    const checked = await Promise.all(
      wanted.map(async ({ id, properties }, index) => ({
        ...{ item: index + 1, id },
        ...(await checkValues(client, type, properties)),
      })),
    );
    const titles = await titlePropertiesOf(client, type);
    const written = checked.flatMap((item) => Object.keys(item.values));
    const names = new Set([...written, ...placeProperties(type, written), ...titles]);
    const current = await readByAskedId(client, type, ids, [...names]);
    const records = [...current.values()].map(({ id }) => id);
    const merged = records.find((id, index) => records.indexOf(id) !== index);
    if (merged)
      throw invalid(
        `Several of these ${type} are one record, ${merged}, since they were merged.`,
        `Put all changes of ${merged} into one item.`,
      );
    const missing = ids.filter((id) => !current.has(id));
    const gone = await whyGone(client, type, missing);
    for (const { id, problems, values } of checked) {
      const now = current.get(id);
      const why = gone.get(id);
      if (now) problems.push(...(await stageProblem(client, type, values, now.properties)));
      else problems.push(why ? `${singularOf(type)} ${id} ${why}` : `there are no ${type} ${id}`);
    }
    refuseProblems(checked, WHERE_TO_LOOK);
    const known = await client.properties(type);
    const items: BatchItem<Required<Wanted>>[] = [];
    for (const { item, id: asked, values } of checked) {
      const { id = asked, properties: now = {} } = current.get(asked) ?? {};
      const changed = Object.entries(values).filter(([name, value]) => !isSame(known.get(name), now[name], value));
      if (changed.length === 0) continue;
      const before: Values = Object.fromEntries(changed.map(([name]) => [name, now[name] ?? '']));
      const after: Values = Object.fromEntries(changed);
      items.push({
        ...{ item, key: id, title: titleOf(titles, now) ?? NO_NAME },
        before: await shownValues(client, type, before),
        after: await shownValues(client, type, after),
        sent: { type, id, before, after },
      });
    }
    const merges = mergesOf(current);
    const same = checked.length - items.length;
    const note =
      items.length === 0
        ? `All of these ${type} already have these values; nothing was written.`
        : `${same} of the ${type} already had these values and were not written.`;
    return {
      summary: `Update ${items.length} ${type} in HubSpot${merges.length === 0 ? '' : ` (${merges.join('; ')})`}`,
      items,
      notes: same === 0 ? [] : [note],
    };
  },
  readBack,
  async apply(items, client) {
    const inputs = items.map(({ sent: { id, after: properties }, idempotencyKey: objectWriteTraceId }) => ({
      id,
      properties,
      objectWriteTraceId,
    }));
    const at = client.paths.objects(typeOf(items), '/batch/update');
    return outcomesIn(await client.write(BATCH, at, inputs), items);
  },
  undo: {
    summary: (items) => `Set back ${items.length} ${items[0]?.type} in HubSpot`,
    things: ([item]) => item?.type ?? '',
  },
});
