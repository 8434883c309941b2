import { notFound, SalesforceError } from '../errors.ts';
import { makeId, normalizeId } from '../ids.ts';
import type { FieldDef, FieldValue } from '../schema/fields.ts';
import { childRelationships, type ObjectDef, objectOfId } from '../schema/objects.ts';
import { derivedOf } from './derive.ts';
import { historyRows } from './history.ts';
import type { Row, Store } from './store.ts';
import { toDateTime } from './time.ts';
import { type Body, checkedValues } from './validate.ts';

/** Where a write goes and who makes it. */
export interface WriteContext {
  readonly store: Store;
  readonly userId: string;
}

/** Activities move the last activity date of all that they are about. A plan is not an activity. */
function refreshLastActivity(store: Store, activity: Row): void {
  const today = store.now().toISOString().slice(0, 10);
  for (const link of ['WhoId', 'WhatId', 'AccountId']) {
    const id = activity[link];
    const object = id ? objectOfId(String(id)) : undefined;
    const row = object ? store.get(object.name, String(id)) : undefined;
    if (!object || !row || !('LastActivityDate' in row)) continue;
    let latest: string | null = null;
    for (const [kind, isHeld] of [
      ['Task', (entry: Row) => entry.IsClosed === true],
      ['Event', () => true],
    ] as const) {
      for (const entry of store.rows(kind)) {
        const date = entry.ActivityDate;
        if (entry[link] !== id || entry.IsDeleted || !isHeld(entry) || typeof date !== 'string' || date > today)
          continue;
        if (latest === null || date > latest) latest = date;
      }
    }
    if (row.LastActivityDate !== latest) store.put(object.name, { ...row, LastActivityDate: latest });
  }
}

function save(
  context: WriteContext,
  object: ObjectDef,
  row: Row,
  before: Row | null,
  given: ReadonlySet<string>,
): void {
  const { store } = context;
  const after: Row = { ...row, ...derivedOf(object.name, { row, before, given }, store) };
  if (object.name === 'Opportunity')
    for (const [name, line] of historyRows(store, before, after)) store.put(name, line);
  store.put(object.name, after);
  if (object.name === 'Task' || object.name === 'Event') {
    if (before) refreshLastActivity(store, before);
    refreshLastActivity(store, after);
  }
}

function refuseDuplicate(
  store: Store,
  object: ObjectDef,
  values: Readonly<Record<string, FieldValue>>,
  ownId: string | null,
): void {
  for (const field of object.fields.filter((entry) => entry.externalId && values[entry.name] != null)) {
    const other = rowByExternalId(store, object, field, String(values[field.name]));
    if (!other || other.Id === ownId) continue;
    const message = `duplicate value found: ${field.name} duplicates value on record with id: ${String(other.Id).slice(0, 15)}`;
    throw new SalesforceError('DUPLICATE_VALUE', message);
  }
}

function refuseReadOnlyObject(object: ObjectDef): void {
  if (object.writable) return;
  throw new SalesforceError(
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    `entity type cannot be inserted, updated or deleted: ${object.label}`,
    {
      fields: [],
    },
  );
}

