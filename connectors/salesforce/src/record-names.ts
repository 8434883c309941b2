import { named, namesBehind, RolekitError, UNKNOWN_NAME } from '@rolekit/sdk';
import type { SalesforceClient } from './client.ts';
import { nameOfReference, objectOfId, readRecord } from './record.ts';
import type { Row } from './rows.ts';
import { type FieldSchema, fieldsOf, nameFieldOf, type ObjectSchema } from './schema.ts';

/** Values with the names of the records that references point to. @throws RK_INVALID_REQUEST when one does not exist */
export async function withNames(client: SalesforceClient, schema: ObjectSchema, values: Row): Promise<Row> {
  const given = await Promise.all(
    referencesIn(schema, values).map(async ({ field, id }) => ({
      type: await targetOf(client, field, id),
      id,
      at: field.name,
    })),
  );
  const look = async (object: string, ids: readonly string[]) => {
    const names = await Promise.all(ids.map(async (id) => [id, await nameOfRecord(client, object, id)] as const));
    return new Map(names.flatMap(([id, found]) => (found ? [[id, found.name] as const] : [])));
  };
  const names = await namesBehind(given, look, 'Find the right id with `salesforce_search`.');
  return { ...values, ...Object.fromEntries(given.map(({ type, id, at }) => [at, names.of(type, id)])) };
}

/** Values as they stand, with the names that came along, else looked up; a record may be gone by now. */
export async function currentWithNames(
  client: SalesforceClient,
  { schema, fields }: { schema: ObjectSchema; fields: Row },
  values: Row,
): Promise<Row> {
  const shown = referencesIn(schema, values).map(async ({ field, id }) => {
    const [column] = nameOfReference(field);
    const [object = ''] = field.references;
    const name = column === undefined ? (await nameOfRecord(client, object, id))?.name : (fields[column] ?? undefined);
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
): Promise<{ name: string | undefined } | undefined> {
  const field = nameFieldOf(await client.describe(object));
  try {
    const row = await readRecord(client, object, id, field === undefined ? [] : [field]);
    const name = field === undefined ? undefined : row[field];
    return { name: typeof name === 'string' ? name : undefined };
  } catch (error) {
    if (error instanceof RolekitError && error.kind === 'not_found') return undefined;
    throw error;
  }
}

/** Which object a reference points to. @throws RK_INVALID_REQUEST for an id of another object */
async function targetOf(client: SalesforceClient, field: FieldSchema, id: string) {
  const [only = '', other] = field.references;
  if (other === undefined) return only;
  const object = await objectOfId(client, id);
  if (field.references.includes(object)) return object;
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: `\`${field.name}\`: ${id} is the id of a ${object}, and it takes ${field.references.join(', ')}.`,
    hint: 'Find the right id with `salesforce_search`. Nothing was changed.',
  });
}
