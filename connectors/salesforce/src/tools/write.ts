import { defineTool, RolekitError, type WritePlan } from '@rolekit/sdk';
import { z } from 'zod';
import type { SalesforceClient } from '../client.ts';
import { connection } from '../connection.ts';
import { describeOf, nameOfReference, readRecord, recordUrl } from '../record.ts';
import type { Row } from '../rows.ts';
import { type FieldSchema, fieldOf, nameFieldOf, type ObjectSchema } from '../schema.ts';
import { checkObject } from '../soql.ts';
import { checkValues, isSame, type Values } from '../values.ts';

const VALUES = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const WRITTEN = z.object({
  object: z.string(),
  id: z.string(),
  url: z.string().optional(),
  fields: z.record(z.string(), z.unknown()),
});

/** What an update's plan remembers for its undoing, and to see that nobody was faster. */
const UNDO = z.object({
  object: z.string(),
  id: z.string(),
  fields: z.record(z.string(), z.unknown()),
  modified: z.string().nullable(),
});

/** What undoing needs to know of what was written: the values as they were read back. */
const WRITTEN_RECORD = z.object({
  object: z.string(),
  id: z.string(),
  written: z.record(z.string(), z.unknown()),
  modified: z.string().nullable(),
});
const UPDATED = WRITTEN_RECORD.extend({ fields: z.record(z.string(), z.unknown()) });

export const createRecord = defineTool({
  connection,
  name: 'salesforce_create_record',
  title: 'Create a Salesforce record',
  access: 'write',
  description:
    'Creates one record after a person approved it. Search for a duplicate first. Fields are checked before the person is asked.',
  input: z.object({
    object: z.string().describe('API name, e.g. Task'),
    fields: VALUES.describe('API name → value; references by id.'),
  }),
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
  async plan({ input, connection: client, signal }) {
    const schema = await client.describe(checkObject(input.object), signal);
    if (!schema.createable) throw notWritable(schema, 'created');
    const values = checkValues(schema, input.fields, 'create');
    const name = nameFieldOf(schema);
    const title = name !== undefined && typeof values[name] === 'string' ? ` "${values[name]}"` : '';
    return {
      summary: `Create ${schema.name}${title}`,
      before: null,
      after: { ...values, ...(await namesOf(client, schema, values, signal)) },
    };
  },
  async apply({ input, connection: client, plan, signal }) {
    const schema = await client.describe(checkObject(input.object), signal);
    const values = valuesOf(plan.after);
    const id = await client.create(schema.name, values, signal);
    return written(client, schema, id, values, signal);
  },
  undo: {
    async plan({ input, connection: client, signal }) {
      const { object, id, written: values, modified } = WRITTEN_RECORD.parse(input.undo);
      const schema = await client.describe(object, signal);
      const { title } = await unchanged(client, schema, id, values, modified, signal);
      return { summary: `Delete ${object} ${id}${title}`, before: values, after: null };
    },
    async apply({ input, connection: client, signal }) {
      const { object, id, written: values, modified } = WRITTEN_RECORD.parse(input.undo);
      const schema = await client.describe(object, signal);
      await unchanged(client, schema, id, values, modified, signal);
      await client.remove(object, id, signal);
      return { item: { object, id, deleted: true }, notes: ['It is in the recycle bin.'] };
    },
  },
});

export const updateRecord = defineTool({
  connection,
  name: 'salesforce_update_record',
  title: 'Update a Salesforce record',
  access: 'write',
  description:
    'Changes fields of one record after a person saw before and after and approved. Refused when the record changed meanwhile.',
  input: z.object({
    id: z.string().describe('Record id.'),
    object: z.string().optional().describe('API name; known from the id if left out.'),
    fields: VALUES.describe('Only what changes: API name → new value, null to empty.'),
  }),
  item: WRITTEN,
  examples: [
    {
      title: 'Describe the first account of the demo org',
      input: { id: '001Rk0000000001IAA', fields: { Description: 'Renews in the first quarter.' } },
    },
  ],
  async plan({ input, connection: client, signal }): Promise<WritePlan> {
    const schema = await describeOf(client, input.object, input.id, signal);
    if (!schema.updateable) throw notWritable(schema, 'updated');
    const values = checkValues(schema, input.fields, 'update');
    const current = await readCurrent(client, schema, input.id, Object.keys(values), signal);
    const changed = fieldsOf(schema, Object.keys(values)).filter(
      (field) => !isSame(field, current.fields[field.name], values[field.name] ?? null),
    );
    if (changed.length === 0) {
      throw new RolekitError('RK_INVALID_REQUEST', {
        reason: `${schema.name} ${input.id} already has these values.`,
        hint: 'Nothing has to be changed; tell the person so.',
      });
    }
    const names = changed.map((field) => field.name);
    const before = pick(current.fields, names);
    const after = pick(values, names);
    return {
      summary: `Update ${schema.name} ${current.id}${current.title}`,
      before: { ...before, ...pick(current.fields, changed.flatMap(nameOfReference)) },
      after: { ...after, ...(await namesOf(client, schema, after as Values, signal)) },
      undo: { object: schema.name, id: current.id, fields: before, modified: current.modified } satisfies z.output<
        typeof UNDO
      >,
    };
  },
  async apply({ connection: client, plan, signal }) {
    const undo = UNDO.parse(plan.undo);
    const schema = await client.describe(undo.object, signal);
    const current = await readCurrent(client, schema, undo.id, Object.keys(undo.fields), signal);
    const moved = fieldsOf(schema, Object.keys(undo.fields)).filter(
      (field) => current.fields[field.name] !== undo.fields[field.name],
    );
    if (current.modified !== undo.modified || moved.length > 0) {
      const what = moved.length > 0 ? moved.map((field) => field.name).join(', ') : 'another field';
      throw new RolekitError('RK_CONFLICT', {
        reason: `${schema.name} ${undo.id} was changed by someone else after the plan was shown (${what}); nothing was written.`,
      });
    }
    const values = valuesOf(plan.after);
    await client.update(schema.name, undo.id, values, signal);
    return written(client, schema, undo.id, values, signal);
  },
  undo: {
    async plan({ input, connection: client, signal }) {
      const { object, id, fields, written: values } = UPDATED.parse(input.undo);
      const schema = await client.describe(object, signal);
      const { title } = await unchanged(client, schema, id, values, undefined, signal);
      return { summary: `Set back ${object} ${id}${title}`, before: pick(values, Object.keys(fields)), after: fields };
    },
    async apply({ input, connection: client, signal }) {
      const { object, id, fields, written: values } = UPDATED.parse(input.undo);
      const schema = await client.describe(object, signal);
      await unchanged(client, schema, id, values, undefined, signal);
      await client.update(object, id, fields, signal);
      const { item, notes = [] } = await written(client, schema, id, fields, signal);
      return { item, notes };
    },
  },
});

