import type { FastifyInstance } from 'fastify';
import { addresses, type Call, route } from '../api-call.ts';
import { HubSpotError, invalid } from '../errors.ts';
import { objectBody } from '../object-body.ts';
import type { Portal } from '../portal.ts';
import type { StoredObject } from '../store/store.ts';
import { checkValues } from '../store/validate.ts';
import { createObject } from './objects.ts';

const MAX_INPUTS = 100;

type Input = Record<string, unknown>;

/** Reads and writes of up to 100 objects; what fails of them is told one by one, with status 207. */
export function registerBatch(app: FastifyInstance, portal: Portal): void {
  const at = (rest: string) => addresses('v3', 'objects', `/:type/batch/${rest}`);
  route(app, portal, 'POST', at('read'), read, { reads: true });
  route(app, portal, 'POST', at('create'), (call) =>
    each(call, 201, (input) => shown(call, createObject(portal.store, call.type().name, input), input)),
  );
  route(app, portal, 'POST', at('update'), (call) =>
    each(call, 200, (input) => shown(call, update(call, input), input)),
  );
  route(app, portal, 'POST', at('upsert'), (call) => each(call, 200, (input) => upsert(call, input)));
  route(app, portal, 'POST', at('archive'), (call) => {
    for (const input of inputsOf(call)) {
      const object = portal.store.get(call.type().name, String(input.id));
      if (object) portal.store.archive(object);
    }
    call.reply.code(204);
  });
}

function inputsOf(call: Call): Input[] {
  const { inputs } = call.body();
  if (!Array.isArray(inputs) || inputs.length === 0) throw invalid('Invalid input JSON: inputs are required');
  if (inputs.length > MAX_INPUTS) throw invalid(`The maximum number of inputs is ${MAX_INPUTS}, got ${inputs.length}`);
  return inputs.map((input) => (typeof input === 'object' && input !== null ? (input as Input) : {}));
}

function shown(call: Call, object: StoredObject, input: Input): Record<string, unknown> {
  const trace = input.objectWriteTraceId;
  const properties = Object.keys((input.properties as object | null) ?? {});
  return {
    ...objectBody(call.portal.store, object, { properties }),
    ...(typeof trace === 'string' ? { objectWriteTraceId: trace } : {}),
  };
}

function read(call: Call) {
  const { idProperty, properties, propertiesWithHistory } = call.body();
  const { name, singular } = call.type();
  const by = typeof idProperty === 'string' ? idProperty : 'hs_object_id';
  const { store } = call.portal;
  const wanted = inputsOf(call).map((input) => ({
    id: String(input.id),
    object: store.find(name, by, String(input.id), call.query.archived === 'true'),
  }));
  const missing = wanted.filter((item) => !item.object).map((item) => item.id);
  const asked = { properties: textsOf(properties), history: textsOf(propertiesWithHistory) };
  const results = [...new Set(wanted.flatMap((item) => item.object ?? []))].map((object) =>
    objectBody(store, object, asked),
  );
  const message = `Could not get some ${singular.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`;
  const errors =
    missing.length === 0 ? [] : [new HubSpotError('OBJECT_NOT_FOUND', message).toBatchError({ ids: missing })];
  return batchAnswer(call, 200, results, errors, { tellsRequest: true });
}

/** A wrong property spoils the whole batch, as with the vendor; what depends on one object concerns only that one. */
function each(call: Call, status: number, write: (input: Input) => Record<string, unknown>) {
  const inputs = inputsOf(call);
  const { name } = call.type();
  for (const input of inputs) checkShape(call, name, input);
  const results: Record<string, unknown>[] = [];
  const errors: Record<string, unknown>[] = [];
  for (const input of inputs) {
    try {
      results.push(write(input));
    } catch (error) {
      if (!(error instanceof HubSpotError)) throw error;
      const trace = input.objectWriteTraceId;
      errors.push(
        error.toBatchError({
          ...(input.id === undefined ? {} : { ids: [String(input.id)] }),
          ...(typeof trace === 'string' ? { objectWriteTraceId: [trace] } : {}),
        }),
      );
    }
  }
  return batchAnswer(call, status, results, errors, { tellsRequest: true });
}

function checkShape(call: Call, type: Parameters<typeof checkValues>[1], input: Input): void {
  try {
    checkValues(call.portal.store, type, input.properties, input.id === undefined ? undefined : PLACEHOLDER);
  } catch (error) {
    if (error instanceof HubSpotError && error.category === 'VALIDATION_ERROR') throw error;
  }
}

/** Stands for an object that exists: no property of it is required. */
const PLACEHOLDER = {} as StoredObject;

function update(call: Call, input: Input): StoredObject {
  const { store } = call.portal;
  const { name } = call.type();
  const by = typeof input.idProperty === 'string' ? input.idProperty : 'hs_object_id';
  const object = store.find(name, by, String(input.id));
  if (!object) throw new HubSpotError('OBJECT_NOT_FOUND', `No ${call.type().singular} with id ${String(input.id)}`);
  store.update(object, checkValues(store, name, input.properties, object));
  return object;
}

function upsert(call: Call, input: Input): Record<string, unknown> {
  const { store } = call.portal;
  const { name } = call.type();
  if (typeof input.idProperty !== 'string') throw invalid('idProperty is required');
  const existing = store.find(name, input.idProperty, String(input.id));
  if (existing) return { ...shown(call, update(call, input), input), new: false };
  const properties = { ...(input.properties as object), [input.idProperty]: String(input.id) };
  return { ...shown(call, createObject(store, name, { ...input, properties }), input), new: true };
}

/** What a batch answers: 207 where some of it failed. Batches of objects also tell when they were requested. */
export function batchAnswer(
  call: Call,
  status: number,
  results: unknown[],
  errors: unknown[],
  { tellsRequest = false } = {},
) {
  const now = call.portal.store.clock.now().toISOString();
  call.reply.code(errors.length > 0 ? 207 : status);
  return {
    status: 'COMPLETE',
    results,
    ...(errors.length > 0 ? { numErrors: errors.length, errors } : {}),
    ...(tellsRequest ? { requestedAt: now } : {}),
    startedAt: now,
    completedAt: now,
  };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
