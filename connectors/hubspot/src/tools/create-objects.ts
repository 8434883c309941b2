import { defineBatchTool } from '@rolekit/sdk';
import { z } from 'zod';
import { CHUNK, MOST_ITEMS, outcomesOf, problemsOf } from '../batch.ts';
import { connection } from '../connection.ts';
import { OBJECT_INPUT, titleOf, typeName } from '../object-types.ts';
import { belongsTo, TARGETS, targetNames, vendorAssociations } from '../targets.ts';
import { checkValues, shownValues, VALUES } from '../values.ts';

export const createObjects = defineBatchTool({
  connection,
  name: 'hubspot_create_objects',
  title: 'Create HubSpot objects',
  access: 'write',
  description:
    'Creates objects of a type after a person approved. Search for duplicates first. Answers an outcome for each. ' +
    'Sent once.',
  input: z.object({
    object: OBJECT_INPUT,
    items: z
      .array(z.object({ properties: VALUES, associations: TARGETS.optional() }))
      .min(1)
      .max(MOST_ITEMS)
      .describe('New ones.'),
  }),
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
  async plan({ input, connection: client, signal }) {
    const type = typeName(input.object);
    const checked = await Promise.all(
      input.items.map(async ({ properties, associations: targets = [] }, index) => {
        const problems: string[] = [];
        const values = await checkValues(client, type, properties, problems, signal);
        return { item: index + 1, problems, values, targets };
      }),
    );
    const missing: string[] = [];
    const targets = checked.flatMap((one) => one.targets);
    const names = await targetNames(client, targets, missing, signal);
    const problem = problemsOf(
      [...checked, ...(missing.length > 0 ? [{ item: 0, problems: missing }] : [])],
      checked.length,
    );
    if (problem) throw problem;
    const [only] = checked;
    const title = checked.length === 1 && only ? titleOf(type, only.values) : undefined;
    return {
      summary: `Create ${checked.length} ${type} in HubSpot${title === undefined ? '' : ` (${title})`}`,
      items: await Promise.all(
        checked.map(async ({ item, values, targets }) => ({
          item,
          key: `#${item}`,
          before: null,
          after: { ...(await shownValues(client, type, values, signal)), ...belongsTo(targets, names) },
          sent: { properties: values, associations: await vendorAssociations(client, type, targets, signal) },
        })),
      ),
    };
  },
  async apply({ input, items, connection: client, signal }) {
    const inputs = items.map(({ sent, idempotencyKey }) => ({ ...sent, objectWriteTraceId: idempotencyKey }));
    const answer = await client.batch(typeName(input.object), 'create', inputs, signal);
    return outcomesOf(
      answer,
      items.map((one) => ({ ...one, sent: {} })),
    );
  },
});
