import { type NamedId, named, RolekitError } from '@rolekit/sdk';
import type { SalesforceClient } from './client.ts';
import { CURRENCY_FIELD } from './currency.ts';
import { nameOfReference, readRecord } from './record.ts';
import type { Row } from './rows.ts';
import { fieldOf, fieldsOf, nameFieldOf, type ObjectSchema } from './schema.ts';
import type { Values } from './values.ts';

/** A record as it stands before it is written. */
export interface Current {
  schema: ObjectSchema;
  id: string;
  record: NamedId;
  modified: string | null;
  fields: Row;
}

/** Reads fields of one record, and what a person has to know of it. @throws RK_NOT_FOUND */
export async function readCurrent(
  client: SalesforceClient,
  schema: ObjectSchema,
  id: string,
  names: string[],
): Promise<Current> {
  const stamp = stampOf(schema);
  const row = await readRecord(client, schema.name, id, columnsOf(schema, names));
  return {
    schema,
    id: String(row.Id),
    record: named(String(row.Id), nameIn(schema, row)),
    modified: stamp !== undefined && typeof row[stamp] === 'string' ? row[stamp] : null,
    fields: row,
  };
}

/** The fields to read before others are written: with them the names that they refer to, the currency, the name, the last change. */
export function columnsOf(schema: ObjectSchema, names: readonly string[]): string[] {
  const references = fieldsOf(schema, names).flatMap(nameOfReference);
  const currency = fieldOf(schema, CURRENCY_FIELD) ? [CURRENCY_FIELD] : [];
  return [
    ...names,
    ...references,
    ...currency,
    ...[stampOf(schema), nameFieldOf(schema)].flatMap((name) => name ?? []),
  ];
}

/** The field that says when a record was last changed. */
export function stampOf(schema: ObjectSchema): string | undefined {
  return ['LastModifiedDate', 'SystemModstamp'].find((name) => fieldOf(schema, name));
}

/** What a record is called. */
export function nameIn(schema: ObjectSchema, row: Row): string | undefined {
  const name = nameFieldOf(schema);
  return name !== undefined && typeof row[name] === 'string' ? row[name] : undefined;
}

/** What a new record is called: its name, the parts of it, or its subject. */
export function titleOf(schema: ObjectSchema, values: Values): string {
  const name = nameFieldOf(schema);
  const parts = [name === undefined ? undefined : values[name]];
  if (typeof parts[0] !== 'string') parts.splice(0, 1, values.FirstName, values.LastName);
  const title = parts.filter((part) => typeof part === 'string' && part !== '').join(' ');
  return title || (typeof values.Subject === 'string' ? values.Subject : '');
}

/** Which currency the amounts of a plan are in; empty where there are none, or only one currency. */
export function amountsIn(schema: ObjectSchema, values: Row, current: Row): string {
  const hasAmount = fieldsOf(schema, Object.keys(values)).some((field) => field.type === 'currency');
  if (!hasAmount || !fieldOf(schema, CURRENCY_FIELD)) return '';
  const currency = values[CURRENCY_FIELD] ?? current[CURRENCY_FIELD];
  return `, amounts in ${typeof currency === 'string' ? currency : "the user's currency"}`;
}

export function pick(row: Row, names: readonly string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

export function notWritable(schema: ObjectSchema, what: string): RolekitError {
  return new RolekitError('RK_FORBIDDEN', {
    connector: 'Salesforce',
    reason: `${schema.name} records cannot be ${what} by this user`,
  });
}
