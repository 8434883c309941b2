import { defineTool } from '@rolekit/sdk';
import { z } from 'zod';
import type { HubSpotClient } from '../client.ts';
import { connection } from '../connection.ts';
import { OBJECT_INPUT, titleOf, typeName } from '../object-types.ts';
import { type Outcome, perhapsCreated, problemsOf, summaryOf, WRITTEN } from '../outcomes.ts';
import { beforeAndAfter, type ShownItem } from '../question.ts';
import { TARGETS, targetNames, vendorAssociations } from '../targets.ts';
import { checkValues, shownValue, VALUES } from '../values.ts';
import type { BatchAnswer } from '../wire.ts';

const INPUT = z.object({
  object: OBJECT_INPUT,
  items: z
    .array(z.object({ properties: VALUES, associations: TARGETS.optional() }))
    .min(1)
    .max(100)
    .describe('The new ones.'),
});

export const createObjects = defineTool({
  connection,
  name: 'hubspot_create_objects',
  title: 'Create HubSpot objects',
  access: 'write',
  description:
    'Creates 1 to 100 objects of a type after a person approved. Search for duplicates first. Answers an outcome for each. ' +
    'Sent at most once: when the answer is lost, search before trying again.',
  input: INPUT,
  item: WRITTEN,
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
    const checked = await check(client, type, input, signal);
    const known = await client.properties(type, signal);
    const shown = await Promise.all(
      checked.items.map(async ({ item, values, targets }): Promise<ShownItem> => {
        const changes = await Promise.all(
          Object.entries(values).map(async ([name, value]) => ({
            name,
            after: await shownValue(client, type, known.get(name), value, signal),
          })),
        );
        const belongs = targets.map(({ object, id }) => ({
          name: `belongs to ${typeName(object)} ${id}`,
          after: checked.names.get(`${typeName(object)}/${id}`) ?? id,
        }));
        // the title stands among the values already
        return { key: `#${item}`, title: undefined, changes: [...changes, ...belongs] };
      }),
    );
    const only = checked.items[0];
    const title = checked.items.length === 1 && only ? titleOf(type, only.values) : undefined;
    return {
      summary: `Create ${checked.items.length} ${type} in HubSpot${title === undefined ? '' : ` (${title})`}`,
      before: null,
      after: beforeAndAfter(shown).after,
      undo: { object: type, archive: 'the ids in the result' },
    };
  },
  async apply({ input, connection: client, idempotencyKey, signal }) {
    const type = typeName(input.object);
    const { items } = await check(client, type, input, signal);
    const traceOf = (item: number) => `${idempotencyKey}-${item}`;
    const inputs = await Promise.all(
      items.map(async ({ item, values, targets }) => ({
        properties: values,
        associations: await vendorAssociations(client, type, targets, signal),
        objectWriteTraceId: traceOf(item),
      })),
    );
    const answer = await client.batch(type, 'create', inputs, signal).catch((error: unknown) => {
      throw perhapsCreated(`the ${type} were`, error);
    });
    return {
      item: summaryOf(
        type,
        items.map(({ item }, index) => outcomeOf(answer, item, index, traceOf(item))),
      ),
    };
  },
});

async function check(client: HubSpotClient, type: string, input: z.output<typeof INPUT>, signal: AbortSignal) {
  const items = await Promise.all(
    input.items.map(async ({ properties, associations = [] }, index) => {
      const problems: string[] = [];
      const values = await checkValues(client, type, properties, problems, signal);
      return { item: index + 1, problems, values, targets: associations };
    }),
  );
  const missing: string[] = [];
  const names = await targetNames(
    client,
    items.flatMap((one) => one.targets),
    missing,
    signal,
  );
  const problem = problemsOf([...items, ...(missing.length > 0 ? [{ item: 0, problems: missing }] : [])], items.length);
  if (problem) throw problem;
  return { items, names };
}

/** By the trace that each item was sent with; by place only where HubSpot sends all of them back without traces. */
function outcomeOf(answer: BatchAnswer, item: number, index: number, trace: string): Outcome {
  const { results, errors = [] } = answer;
  const byPlace = errors.length === 0 && results.every((one) => one.objectWriteTraceId === undefined);
  const created = byPlace ? results[index] : results.find((one) => one.objectWriteTraceId === trace);
  if (created) return { item, id: created.id, outcome: 'written' };
  const error = errors.find((one) => one.context?.objectWriteTraceId?.includes(trace));
  if (error) return { item, outcome: 'refused', reason: error.message };
  return { item, outcome: 'unknown', reason: 'HubSpot does not mention it: search before creating it again' };
}
