import type { FastifyInstance } from 'fastify';
import { type ApiCall, apiResource } from '../api-call.ts';
import { type ErrorEntry, SalesforceError } from '../errors.ts';
import { normalizeId } from '../ids.ts';
import type { Org } from '../org.ts';
import { fieldNamed, type ObjectDef, objectIn, objectOfId } from '../schema/objects.ts';
import { bindPath, type Scope } from '../soql/bind-path.ts';
import { bindProjection } from '../soql/bind-projection.ts';
import type { Body } from '../store/validate.ts';
import { createRecord, deleteRecord, updateRecord, upsertRecord } from '../store/write.ts';

const MAX_RECORDS = 200;

interface SaveResult {
  id?: string;
  success: boolean;
  created?: boolean;
  errors: ErrorEntry[];
}

type Save = () => Omit<SaveResult, 'errors'>;

/** Ends a transaction whose results are already known. */
class RolledBack extends Error {
  override readonly name = 'RolledBack';
}

const ROLLED_BACK: ErrorEntry = {
  errorCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
  fields: [],
};

function attempt(call: ApiCall, save: Save): SaveResult {
  try {
    return { ...call.org.store.transaction(save), errors: [] };
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    return { success: false, errors: [{ ...error.toEntry(), fields: [...(error.fields ?? [])] }] };
  }
}

/** Saves each record by itself, or all together when one failure should undo the rest. */
function saveAll(call: ApiCall, saves: readonly Save[], allOrNone: boolean): SaveResult[] {
  if (!allOrNone) return saves.map((save) => attempt(call, save));
  const results: SaveResult[] = [];
  try {
    call.org.store.transaction(() => {
      for (const save of saves) results.push(attempt(call, save));
      if (results.some((result) => !result.success)) throw new RolledBack();
    });
    return results;
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
    return results.map((result) => (result.success ? { success: false, errors: [ROLLED_BACK] } : result));
  }
}

function checkCount(count: number): void {
  if (count <= MAX_RECORDS) return;
  throw new SalesforceError(
    'EXCEEDED_ID_LIMIT',
    `record limit reached. cannot submit more than ${MAX_RECORDS} records into this call`,
  );
}

function recordsOf(call: ApiCall): { records: Body[]; allOrNone: boolean } {
  const { records, allOrNone } = call.body();
  if (!Array.isArray(records))
    throw new SalesforceError('JSON_PARSER_ERROR', 'The request body must hold a list of records');
  checkCount(records.length);
  return { records: records as Body[], allOrNone: allOrNone === true };
}

function typeOf(call: ApiCall, record: Body): ObjectDef {
  const { attributes } = record;
  const type =
    typeof attributes === 'object' && attributes !== null ? (attributes as { type?: unknown }).type : undefined;
  const object = typeof type === 'string' ? objectIn(call.org.store.settings, type) : undefined;
  if (object) return object;
  throw new SalesforceError('INVALID_TYPE', `sObject type '${String(type)}' is not supported.`);
}

function createMany(call: ApiCall) {
  const { records, allOrNone } = recordsOf(call);
  const saves = records.map(
    (record): Save =>
      () => ({ id: createRecord(call.write, typeOf(call, record), record), success: true }),
  );
  return saveAll(call, saves, allOrNone);
}

function updateMany(call: ApiCall) {
  const { records, allOrNone } = recordsOf(call);
  const saves = records.map(
    (record): Save =>
      () => {
        const { id, Id, ...body } = record;
        return { id: updateRecord(call.write, typeOf(call, record), String(id ?? Id ?? ''), body), success: true };
      },
  );
  return saveAll(call, saves, allOrNone);
}

function deleteMany(call: ApiCall) {
  const ids = (call.query.ids ?? '').split(',').filter(Boolean);
  checkCount(ids.length);
  const saves = ids.map(
    (text): Save =>
      () => {
        const id = normalizeId(text);
        const object = id === null ? undefined : objectOfId(id);
        if (!object) throw new SalesforceError('MALFORMED_ID', `malformed id ${text}`, { fields: [] });
        return { id: deleteRecord(call.write, object, text), success: true };
      },
  );
  return saveAll(call, saves, call.query.allOrNone === 'true');
}

function upsertMany(call: ApiCall) {
  const object = call.object();
  const field = fieldNamed(call.org.store.settings, object, call.params.field ?? '');
  if (!field?.externalId) {
    throw new SalesforceError(
      'NOT_FOUND',
      `Provided external ID field does not exist or is not accessible: ${call.params.field}`,
    );
  }
  const { records, allOrNone } = recordsOf(call);
  const saves = records.map(
    (record): Save =>
      () => {
        const { [field.name]: value, ...body } = record;
        if (typeof value !== 'string' || value === '') {
          throw new SalesforceError('REQUIRED_FIELD_MISSING', `${field.name} not specified`, { fields: [field.name] });
        }
        return { ...upsertRecord(call.write, object, field, value, body), success: true };
      },
  );
  return saveAll(call, saves, allOrNone);
}

/** Reads many records by id; one that is not there is null in its place. */
function readMany(call: ApiCall, ids: readonly string[], fields: readonly string[]) {
  const object = call.object();
  if (ids.length > 2000) checkCount(ids.length);
  const source = `SELECT ${fields.join(', ')} FROM ${object.name}`;
  const scope: Scope = { source, object, alias: null, store: call.org.store };
  const paths = fields.map((name) =>
    bindPath(scope, { parts: name.split('.'), at: Math.max(0, source.indexOf(name)) }),
  );
  const render = bindProjection(call.org.store, object, paths, [], call.version);
  return ids.map((text) => {
    const id = normalizeId(text);
    const row = id === null ? undefined : call.org.store.get(object.name, id);
    return row && row.IsDeleted !== true ? render(row) : null;
  });
}

const textList = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);

/** Up to 200 records in one call. */
export function registerComposite(app: FastifyInstance, org: Org): void {
  apiResource(app, org, '/composite/sobjects', { POST: createMany, PATCH: updateMany, DELETE: deleteMany });
  apiResource(
    app,
    org,
    '/composite/sobjects/:object',
    {
      GET: (call) => readMany(call, (call.query.ids ?? '').split(','), (call.query.fields ?? 'Id').split(',')),
      POST: (call) => readMany(call, textList(call.body().ids), textList(call.body().fields)),
    },
    { readsByPost: true },
  );
  apiResource(app, org, '/composite/sobjects/:object/:field', { PATCH: upsertMany });
}
