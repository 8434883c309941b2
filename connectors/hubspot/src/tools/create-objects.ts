import { quotedName, refuseProblems } from '@rolekit/sdk';
import { z } from 'zod';
import { belongsTo, givenTargets, objectNames, TARGETS, vendorAssociations } from '../association-targets.ts';
import { CHUNK, MAX_ITEMS, outcomesIn, readBack, typeOf, type Wanted, WHERE_TO_LOOK } from '../batch-requests.ts';
import { stageProblem } from '../check-stage.ts';
import { hubspot } from '../connection.ts';
import { OBJECT_INPUT, titleOf, titlePropertiesOf, typeName } from '../object-types.ts';
import { checkValues, shownValues, VALUES } from '../values.ts';
import { BATCH } from '../wire.ts';

export const createObjects = hubspot.batch({
  name: 'hubspot_create_objects',
  title: 'Create HubSpot objects',
  description:
    'Creates objects of a type after a person approved. Search for duplicates first. Answers an outcome for each. ' +
    'Sent once.',
  input: {
    object: OBJECT_INPUT,
    items: z
      .array(z.object({ properties: VALUES, associations: TARGETS.optional() }))
      .min(1)
      .max(MAX_ITEMS)
      .describe('New ones.'),
  },
  chunk: CHUNK,
  examples: [
    {
      title: 'A contact at a company of the demo account',
      input: {
        object: 'contacts',
        items: [
          {
            properties: { email: 'nia.brandt@kestrelvalelogistics.example', firstname: 'Nia', lastname: 'Brandt' },
            associations: [{ object: 'companies', id: '2010000001' }],
          },
        ],
      },
    },
  ],
  async plan({ object, items }, client) {
    const type = await typeName(client, object);
    const checked = await Promise.all(
      items.map(async ({ properties, associations: targets = [] }, index) => {
        const { values, problems } = await checkValues(client, type, properties);
        problems.push(...(await stageProblem(client, type, values, undefined)));
        return { item: index + 1, problems, values, targets };
      }),
    );
    refuseProblems(checked, WHERE_TO_LOOK);
    const given = await Promise.all(
      checked.map(({ item, targets }) => givenTargets(client, targets, `items[${item - 1}].associations`)),
    );
    const names = await objectNames(client, given.flat());
    const titles = await titlePropertiesOf(client, type);
    const planned = await Promise.all(
      checked.map(async ({ item, values }) => {
        const targets = given[item - 1] ?? [];
        const after = { ...(await shownValues(client, type, values)), ...belongsTo(targets, names) };
        const associations = await vendorAssociations(client, type, targets);
        const sent = { type, properties: values, associations };
        return { item, key: `#${item}`, title: titleOf(titles, values), before: null, after, sent };
      }),
    );
    const title = planned.length === 1 ? planned[0]?.title : undefined;
    const named = title === undefined ? '' : ` (${quotedName(title)})`;
    return { summary: `Create ${planned.length} ${type} in HubSpot${named}`, items: planned };
  },
  async apply(items, client) {
    const inputs = items.map(({ sent: { type: _, ...sent }, idempotencyKey: objectWriteTraceId }) => ({
      ...sent,
      objectWriteTraceId,
    }));
    const created = await client.write(BATCH, client.paths.objects(typeOf(items), '/batch/create'), inputs);
    return outcomesIn(created, items);
  },
  /** Nothing that was changed since is archived. */
  undo: {
    turn: ({ sent: { type, properties }, id = '' }): Wanted => ({ type, id, before: properties }),
    summary: (items) => `Archive ${items.length} ${items[0]?.type} in HubSpot`,
    things: ([item]) => item?.type ?? '',
    readBack,
    async apply(items, client) {
      const ids = items.map(({ sent }) => sent.id);
      await client.archive(typeOf(items), ids);
      return items.map(({ item, sent }) => ({ item, id: sent.id, outcome: 'done' }));
    },
  },
});
