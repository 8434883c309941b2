import { type AppliedBatch, type ChunkCall, defineBatchTool, type ToolCall } from '@rolekit/sdk';
import { z } from 'zod';
import { CHUNK, MOST_ITEMS, outcomesOf, problemsOf } from '../batch.ts';
import type { HubSpotClient } from '../client.ts';
import { connection } from '../connection.ts';
import { different, movedSince, stillWritten } from '../current.ts';
import { OBJECT_INPUT, titleOf, titlePropertiesOf, typeName } from '../object-types.ts';
import { belongsTo, TARGETS, targetNames, vendorAssociations } from '../targets.ts';
import { checkValues, shownValues, VALUES, type Values } from '../values.ts';

/** What was created, to be archived. */
interface Created {
  type: string;
  id: string;
  values: Values;
}
type Chunk = ChunkCall<unknown, HubSpotClient, Created>;

const typeOf = ({ items }: Chunk) => items[0]?.sent.type ?? '';
const wantedOf = ({ items }: Chunk) => items.map(({ item, sent: { id, values } }) => ({ item, id, values }));

/** Nothing that was changed since is archived. */
const archiving = {
  chunk: CHUNK,
  async plan({
    input,
    connection: client,
    signal,
  }: ToolCall<AppliedBatch<{ type: string; properties: Values }>, HubSpotClient>) {
    const type = input.items[0]?.sent.type ?? '';
    const created = input.items.flatMap(({ item, id, sent }) =>
      id === undefined ? [] : [{ item, id, values: sent.properties }],
    );
    const { left, notes } = await stillWritten(client, type, created, signal);
    return {
      summary: `Archive ${left.length} ${type} in HubSpot`,
      items: await Promise.all(
        left.map(async ({ item, id, values }) => ({
          item,
          key: id,
          before: await shownValues(client, type, values, signal),
          after: null,
          sent: { type, id, values },
        })),
      ),
      notes,
    };
  },
  check: (call: Chunk) => movedSince(call.connection, typeOf(call), wantedOf(call), call.signal),
  async apply(call: Chunk) {
    const ids = call.items.map(({ sent }) => sent.id);
    await call.connection.archive(typeOf(call), ids, call.signal);
    return call.items.map(({ item, sent }) => ({ item, id: sent.id, outcome: 'done' as const }));
  },
  async look(call: Chunk) {
    const now = await different(call.connection, typeOf(call), wantedOf(call), call.signal);
    return call.items
      .filter(({ item }) => now.get(item)?.gone)
      .map(({ item, sent }) => ({ item, id: sent.id, outcome: 'done' as const }));
  },
};

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
    const type = await typeName(client, input.object, signal);
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
    const titles = await titlePropertiesOf(client, type, signal);
    const title = checked.length === 1 && only ? titleOf(titles, only.values) : undefined;
    return {
      summary: `Create ${checked.length} ${type} in HubSpot${title === undefined ? '' : ` (${JSON.stringify(title)})`}`,
      items: await Promise.all(
        checked.map(async ({ item, values, targets }) => ({
          item,
          key: `#${item}`,
          before: null,
          after: {
            ...(await shownValues(client, type, values, signal)),
            ...(await belongsTo(client, targets, names, signal)),
          },
          sent: { type, properties: values, associations: await vendorAssociations(client, type, targets, signal) },
        })),
      ),
    };
  },
  async apply({ items, connection: client, signal }) {
    const inputs = items.map(({ sent: { type: _, ...sent }, idempotencyKey }) => ({
      ...sent,
      objectWriteTraceId: idempotencyKey,
    }));
    const answer = await client.batch(items[0]?.sent.type ?? '', 'create', inputs, signal);
    return outcomesOf(
      answer,
      items.map((one) => ({ ...one, sent: {} })),
    );
  },
  undo: archiving,
});