/** The record that a write is about. @throws NOT_FOUND, INVALID_CROSS_REFERENCE_KEY, ENTITY_IS_DELETED */
function liveRow(store: Store, object: ObjectDef, idText: string): Row {
  const id = normalizeId(idText);
  if (id === null || objectOfId(id) !== object) {
    throw new SalesforceError('NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${idText}`);
  }
  const row = store.get(object.name, id);
  if (!row) throw new SalesforceError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', { fields: [] });
  if (row.IsDeleted === true) throw new SalesforceError('ENTITY_IS_DELETED', 'entity is deleted', { fields: [] });
  return row;
}

/** The live record with a value in an external id field, in any case. */
export function rowByExternalId(store: Store, object: ObjectDef, field: FieldDef, value: string): Row | undefined {
  for (const row of store.rows(object.name)) {
    if (row.IsDeleted !== true && String(row[field.name] ?? '').toLowerCase() === value.toLowerCase()) return row;
  }
  return undefined;
}

/** Creates a record and returns its id. */
export function createRecord(context: WriteContext, object: ObjectDef, body: Body): string {
  refuseReadOnlyObject(object);
  const { store, userId } = context;
  const values = checkedValues(object, body, 'create', store);
  refuseDuplicate(store, object, values, null);
  const time = toDateTime(store.writeTime());
  const row: Record<string, FieldValue> = {};
  for (const field of object.fields) row[field.name] = values[field.name] ?? field.defaultValue;
  const { currencies } = store.settings;
  if (currencies && 'CurrencyIsoCode' in row) row.CurrencyIsoCode ??= currencies.user;
  Object.assign(row, {
    Id: makeId(object.keyPrefix, store.size(object.name) + 1),
    OwnerId: values.OwnerId ?? userId,
    CreatedDate: time,
    CreatedById: userId,
    LastModifiedDate: time,
    LastModifiedById: userId,
    SystemModstamp: time,
  });
  save(context, object, row, null, new Set(Object.keys(values)));
  return String(row.Id);
}

/** Changes the given fields of a record. */
export function updateRecord(context: WriteContext, object: ObjectDef, idText: string, body: Body): string {
  refuseReadOnlyObject(object);
  const { store, userId } = context;
  const before = liveRow(store, object, idText);
  const values = checkedValues(object, body, 'update', store);
  refuseDuplicate(store, object, values, String(before.Id));
  if (values.OwnerId === null) delete values.OwnerId;
  const time = toDateTime(store.writeTime());
  const row = { ...before, ...values, LastModifiedDate: time, LastModifiedById: userId, SystemModstamp: time };
  save(context, object, row, before, new Set(Object.keys(values)));
  return String(before.Id);
}

/** Creates or changes the record that an external id names. */
export function upsertRecord(
  context: WriteContext,
  object: ObjectDef,
  field: FieldDef,
  value: string,
  body: Body,
): { id: string; created: boolean } {
  const existing = rowByExternalId(context.store, object, field, value);
  if (existing) return { id: updateRecord(context, object, String(existing.Id), body), created: false };
  return { id: createRecord(context, object, { ...body, [field.name]: value }), created: true };
}

/** Marks a record as deleted, and with it what cannot live without it. */
export function deleteRecord(context: WriteContext, object: ObjectDef, idText: string): string {
  refuseReadOnlyObject(object);
  const { store } = context;
  const row = liveRow(store, object, idText);
  const id = String(row.Id);
  if (object.name === 'Account') refuseWithCases(store, row);
  markDeleted(context, object, row);
  return id;
}

function refuseWithCases(store: Store, account: Row): void {
  const numbers: string[] = [];
  for (const row of store.rows('Case'))
    if (row.AccountId === account.Id && row.IsDeleted !== true) numbers.push(String(row.CaseNumber));
  if (numbers.length === 0) return;
  const message = `Your attempt to delete ${account.Name} could not be completed because it is associated with the following cases.: ${numbers.join(', ')}\n`;
  throw new SalesforceError('DELETE_FAILED', message, { fields: [] });
}

function markDeleted(context: WriteContext, object: ObjectDef, row: Row): void {
  const { store, userId } = context;
  const time = toDateTime(store.writeTime());
  const gone = { ...row, IsDeleted: true, LastModifiedDate: time, LastModifiedById: userId, SystemModstamp: time };
  store.put(object.name, gone);
  for (const way of childRelationships(object).filter((entry) => entry.field.cascadeDelete)) {
    for (const child of [...store.rows(way.child.name)]) {
      if (child[way.field.name] === row.Id && child.IsDeleted !== true) markDeleted(context, way.child, child);
    }
  }
  if (object.name === 'Task' || object.name === 'Event') refreshLastActivity(store, gone);
}

/** A record to read. @throws NOT_FOUND for one that is deleted, unknown or of another object */
export function readableRow(store: Store, object: ObjectDef, idText: string): Row {
  const id = normalizeId(idText);
  if (id === null)
    throw new SalesforceError('NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${idText}`);
  const row = objectOfId(id) === object ? store.get(object.name, id) : undefined;
  if (!row || row.IsDeleted === true) throw notFound();
  return row;
}
