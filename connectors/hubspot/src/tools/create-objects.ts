import { type AppliedBatch, type ChunkCall, defineBatchTool, quotedName, type ToolCall } from '@rolekit/sdk';
import { z } from 'zod';
import {
  belongsTo,
  givenObject,
  givenTargets,
  objectNames,
  TARGETS,
  vendorAssociations,
} from '../association-targets.ts';
import { CHUNK, MAX_ITEMS, outcomesOf, problemsOf } from '../batch-requests.ts';
import { stageProblem } from '../check-stage.ts';
import type { HubSpotClient } from '../client.ts';
import { connection } from '../connection.ts';
import { different, movedSince, stillWritten } from '../current-values.ts';
import { OBJECT_INPUT, singularOf, titleOf, titlePropertiesOf, typeName } from '../object-types.ts';
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
    const names = await objectNames(
      client,
      left.map(({ id }) => givenObject(type, id, 'id')),
      signal,
    );
    return {
      summary: `Archive ${left.length} ${type} in HubSpot`,
      items: await Promise.all(
        left.map(async ({ item, id, values }) => ({
          item,
          key: id,
          title: names.of(singularOf(type), id).name,
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
      .max(MAX_ITEMS)
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
        const wrong = await stageProblem(client, type, values, undefined, signal);
        if (wrong) problems.push(wrong);
        return { item: index + 1, problems, values, targets };
      }),
    );
    const problem = problemsOf(checked, checked.length);
    if (problem) throw problem;
    const given = await Promise.all(
      checked.map(({ item, targets }) => givenTargets(client, targets, `items[${item - 1}].associations`, signal)),
    );
    const names = await objectNames(client, given.flat(), signal);
    const [only] = checked;
    const titles = await titlePropertiesOf(client, type, signal);
    const title = checked.length === 1 && only ? titleOf(titles, only.values) : undefined;
    return {
      summary: `Create ${checked.length} ${type} in HubSpot${title === undefined ? '' : ` (${quotedName(title)})`}`,
      items: await Promise.all(
        checked.map(async ({ item, values, targets }) => ({
          item,
          key: `#${item}`,
          title: titleOf(titles, values),
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
      items.map((item) => ({ ...item, sent: {} })),
    );
  },
  undo: archiving,
});
