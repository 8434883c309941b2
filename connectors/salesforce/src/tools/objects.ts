import { filled } from '@rolekit/sdk';
import { z } from 'zod';
import { connection } from '../connection.ts';
import type { ChildSchema, FieldSchema } from '../schema.ts';

/** Shadows that Salesforce keeps for most objects; shown only to who names them. */
const SHADOW = /(?:History|Share|Feed|ChangeEvent|__Tag|OwnerSharingRule)$/;
const MAX_VALUES = 40;

export const listObjects = connection.list({
  name: 'salesforce_list_objects',
  title: 'List Salesforce objects',
  description:
    'Objects that the user may query, by API name. First step when the object is unknown; then salesforce_describe_object.',
  input: {
    text: z.string().optional().describe('Part of name or label; History, Share and Feed objects appear only so.'),
  },
  items: z.object({
    name: z.string(),
    label: z.string(),
    custom: z.boolean(),
    createable: z.boolean(),
    updateable: z.boolean(),
  }),
  defaultLimit: 100,
  maxLimit: 500,
  examples: [{ title: 'Objects about opportunities', input: { text: 'opportunity' } }],
  async handler(input, client) {
    const all = (await client.objects()).filter((object) => object.queryable);
    const text = input.text?.toLowerCase();
    const items = all
      .filter(({ name, label }) =>
        text === undefined
          ? !SHADOW.test(name)
          : name.toLowerCase().includes(text) || label.toLowerCase().includes(text),
      )
      .map(({ name, label, custom, createable, updateable }) => ({ name, label, custom, createable, updateable }));
    const hidden = all.length - items.length;
    const notes =
      text === undefined && hidden > 0
        ? [`${hidden} history, share and feed objects are left out; ask for them with \`text\`.`]
        : [];
    return { items, total: items.length, notes };
  },
});

export const describeObject = connection.list({
  name: 'salesforce_describe_object',
  title: 'Describe a Salesforce object',
  description:
    'Fields of one object (type, access, picklist values, what a reference points to and its SOQL relationship), then its child relationships for subqueries.',
  input: {
    object: z.string().describe('API name, e.g. Opportunity'),
    text: z.string().optional().describe('Only fields and children with this in name or label.'),
  },
  items: z.object({
    name: z.string(),
    label: z.string().optional(),
    type: z.string(),
    required: z.literal(true).optional(),
    access: z.enum(['create+update', 'create', 'update', 'read']).optional(),
    filterable: z.literal(false).optional(),
    values: z.array(z.string()).optional(),
    moreValues: z.int().optional(),
    references: z.array(z.string()).optional(),
    relationship: z.string().optional(),
  }),
  defaultLimit: 100,
  maxLimit: 500,
  examples: [{ title: 'Stage and forecast of a deal', input: { object: 'Opportunity', text: 'stage' } }],
  async handler(input, client) {
    const schema = await client.describe(input.object);
    const text = input.text?.toLowerCase();
    const wanted = (...names: string[]) =>
      text === undefined || names.some((name) => name.toLowerCase().includes(text));
    const fields = schema.fields.filter((field) => wanted(field.name, field.label));
    const children = schema.children.filter((child) => wanted(child.relationship, child.object));
    const items = [...fields.map(fieldRow), ...children.map(childRow)];
    return {
      items,
      total: items.length,
      notes: [
        `${schema.name} (${schema.label}): ${schema.fields.length} fields, ${schema.children.length} child relationships in all.`,
      ],
    };
  },
});

function fieldRow(field: FieldSchema) {
  const more = field.values.length - MAX_VALUES;
  return {
    name: field.name,
    ...(field.label === field.name ? {} : { label: field.label }),
    type: field.length > 0 && /string|textarea/.test(field.type) ? `${field.type}(${field.length})` : field.type,
    ...(field.required ? { required: true as const } : {}),
    access: accessOf(field),
    ...(field.filterable ? {} : { filterable: false as const }),
    ...filled({ values: field.values.slice(0, MAX_VALUES), moreValues: more > 0 ? more : undefined }),
    ...filled({ references: field.references, relationship: field.relationship }),
  };
}

function accessOf(field: FieldSchema): 'create+update' | 'create' | 'update' | 'read' {
  if (field.createable) return field.updateable ? 'create+update' : 'create';
  return field.updateable ? 'update' : 'read';
}

function childRow(child: ChildSchema) {
  return { name: child.relationship, type: 'children', references: [`${child.object}.${child.field}`] };
}
