import { defineTool } from '@rolekit/sdk';
import { z } from 'zod';
import { connection } from '../connection.ts';
import { OBJECT_INPUT, typeName } from '../object-types.ts';
import { isFraction } from '../percent.ts';
import { checkNames, choicesOf } from '../schema.ts';

const MAX_VALUES = 60;

export const listProperties = defineTool({
  connection,
  name: 'hubspot_list_properties',
  title: 'List HubSpot properties',
  access: 'read',
  description: 'Index of the properties of a type; with `names`, the details of a few: options, description.',
  input: z.object({
    object: OBJECT_INPUT,
    text: z.string().optional().describe('Words in name or label, any of them.'),
    names: z.array(z.string()).min(1).max(25).optional().describe('Second step: exact names.'),
  }),
  items: z.object({
    name: z.string(),
    label: z.string(),
    type: z.string(),
    unit: z.string().optional(),
    readOnly: z.literal(true).optional(),
    unique: z.literal(true).optional(),
    description: z.string().optional(),
    group: z.string().optional(),
    options: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
    moreOptions: z.int().optional(),
  }),
  defaultLimit: 100,
  maxLimit: 500,
  examples: [
    { title: 'What is there about stages', input: { object: 'deals', text: 'stage forecast' } },
    { title: 'The stages themselves', input: { object: 'deals', names: ['dealstage', 'amount'] } },
  ],
  async handler({ input, connection: client, signal }) {
    const type = await typeName(client, input.object, signal);
    const known = await checkNames(client, type, input.names ?? [], signal);
    const words = (input.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = [...known.values()].filter((candidate) => {
      if (input.names) return input.names.includes(candidate.name);
      const text = `${candidate.name} ${candidate.label}`.toLowerCase();
      return !candidate.hidden && (words.length === 0 || words.some((word) => text.includes(word)));
    });
    const items = await Promise.all(
      wanted.map(async (item) => {
        const index = {
          name: item.name,
          label: item.label,
          type: item.type,
          ...(isFraction(item) ? { unit: 'fraction: 0.6 is 60 %' } : {}),
          ...(item.modificationMetadata?.readOnlyValue || item.calculated ? { readOnly: true as const } : {}),
        };
        if (!input.names) return index;
        const choices = (await choicesOf(client, type, item, signal)) ?? [];
        return {
          ...index,
          ...(item.hasUniqueValue ? { unique: true as const } : {}),
          ...(item.description ? { description: item.description } : {}),
          ...(item.groupName ? { group: item.groupName } : {}),
          ...(choices.length > 0
            ? { options: choices.slice(0, MAX_VALUES).map(({ name, label }) => ({ value: name, label })) }
            : {}),
          ...(choices.length > MAX_VALUES ? { moreOptions: choices.length - MAX_VALUES } : {}),
        };
      }),
    );
    return { items, total: items.length };
  },
});
