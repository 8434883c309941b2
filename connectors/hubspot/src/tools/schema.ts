import { filled } from '@rolekit/sdk';
import { z } from 'zod';
import { hubspot } from '../connection.ts';
import { OBJECT_INPUT, typeName } from '../object-types.ts';
import { isFraction, percentOf } from '../percent.ts';
import { checkNames, choicesOf, ownerName } from '../schema.ts';

const MAX_VALUES = 60;

export const listProperties = hubspot.list({
  name: 'hubspot_list_properties',
  title: 'List HubSpot properties',
  description: 'Index of the properties of a type; with `names`, the details of a few: options, description.',
  input: {
    object: OBJECT_INPUT,
    text: z.string().optional().describe('Words in name or label, any of them.'),
    names: z.array(z.string()).min(1).max(25).optional().describe('Second step: exact names.'),
  },
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
  async handler({ object, text = '', names }, client) {
    const type = await typeName(client, object);
    const known = await checkNames(client, type, names ?? []);
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = [...known.values()].filter(({ name, label, hidden }) => {
      if (names) return names.includes(name);
      const text = `${name} ${label}`.toLowerCase();
      return !hidden && (words.length === 0 || words.some((word) => text.includes(word)));
    });
    return Promise.all(
      wanted.map(async (item) => {
        const { name, label, type: kind, description, groupName: group } = item;
        const isReadOnly = item.modificationMetadata?.readOnlyValue || item.calculated;
        const index = {
          ...{ name, label, type: kind },
          ...filled({
            unit: isFraction(item) ? 'fraction: 0.6 is 60 %' : undefined,
            readOnly: isReadOnly || undefined,
          }),
        };
        if (!names) return index;
        const choices = (await choicesOf(client, type, item)) ?? [];
        const options = choices.slice(0, MAX_VALUES).map(({ name, label }) => ({ value: name, label }));
        return {
          ...index,
          ...filled({ unique: item.hasUniqueValue || undefined, description, group, options }),
          ...(choices.length > MAX_VALUES ? { moreOptions: choices.length - MAX_VALUES } : {}),
        };
      }),
    );
  },
});

export const listPipelines = hubspot.list({
  name: 'hubspot_list_pipelines',
  title: 'List HubSpot pipelines and stages',
  description: 'Stages of the pipelines of a type, in order, with the ids for filters and writes.',
  input: { object: z.string().describe('E.g. deals, tickets.') },
  items: z.object({
    pipelineId: z.string(),
    pipeline: z.string(),
    stageId: z.string(),
    stage: z.string(),
    probability: z.number().nullable().optional().describe('Of winning; 60 is 60 %.'),
    closed: z.boolean().optional(),
  }),
  defaultLimit: 100,
  examples: [{ title: 'Deal stages', input: { object: 'deals' } }],
  async handler({ object }, client) {
    const pipelines = await client.pipelines(await typeName(client, object));
    return pipelines.flatMap(({ id: pipelineId, label: pipeline, stages }) =>
      stages
        .toSorted((a, b) => a.displayOrder - b.displayOrder)
        .map(({ id: stageId, label: stage, metadata: { probability, isClosed, ticketState } }) => ({
          ...{ pipelineId, pipeline, stageId, stage },
          ...(probability === undefined ? {} : { probability: percentOf(probability) }),
          ...filled({ closed: isClosed === undefined ? ticketState && ticketState === 'CLOSED' : isClosed === 'true' }),
        })),
    );
  },
});

export const listOwners = hubspot.list({
  name: 'hubspot_list_owners',
  title: 'List HubSpot owners',
  description: 'Users who own objects, with the id in hubspot_owner_id; also deactivated ones.',
  input: { text: z.string().optional().describe('Part of name, email or id.') },
  items: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string().optional(),
    deactivated: z.literal(true).optional(),
  }),
  defaultLimit: 100,
  maxLimit: 500,
  examples: [
    { title: 'An owner by name', input: { text: 'porter' } },
    { title: 'All owners', input: {} },
  ],
  async handler({ text = '' }, client) {
    const rows = (await client.owners()).map((owner) => ({
      ...{ id: owner.id, name: ownerName(owner) },
      ...filled({ email: owner.email, deactivated: owner.archived || undefined }),
    }));
    return rows.filter(({ id, name, email = '' }) =>
      `${id} ${name} ${email}`.toLowerCase().includes(text.toLowerCase()),
    );
  },
});
