import { filled, invalid, notFound } from '@rolekit/sdk';
import { z } from 'zod';
import { hubspot } from '../connection.ts';
import { mergesOf } from '../found-objects.ts';
import { ID_INPUT, OBJECT_INPUT, stagePropertyOf, typeName } from '../object-types.ts';
import { stageLabels } from '../rows.ts';
import { checkNames } from '../schema.ts';

export const listHistory = hubspot.list({
  name: 'hubspot_list_history',
  title: 'History of a HubSpot object',
  description: 'Values that properties of an object had, newest first; by default its stage: when a deal moved.',
  input: {
    object: OBJECT_INPUT,
    id: ID_INPUT.describe('Its id.'),
    properties: z.array(z.string()).min(1).max(10).optional().describe('Default: the stage.'),
  },
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
  async handler({ object: kind, id, properties }, client) {
    const type = await typeName(client, kind);
    const stage = stagePropertyOf(type);
    const history = properties ?? (stage === undefined ? [] : [stage]);
    if (history.length === 0) throw invalid(`${type} have no stage.`, 'Name the properties.');
    await checkNames(client, type, history);
    const [object] = await client.read(type, [id], { properties: [], history });
    if (!object) throw notFound(`${type} ${id}`, 'Find the id with `hubspot_search_objects`.');
    const labels = stage !== undefined && history.includes(stage) ? await stageLabels(client, type) : new Map();
    const items = history.flatMap((property) =>
      (object.propertiesWithHistory?.[property] ?? []).map(({ value, timestamp, sourceType }, index, all) => ({
        property,
        value: value || null,
        from: timestamp,
        until: all[index - 1]?.timestamp ?? null,
        ...filled({ label: property === stage && value ? labels.get(value) : undefined, source: sourceType }),
      })),
    );
    items.sort((a, b) => b.from.localeCompare(a.from));
    const notes = mergesOf(new Map([[id, object]])).map((merge) => `${merge}: the merged record is shown.`);
    return { items, total: items.length, notes };
  },
});