/** Before an undo. @throws RK_CONFLICT when the record is no longer as it was written, or, where that counts, was touched at all */
async function unchanged(
  client: SalesforceClient,
  schema: ObjectSchema,
  id: string,
  values: Row,
  modified: string | null | undefined,
  signal: AbortSignal,
): Promise<Current> {
  const current = await readCurrent(client, schema, id, Object.keys(values), signal);
  const moved = fieldsOf(schema, Object.keys(values)).filter(
    (field) => current.fields[field.name] !== values[field.name],
  );
  if (moved.length === 0 && (modified === undefined || current.modified === modified)) return current;
  const what = moved.length > 0 ? moved.map((field) => field.name).join(', ') : 'another field';
  throw new RolekitError('RK_CONFLICT', {
    reason: `${schema.name} ${id} was changed since it was written (${what}); nothing was undone.`,
  });
}

interface Current {
  id: string;
  /** ` (Acme renewal)`, or empty. */
  title: string;
  modified: string | null;
  fields: Row;
}

async function readCurrent(
  client: SalesforceClient,
  schema: ObjectSchema,
  id: string,
  names: string[],
  signal: AbortSignal,
): Promise<Current> {
  const stamp = ['LastModifiedDate', 'SystemModstamp'].find((name) => fieldOf(schema, name));
  const name = nameFieldOf(schema);
  const references = fieldsOf(schema, names).flatMap(nameOfReference);
  const wanted = [...names, ...references, ...(stamp ? [stamp] : []), ...(name ? [name] : [])];
  const row = await readRecord(client, schema.name, id, wanted, signal);
  return {
    id: String(row.Id),
    title: name !== undefined && typeof row[name] === 'string' ? ` (${row[name]})` : '',
    modified: stamp !== undefined && typeof row[stamp] === 'string' ? row[stamp] : null,
    fields: row,
  };
}

/** Names of the records that references point to, so that a person need not read ids. @throws RK_INVALID_REQUEST when one does not exist */
async function namesOf(
  client: SalesforceClient,
  schema: ObjectSchema,
  values: Values,
  signal: AbortSignal,
): Promise<Row> {
  const found = await Promise.all(
    fieldsOf(schema, Object.keys(values)).map(async (field) => {
      const id = values[field.name];
      const [column] = nameOfReference(field);
      const [object] = field.references;
      if (
        column === undefined ||
        field.references.length !== 1 ||
        object === undefined ||
        typeof id !== 'string' ||
        id === ''
      )
        return [];
      const row = await readRecord(client, object, id, ['Name'], signal).catch((error: unknown) => {
        if (!(error instanceof RolekitError) || error.kind !== 'not_found') throw error;
        throw new RolekitError('RK_INVALID_REQUEST', {
          reason: `\`${field.name}\`: there is no ${object} ${id}.`,
          hint: 'Find the right id with `salesforce_search`. Nothing was changed.',
        });
      });
      return [[column, row.Name] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

/** What was written, read back: a flow or trigger may have changed more. */
async function written(client: SalesforceClient, schema: ObjectSchema, id: string, values: Row, signal: AbortSignal) {
  const url = await recordUrl(client, schema.name, id);
  const names = Object.keys(values);
  try {
    const current = await readCurrent(client, schema, id, names, signal);
    const fields = pick(current.fields, names);
    const undo = { object: schema.name, id, written: fields, modified: current.modified };
    return { item: { object: schema.name, id, ...url, fields }, undo };
  } catch {
    // the write is done: failing now would invite a second one
    return {
      item: { object: schema.name, id, ...url, fields: values },
      notes: ['Written, but it could not be read back; the values are those approved.'],
      undo: { object: schema.name, id, written: values, modified: null },
    };
  }
}

function fieldsOf(schema: ObjectSchema, names: readonly string[]): FieldSchema[] {
  return names.flatMap((name) => fieldOf(schema, name) ?? []);
}

/** The values to send: a plan also shows names of references (`Owner.Name`), which are not sent. */
function valuesOf(after: Row | null): Row {
  return Object.fromEntries(Object.entries(after ?? {}).filter(([name]) => !name.includes('.')));
}

function pick(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

function notWritable(schema: ObjectSchema, what: string): RolekitError {
  return new RolekitError('RK_FORBIDDEN', {
    connector: 'Salesforce',
    reason: `${schema.name} records cannot be ${what} by this user`,
  });
}
