import { answer, invalid, isNamed, quotedName, RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import type { SalesforceClient } from '../client.ts';
import { connection } from '../connection.ts';
import { amountsIn, type Current, notWritable, pick, readCurrent, titleOf } from '../current-record.ts';
import { describeOf, recordUrl } from '../record.ts';
import { currentWithNames, withNames } from '../record-names.ts';
import type { Row } from '../rows.ts';
import { fieldsOf, type ObjectSchema } from '../schema.ts';
import { checkObject } from '../soql.ts';
import { checkValues, isSame } from '../values.ts';

export const VALUES = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const WRITTEN = z.object({
  object: z.string(),
  id: z.string(),
  url: z.string().optional(),
  fields: z.record(z.string(), z.unknown()),
});

/** What is remembered of a record: its values before, as they were read back, and when it was last changed. */
const REMEMBERED = z.object({
  object: z.string(),
  id: z.string(),
  fields: z.record(z.string(), z.unknown()).default({}),
  written: z.record(z.string(), z.unknown()).default({}),
  modified: z.string().nullable(),
});

export const createRecord = connection.write({
  name: 'salesforce_create_record',
  title: 'Create a Salesforce record',
  description:
    'Creates one record after a person approved it. Search for a duplicate first. Fields are checked before the person is asked.',
  input: {
    object: z.string().describe('API name, e.g. Task'),
    fields: VALUES.describe('API name → value; references by id.'),
  },
  item: WRITTEN,
  examples: [
    {
      title: 'A task',
      input: {
        object: 'Task',
        fields: { Subject: 'Call back about the renewal', Status: 'Not Started', Priority: 'Normal' },
      },
    },
  ],
  // there is nothing yet that could change
  planAgain: false,
  async plan({ object, fields }, client) {
    const schema = await client.describe(checkObject(object));
    if (!schema.createable) throw notWritable(schema, 'created');
    const values = checkValues(schema, fields, 'create');
    const title = titleOf(schema, values);
    return {
      summary: `Create ${schema.name}${title && ` ${quotedName(title)}`}${amountsIn(schema, values, {})}`,
      before: null,
      after: await withNames(client, schema, values),
    };
  },
  async apply({ object }, client, { plan }) {
    const schema = await client.describe(object);
    const values = valuesOf(plan.after);
    return written(client, schema, await client.create(schema.name, values), values);
  },
  undo: {
    async plan({ undo }, client) {
      const record = REMEMBERED.parse(undo);
      const current = await unmoved(client, record, record.written, 'it was created');
      return {
        summary: `Delete ${record.object} ${current.record}`,
        before: await currentWithNames(client, current, record.written),
        after: null,
      };
    },
    async apply({ undo }, client) {
      const { object, id } = REMEMBERED.parse(undo);
      await client.remove(object, id);
      return answer({ object, id, deleted: true }, { notes: ['It is in the recycle bin.'] });
    },
  },
});

export const updateRecord = connection.write({
  name: 'salesforce_update_record',
  title: 'Update a Salesforce record',
  description:
    'Changes fields of one record after a person saw before and after and approved. Refused when the record changed meanwhile.',
  input: {
    id: z.string().describe('Record id.'),
    object: z.string().optional().describe('API name; known from the id if left out.'),
    fields: VALUES.describe('Only what changes: API name → new value, null to empty.'),
  },
  item: WRITTEN,
  examples: [
    {
      title: 'Describe the first account of the demo org',
      input: { id: '001Rk0000000001IAA', fields: { Description: 'Renews in the first quarter.' } },
    },
  ],
  async plan(input, client) {
    const schema = await describeOf(client, input.object, input.id);
    if (!schema.updateable) throw notWritable(schema, 'updated');
    const values = checkValues(schema, input.fields, 'update');
    const current = await readCurrent(client, schema, input.id, Object.keys(values));
    const changed = fieldsOf(schema, Object.keys(values)).filter(
      (field) => !isSame(field, current.fields[field.name], values[field.name] ?? null),
    );
    if (changed.length === 0)
      throw invalid(
        `${schema.name} ${input.id} already has these values.`,
        'Nothing has to be changed; tell the person so.',
      );
    const names = changed.map((field) => field.name);
    const before = pick(current.fields, names);
    const after = pick(values, names);
    return {
      summary: `Update ${schema.name} ${current.record}${amountsIn(schema, after, current.fields)}`,
      before: await currentWithNames(client, current, before),
      after: await withNames(client, schema, after),
      undo: { object: schema.name, id: current.id, fields: before, modified: current.modified },
    };
  },
  async apply(_, client, { plan }) {
    const { object, id } = REMEMBERED.parse(plan.undo);
    const values = valuesOf(plan.after);
    await client.update(object, id, values);
    return written(client, await client.describe(object), id, values);
  },
  undo: {
    async plan({ undo }, client) {
      const { object, id, fields, written: before } = REMEMBERED.parse(undo);
      const current = await unmoved(client, { object, id }, before, 'it was written');
      return {
        summary: `Set back ${object} ${current.record}${amountsIn(current.schema, fields, current.fields)}`,
        before: await currentWithNames(client, current, before),
        after: await withNames(client, current.schema, fields),
      };
    },
    async apply({ undo }, client) {
      const { object, id, fields } = REMEMBERED.parse(undo);
      await client.update(object, id, fields);
      return { object, id, fields };
    },
  },
});

/** @throws RK_CONFLICT when a record has other values by now, or, where that is remembered, was touched at all */
async function unmoved(
  client: SalesforceClient,
  { object, id, modified }: { object: string; id: string; modified?: string | null },
  values: Row,
  since: string,
): Promise<Current> {
  const current = await readCurrent(client, await client.describe(object), id, Object.keys(values));
  const moved = Object.keys(values).filter((name) => current.fields[name] !== values[name]);
  if (moved.length === 0 && (modified === undefined || current.modified === modified)) return current;
  throw new RolekitError('RK_CONFLICT', {
    reason: `${object} ${id} was changed by someone else after ${since} (${moved.join(', ') || 'another field'}); nothing was written.`,
  });
}

/** What was written, read back: a flow or trigger may have changed more. */
async function written(client: SalesforceClient, schema: ObjectSchema, id: string, values: Row) {
  const object = schema.name;
  const names = Object.keys(values);
  // the write is done: failing now would invite a second one
  const current = await readCurrent(client, schema, id, names).catch(() => undefined);
  const fields = current ? pick(current.fields, names) : values;
  return answer(
    { object, id, ...(await recordUrl(client, object, id)), fields },
    {
      notes: current ? [] : ['Written, but it could not be read back; the values are those approved.'],
      undo: { object, id, written: fields, modified: current?.modified ?? null },
    },
  );
}

/** The values to send: a plan shows names beside ids. */
function valuesOf(after: Row | null): Row {
  return Object.fromEntries(
    Object.entries(after ?? {}).map(([name, value]) => [name, isNamed(value) ? value.id : value]),
  );
}
