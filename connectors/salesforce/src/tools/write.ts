import {
  defineTool,
  isNamed,
  type NamedId,
  named,
  namesBehind,
  quotedName,
  RolekitError,
  UNKNOWN_NAME,
  type WritePlan,
} from '@rolekit/sdk';
import { z } from 'zod';
import type { SalesforceClient } from '../client.ts';
import { connection } from '../connection.ts';
import { CURRENCY_FIELD } from '../currency.ts';
import { describeOf, nameOfReference, objectOfId, readRecord, recordUrl } from '../record.ts';
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

/** What is remembered of a record: its values before, as they were read back, and when it was last changed. */
const REMEMBERED = z.object({
  object: z.string(),
  id: z.string(),
  fields: z.record(z.string(), z.unknown()).default({}),
  written: z.record(z.string(), z.unknown()).default({}),
  modified: z.string().nullable(),
});

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
    const title = titleOf(schema, values);
    return {
      summary: `Create ${schema.name}${title && ` ${quotedName(title)}`}${amountsIn(schema, values, {})}`,
      before: null,
      after: await withNames(client, schema, values, signal),
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
      const record = REMEMBERED.parse(input.undo);
      const current = await unmoved(client, record, record.written, 'it was created', signal);
      return {
        summary: `Delete ${record.object} ${current.record}`,
        before: await currentWithNames(client, current, record.written, signal),
        after: null,
      };
    },
    async apply({ input, connection: client, signal }) {
      const { object, id } = REMEMBERED.parse(input.undo);
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
    if (changed.length === 0)
      throw new RolekitError('RK_INVALID_REQUEST', {
        reason: `${schema.name} ${input.id} already has these values.`,
        hint: 'Nothing has to be changed; tell the person so.',
      });
    const names = changed.map((field) => field.name);
    const before = pick(current.fields, names);
    const after = pick(values, names);
    return {
      summary: `Update ${schema.name} ${current.record}${amountsIn(schema, after, current.fields)}`,
      before: await currentWithNames(client, { ...current, schema }, before, signal),
      after: await withNames(client, schema, after, signal),
      undo: { object: schema.name, id: current.id, fields: before, modified: current.modified },
    };
  },
  async apply({ connection: client, plan, signal }) {
    const record = REMEMBERED.parse(plan.undo);
    const { schema } = await unmoved(client, record, record.fields, 'the plan was shown', signal);
    const values = valuesOf(plan.after);
    await client.update(schema.name, record.id, values, signal);
    return written(client, schema, record.id, values, signal);
  },
  undo: {
    async plan({ input, connection: client, signal }) {
      const { object, id, fields, written: before } = REMEMBERED.parse(input.undo);
      const current = await unmoved(client, { object, id }, before, 'it was written', signal);
      return {
        summary: `Set back ${object} ${current.record}${amountsIn(current.schema, fields, current.fields)}`,
        before: await currentWithNames(client, current, before, signal),
        after: await withNames(client, current.schema, fields, signal),
      };
    },
    async apply({ input, connection: client, signal }) {
      const { object, id, fields } = REMEMBERED.parse(input.undo);
      await client.update(object, id, fields, signal);
      return { item: { object, id, fields } };
    },
  },
});

/** @throws RK_CONFLICT when a record has other values by now, or, where that is remembered, was touched at all */
async function unmoved(
  client: SalesforceClient,
  { object, id, modified }: { object: string; id: string; modified?: string | null },
  values: Row,
  since: string,
  signal: AbortSignal,
): Promise<Current & { schema: ObjectSchema }> {
  const schema = await client.describe(object, signal);
  const current = await readCurrent(client, schema, id, Object.keys(values), signal);
  const moved = Object.keys(values).filter((name) => current.fields[name] !== values[name]);
  if (moved.length === 0 && (modified === undefined || current.modified === modified)) return { ...current, schema };
  throw new RolekitError('RK_CONFLICT', {
    reason: `${object} ${id} was changed by someone else after ${since} (${moved.join(', ') || 'another field'}); nothing was written.`,
  });
}

interface Current {
  id: string;
  record: NamedId;
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
  const currency = fieldOf(schema, CURRENCY_FIELD) ? [CURRENCY_FIELD] : [];
  const wanted = [...names, ...references, ...currency, ...(stamp ? [stamp] : []), ...(name ? [name] : [])];
  const row = await readRecord(client, schema.name, id, wanted, signal);
  return {
    id: String(row.Id),
    record: named(String(row.Id), name !== undefined && typeof row[name] === 'string' ? row[name] : undefined),
    modified: stamp !== undefined && typeof row[stamp] === 'string' ? row[stamp] : null,
    fields: row,
  };
}

