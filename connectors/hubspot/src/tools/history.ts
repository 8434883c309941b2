import { defineTool, RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import { connection } from '../connection.ts';
import { invalid } from '../errors.ts';
import { mergesOf } from '../merged-objects.ts';
import { ID_INPUT, OBJECT_INPUT, stagePropertyOf, typeName } from '../object-types.ts';
import { stageLabels } from '../rows.ts';
import { checkNames } from '../schema.ts';

export const listHistory = defineTool({
  connection,
  name: 'hubspot_list_history',
  title: 'History of a HubSpot object',
  access: 'read',
  description: 'Values that properties of an object had, newest first; by default its stage: when a deal moved.',
  input: z.object({
    object: OBJECT_INPUT,
    id: ID_INPUT.describe('Its id.'),
    properties: z.array(z.string()).min(1).max(10).optional().describe('Default: the stage.'),
  }),
  items: z.object({
    property: z.string(),
    value: z.string().nullable(),
    label: z.string().optional(),
    from: z.string(),
    until: z.string().nullable(),
    source: z.string().optional(),
  }),
  defaultLimit: 100,
  maxLimit: 500,
  examples: [{ title: 'Stages of a deal', input: { object: 'deals', id: '3010000001' } }],
  async handler({ input, connection: client, signal }) {
    const type = await typeName(client, input.object, signal);
    const stage = stagePropertyOf(type);
    const names = input.properties ?? (stage === undefined ? [] : [stage]);
    if (names.length === 0) throw invalid(`${type} have no stage.`, 'Name the properties.');
    await checkNames(client, type, names, signal);
    const [object] = await client.read(type, [input.id], { properties: [], history: names, signal });
    if (!object)
      throw new RolekitError('RK_NOT_FOUND', {
        what: `${type} ${input.id}`,
        hint: 'Find the id with `hubspot_search_objects`.',
      });
    const labels = stage !== undefined && names.includes(stage) ? await stageLabels(client, type, signal) : new Map();
    const items = names.flatMap((property) =>
      (object.propertiesWithHistory?.[property] ?? []).map(({ value, timestamp, sourceType }, index, all) => {
        const label = property === stage && value ? labels.get(value) : undefined;
        return {
          property,
          value: value || null,
          ...(label === undefined ? {} : { label }),
          from: timestamp,
          until: all[index - 1]?.timestamp ?? null,
          ...(sourceType ? { source: sourceType } : {}),
        };
      }),
    );
    items.sort((a, b) => b.from.localeCompare(a.from));
    const merges = mergesOf(new Map([[input.id, object]])).map((merge) => `${merge}: the merged record is shown.`);
    return { items, total: items.length, notes: merges };
  },
});
