import { invalid, named, namesBehind, UNKNOWN_NAME } from '@rolekit/sdk';
import type { SalesforceClient } from './client.ts';
import { nameOfReference, objectOfId, readRecords } from './record.ts';
import { longId } from './record-id.ts';
import type { Row } from './rows.ts';
import { type FieldSchema, fieldsOf, nameFieldOf, type ObjectSchema } from './schema.ts';

/** Values with the names of the records that references point to. @throws RK_INVALID_REQUEST when one does not exist */
export async function withNames(client: SalesforceClient, schema: ObjectSchema, values: Row): Promise<Row> {
  const [shown = values] = await withNamesEach(client, schema, [values]);
  return shown;
}

/** The same for many records at once. @param placeOf where the values of a record stand among the arguments */
export async function withNamesEach(
  client: SalesforceClient,
  schema: ObjectSchema,
  rows: readonly Row[],
  placeOf?: (index: number) => string,
): Promise<Row[]> {
  const given = await Promise.all(
    rows.map((values, index) =>
      Promise.all(
        referencesIn(schema, values).map(async ({ field: { name }, field, id }) => ({
          ...{ name, type: await targetOf(client, field, id), id },
          at: placeOf ? `${placeOf(index)}.${name}` : name,
        })),
      ),
    ),
  );
  const look = (object: string, ids: readonly string[]) => namesOfRecords(client, object, ids);
  const names = await namesBehind(given.flat(), look, 'Find the right id with `salesforce_search`.');
  const shown = (index: number) => given[index]?.map(({ name, type, id }) => [name, names.of(type, id)] as const) ?? [];
  return rows.map((values, index) => ({ ...values, ...Object.fromEntries(shown(index)) }));
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
    const name =
      column === undefined ? (await namesOfRecords(client, object, [id])).get(id) : (fields[column] ?? undefined);
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

/** What records are called; those that do not exist are missing. */
async function namesOfRecords(client: SalesforceClient, object: string, ids: readonly string[]) {
  const field = nameFieldOf(await client.describe(object));
  const rows = await readRecords(client, object, ids, field === undefined ? [] : [field]);
  return new Map(
    ids.flatMap((id) => {
      const row = rows.get(longId(id) ?? id);
      const name = field === undefined ? undefined : row?.[field];
      return row ? [[id, typeof name === 'string' ? name : undefined] as const] : [];
    }),
  );
}

/** Which object a reference points to. @throws RK_INVALID_REQUEST for an id of another object */
async function targetOf(client: SalesforceClient, field: FieldSchema, id: string) {
  const [only = '', other] = field.references;
  if (other === undefined) return only;
  const object = await objectOfId(client, id);
  if (field.references.includes(object)) return object;
  throw invalid(
    `\`${field.name}\`: ${id} is the id of a ${object}, and it takes ${field.references.join(', ')}.`,
    'Find the right id with `salesforce_search`. Nothing was changed.',
  );
}