/** Values with the names of the records that references point to. @throws RK_INVALID_REQUEST when one does not exist */
async function withNames(
  client: SalesforceClient,
  schema: ObjectSchema,
  values: Row,
  signal: AbortSignal,
): Promise<Row> {
  const given = await Promise.all(
    referencesIn(schema, values).map(async ({ field, id }) => ({
      type: await targetOf(client, field, id, signal),
      id,
      at: field.name,
    })),
  );
  const look = async (object: string, ids: readonly string[]) => {
    const names = await Promise.all(
      ids.map(async (id) => [id, await nameOfRecord(client, object, id, signal)] as const),
    );
    return new Map(names.flatMap(([id, found]) => (found ? [[id, found.name] as const] : [])));
  };
  const names = await namesBehind(given, look, 'Find the right id with `salesforce_search`.');
  return { ...values, ...Object.fromEntries(given.map(({ type, id, at }) => [at, names.of(type, id)])) };
}

/** Values as they stand, with the names that came along, else looked up; a record may be gone by now. */
async function currentWithNames(
  client: SalesforceClient,
  { schema, fields }: Pick<Current, 'fields'> & { schema: ObjectSchema },
  values: Row,
  signal: AbortSignal,
): Promise<Row> {
  const shown = referencesIn(schema, values).map(async ({ field, id }) => {
    const [column] = nameOfReference(field);
    const [object = ''] = field.references;
    const name =
      column === undefined ? (await nameOfRecord(client, object, id, signal))?.name : (fields[column] ?? undefined);
    return [field.name, named(id, typeof name === 'string' ? name : UNKNOWN_NAME)] as const;
  });
  return { ...values, ...Object.fromEntries(await Promise.all(shown)) };
}

function referencesIn(schema: ObjectSchema, values: Row): { field: FieldSchema; id: string }[] {
  return fieldsOf(schema, Object.keys(values)).flatMap((field) => {
    const id = values[field.name];
    return field.references.length > 0 && typeof id === 'string' && id !== '' ? [{ field, id }] : [];
  });
}

/** What a record is called; undefined when there is none. */
async function nameOfRecord(
  client: SalesforceClient,
  object: string,
  id: string,
  signal: AbortSignal,
): Promise<{ name: string | undefined } | undefined> {
  const field = nameFieldOf(await client.describe(object, signal));
  try {
    const row = await readRecord(client, object, id, field === undefined ? [] : [field], signal);
    const name = field === undefined ? undefined : row[field];
    return { name: typeof name === 'string' ? name : undefined };
  } catch (error) {
    if (error instanceof RolekitError && error.kind === 'not_found') return undefined;
    throw error;
  }
}

/** Which object a reference points to. @throws RK_INVALID_REQUEST for an id of another object */
async function targetOf(client: SalesforceClient, field: FieldSchema, id: string, signal: AbortSignal) {
  const [only = '', other] = field.references;
  if (other === undefined) return only;
  const object = await objectOfId(client, id, signal);
  if (field.references.includes(object)) return object;
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: `\`${field.name}\`: ${id} is the id of a ${object}, and it takes ${field.references.join(', ')}.`,
    hint: 'Find the right id with `salesforce_search`. Nothing was changed.',
  });
}

/** What a new record is called: its name, the parts of it, or its subject. */
function titleOf(schema: ObjectSchema, values: Values): string {
  const name = nameFieldOf(schema);
  const parts = [name === undefined ? undefined : values[name]];
  if (typeof parts[0] !== 'string') parts.splice(0, 1, values.FirstName, values.LastName);
  const title = parts.filter((part) => typeof part === 'string' && part !== '').join(' ');
  return title || (typeof values.Subject === 'string' ? values.Subject : '');
}

/** Which currency the amounts of a plan are in; empty where there are none, or only one currency. */
function amountsIn(schema: ObjectSchema, values: Row, current: Row): string {
  const hasAmount = fieldsOf(schema, Object.keys(values)).some((field) => field.type === 'currency');
  if (!hasAmount || !fieldOf(schema, CURRENCY_FIELD)) return '';
  const currency = values[CURRENCY_FIELD] ?? current[CURRENCY_FIELD];
  return `, amounts in ${typeof currency === 'string' ? currency : "the user's currency"}`;
}

/** What was written, read back: a flow or trigger may have changed more. */
async function written(client: SalesforceClient, schema: ObjectSchema, id: string, values: Row, signal: AbortSignal) {
  const object = schema.name;
  const names = Object.keys(values);
  // the write is done: failing now would invite a second one
  const current = await readCurrent(client, schema, id, names, signal).catch(() => undefined);
  const fields = current ? pick(current.fields, names) : values;
  return {
    item: { object, id, ...(await recordUrl(client, object, id)), fields },
    notes: current ? [] : ['Written, but it could not be read back; the values are those approved.'],
    undo: { object, id, written: fields, modified: current?.modified ?? null },
  };
}

function fieldsOf(schema: ObjectSchema, names: readonly string[]): FieldSchema[] {
  return names.flatMap((name) => fieldOf(schema, name) ?? []);
}

/** The values to send: a plan shows names beside ids. */
function valuesOf(after: Row | null): Row {
  return Object.fromEntries(
    Object.entries(after ?? {}).map(([name, value]) => [name, isNamed(value) ? value.id : value]),
  );
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
