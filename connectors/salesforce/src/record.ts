import { notFound } from '@rolekit/sdk';
import { inBatches } from '@rolekit/sdk/http';
import type { SalesforceClient } from './client.ts';
import { type Row, readableRows } from './rows.ts';
import type { FieldSchema, ObjectSchema } from './schema.ts';
import { checkId, checkObject } from './soql.ts';

/** The object that an id belongs to, by its first three characters. @throws RK_NOT_FOUND */
export async function objectOfId(client: SalesforceClient, id: string): Promise<string> {
  const prefix = checkId(id).slice(0, 3);
  const entry = (await client.objects()).find((object) => object.keyPrefix === prefix);
  if (entry) return entry.name;
  throw notFound(`An object with ids that begin with ${prefix}`, 'Check the id, or give `object`.');
}

/** Describes the object that is named, else the one that the id belongs to. */
export async function describeOf(
  client: SalesforceClient,
  object: string | undefined,
  id: string,
): Promise<ObjectSchema> {
  checkId(id);
  return client.describe(object === undefined ? await objectOfId(client, id) : checkObject(object));
}

/** Reads fields of one record. @throws RK_NOT_FOUND */
export async function readRecord(
  client: SalesforceClient,
  object: string,
  id: string,
  fields: readonly string[],
): Promise<Row> {
  const names = [...new Set(['Id', ...fields])];
  const { records } = await client.query(`SELECT ${names.join(', ')} FROM ${object} WHERE Id = '${checkId(id)}'`);
  const [row] = readableRows(records).rows;
  if (row) return row;
  throw notFound(
    `${object} ${id}`,
    'Check the id, and that the user may see the record; deleted records are not found.',
  );
}

/** Ids in one query, which has to fit into a URL. */
const MAX_IDS = 200;

/** Reads fields of many records of one object, by their long ids; what does not exist, or may not be seen, is missing. */
export async function readRecords(
  client: SalesforceClient,
  object: string,
  ids: readonly string[],
  fields: readonly string[],
): Promise<Map<string, Row>> {
  const names = [...new Set(['Id', ...fields])].join(', ');
  const rows = await inBatches([...new Set(ids)], { most: MAX_IDS }, async (part) => {
    const list = part.map((id) => `'${checkId(id)}'`).join(', ');
    const { records } = await client.query(`SELECT ${names} FROM ${object} WHERE Id IN (${list})`);
    return readableRows(records).rows;
  });
  return new Map(rows.map((row) => [String(row.Id), row]));
}

/** Bookkeeping that says nothing about the business. */
const NOISE = new Set([
  'IsDeleted',
  'MasterRecordId',
  'SystemModstamp',
  'LastViewedDate',
  'LastReferencedDate',
  'PhotoUrl',
  'Jigsaw',
  'JigsawCompanyId',
  'JigsawContactId',
  'CleanStatus',
  'IsEmailBounced',
  'EmailBouncedReason',
  'EmailBouncedDate',
]);
/** A record of these has a `Name`. */
const NAMED = new Set([
  'Account',
  'Contact',
  'User',
  'Group',
  'Lead',
  'Opportunity',
  'Campaign',
  'Product2',
  'Pricebook2',
  'RecordType',
  'Name',
]);
const MAX_FIELDS = 150;

/** What is worth reading of a record when nobody says: its fields, with the names of who and what they refer to. */
export function sensibleFields(schema: ObjectSchema): { names: string[]; left: number } {
  const all = schema.fields.filter(
    (field) => !NOISE.has(field.name) && !['base64', 'address', 'location'].includes(field.type),
  );
  const chosen = all.slice(0, MAX_FIELDS);
  return {
    names: chosen.flatMap((field) => [field.name, ...nameOfReference(field)]),
    left: all.length - chosen.length,
  };
}

/** `Owner.Name` for `OwnerId`, where the referenced record surely has a name: behind several objects stands a `Name`. */
export function nameOfReference(field: FieldSchema): string[] {
  const [object = '', other] = field.references;
  const named = other !== undefined || NAMED.has(object);
  return field.relationship !== undefined && named ? [`${field.relationship}.Name`] : [];
}

/** A link for people; a sandbox has no pages. */
export async function recordUrl(client: SalesforceClient, object: string, id: string): Promise<{ url?: string }> {
  if (client.environment === 'sandbox') return {};
  return { url: `${await client.instanceUrl()}/lightning/r/${object}/${id}/view` };
}
