import type { FastifyInstance } from 'fastify';
import { type ApiCall, apiResource } from '../api-call.ts';
import { notFound, SalesforceError } from '../errors.ts';
import type { Org } from '../org.ts';
import { describeBrief, describeGlobal, describeObject } from '../schema/describe.ts';
import type { FieldDef } from '../schema/fields.ts';
import { childRelationships, fieldNamed, fieldsIn, type ObjectDef, objectNamed, wayUp } from '../schema/objects.ts';
import { bindPath, parentRow, type Scope } from '../soql/bind-path.ts';
import { attributesOf, bindProjection, type JsonRecord } from '../soql/bind-projection.ts';
import type { Row } from '../store/store.ts';
import {
  createRecord,
  deleteRecord,
  readableRow,
  rowByExternalId,
  updateRecord,
  upsertRecord,
} from '../store/write.ts';

const DEFAULT_RECENT = 10;

/** Makes the function that shows a record with the fields of a comma-separated list, or with all. */
function renderer(call: ApiCall, object: ObjectDef, fields: string | undefined): (row: Row) => JsonRecord {
  const source = `SELECT ${fields ?? ''} FROM ${object.name}`;
  const scope: Scope = { source, object, alias: null, store: call.org.store };
  const names =
    fields === undefined
      ? fieldsIn(call.org.store.settings, object).map((field) => field.name)
      : fields.split(',').map((name) => name.trim());
  const paths = names.map((name) => bindPath(scope, { parts: name.split('.'), at: Math.max(0, source.indexOf(name)) }));
  return bindProjection(call.org.store, object, paths, [], call.version);
}

function basicInformation(call: ApiCall) {
  const object = call.object();
  const rows = [...call.org.store.rows(object.name)].filter((row) => row.IsDeleted !== true).slice(-DEFAULT_RECENT);
  const recentItems = rows.map((row) => ({
    attributes: attributesOf(object, row, call.version),
    Id: row.Id,
    Name: row.Name ?? row.Subject ?? row.CaseNumber ?? null,
  }));
  return { objectDescribe: describeBrief(object, call.version), recentItems };
}

function create(call: ApiCall) {
  const id = createRecord(call.write, call.object(), call.body());
  call.reply.code(201).header('location', `/services/data/${call.version}/sobjects/${call.object().name}/${id}`);
  return { id, success: true, errors: [] };
}

function read(call: ApiCall) {
  const object = call.object();
  const render = renderer(call, object, call.query.fields);
  return render(readableRow(call.org.store, object, call.params.id ?? ''));
}

function update(call: ApiCall) {
  call.org.store.transaction(() => updateRecord(call.write, call.object(), call.params.id ?? '', call.body()));
  return call.reply.code(204).send();
}

function remove(call: ApiCall) {
  call.org.store.transaction(() => deleteRecord(call.write, call.object(), call.params.id ?? ''));
  return call.reply.code(204).send();
}

function externalIdField(call: ApiCall, object: ObjectDef, name: string): FieldDef | null {
  const field = fieldNamed(call.org.store.settings, object, name);
  return field?.externalId ? field : null;
}

/** `/sobjects/Account/External_Id__c/BM-1001`: the address names a record by a value of its own. */
function externalId(call: ApiCall): { object: ObjectDef; field: FieldDef; value: string } {
  const object = call.object();
  const name = call.params.id ?? '';
  const field = externalIdField(call, object, name);
  if (field) return { object, field, value: call.params.relationship ?? '' };
  throw new SalesforceError('NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${name}`);
}

function upsert(call: ApiCall) {
  const { object, field, value } = externalId(call);
  const body = call.body();
  if (field.name in body)
    throw new SalesforceError('INVALID_FIELD', `The ${field.name} field should not be specified in the sobject data.`);
  const { id, created } = call.org.store.transaction(() => upsertRecord(call.write, object, field, value, body));
  call.reply.code(created ? 201 : 200);
  return { id, success: true, errors: [], created };
}

function removeByExternalId(call: ApiCall) {
  const { object, field, value } = externalId(call);
  const row = rowByExternalId(call.org.store, object, field, value);
  if (!row) throw notFound();
  call.org.store.transaction(() => deleteRecord(call.write, object, String(row.Id)));
  return call.reply.code(204).send();
}

/** The record behind a reference, or the records that point at this one. */
function follow(call: ApiCall) {
  const object = call.object();
  const name = call.params.relationship ?? '';
  if (externalIdField(call, object, call.params.id ?? '')) {
    const { field, value } = externalId(call);
    const found = rowByExternalId(call.org.store, object, field, value);
    if (!found) throw notFound();
    return renderer(call, object, call.query.fields)(found);
  }
  const row = readableRow(call.org.store, object, call.params.id ?? '');
  const up = wayUp(object, name);
  if (up) {
    const parent = parentRow(call.org.store, row, up);
    const [targetName = ''] = parent
      ? up.referenceTo.filter((target) => call.org.store.get(target, String(parent.Id)))
      : [];
    const target = objectNamed(targetName);
    if (!parent || !target) throw notFound();
    return renderer(call, target, call.query.fields)(parent);
  }
  const down = childRelationships(object).find((way) => way.name.toLowerCase() === name.toLowerCase());
  if (!down) throw notFound();
  const rows = [...call.org.store.rows(down.child.name)].filter(
    (child) => child[down.field.name] === row.Id && child.IsDeleted !== true,
  );
  const render = renderer(call, down.child, call.query.fields);
  const result = {
    totalSize: rows.length,
    length: rows.length,
    page: (from: number, to: number) => rows.slice(from, to).map(render),
  };
  return call.org.cursors.firstPage(result, 2000, call.version);
}

/** Objects, their descriptions, and single records. */
export function registerSObjects(app: FastifyInstance, org: Org): void {
  apiResource(app, org, '/sobjects', { GET: (call) => describeGlobal(call.org.store.settings, call.version) });
  apiResource(app, org, '/sobjects/:object', { GET: basicInformation, POST: create });
  apiResource(app, org, '/sobjects/:object/describe', {
    GET: (call) => describeObject(call.org.store.settings, call.object(), call.version),
  });
  apiResource(app, org, '/sobjects/:object/:id', { GET: read, PATCH: update, DELETE: remove });
  apiResource(app, org, '/sobjects/:object/:id/:relationship', {
    GET: follow,
    PATCH: upsert,
    DELETE: removeByExternalId,
  });
}
