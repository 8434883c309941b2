import type { FastifyInstance } from 'fastify';
import { addresses, type Call, DATED, pageOf, route } from '../api-call.ts';
import { HubSpotError, invalid } from '../errors.ts';
import type { Portal } from '../portal.ts';
import type { ObjectType } from '../schema/object-types.ts';
import { type AssociationType, associationTypes, defaultTypeId } from '../store/associations.ts';
import { batchAnswer } from './batch.ts';

const MAX_READ = 1000;
const MAX_WRITTEN = 2000;

/** Which objects belong together (v4): of one object, in batches, and the kinds that there are. */
export function registerAssociations(app: FastifyInstance, portal: Portal): void {
  const ofObject = (rest: string) => [
    `/crm/v4/objects/:type/:id/${rest}`,
    ...DATED.map((date) => `/crm/objects/${date}/:type/:id/${rest}`),
  ];
  const batch = (rest: string) => addresses('v4', 'associations', `/:type/:to/${rest}`);
  route(app, portal, 'GET', ofObject('associations/:to'), (call) => {
    const object = call.object();
    const to = call.type('to');
    const ids = portal.store.associations.of(object.type, object.id, to.name);
    const { rows, paging } = pageOf(ids, call, { most: 500, usual: 500, keyOf: (id) => id });
    return { results: rows.map((id) => target(call, object.id, to, id)), ...paging };
  });
  route(app, portal, 'PUT', ofObject('associations/default/:to/:toId'), (call) => {
    const { id = '', toId = '' } = call.params;
    return batchAnswer(call, 200, [associate(call, id, toId)], []);
  });
  route(app, portal, 'PUT', ofObject('associations/:to/:toId'), (call) => {
    const { id = '', toId = '' } = call.params;
    associate(call, id, toId, call.list());
    call.reply.code(201);
    return labelled(call, id, toId);
  });
  route(app, portal, 'DELETE', ofObject('associations/:to/:toId'), (call) => {
    portal.store.associations.remove(
      call.type().name,
      call.params.id ?? '',
      call.type('to').name,
      call.params.toId ?? '',
    );
    call.reply.code(204);
  });
  route(app, portal, 'GET', batch('labels'), (call) => ({
    results: associationTypes(call.type().name, call.type('to').name),
  }));
  route(app, portal, 'POST', batch('batch/read'), readBatch, { reads: true });
  route(app, portal, 'POST', batch('batch/create'), (call) =>
    writeBatch(call, call.path.includes('/2026-09/') ? 200 : 201, labelled, true),
  );
  route(app, portal, 'POST', batch('batch/associate/default'), (call) =>
    writeBatch(call, 200, (each, from, to) => pair(each, from, to)),
  );
  route(app, portal, 'POST', batch('batch/archive'), (call) => {
    for (const { from, to } of inputsOf(call, MAX_WRITTEN))
      for (const item of [to].flat())
        portal.store.associations.remove(call.type().name, idOf(from), call.type('to').name, idOf(item));
    return archived(call);
  });
  route(app, portal, 'POST', batch('batch/labels/archive'), (call) => {
    for (const { from, to, types } of inputsOf(call, MAX_WRITTEN))
      for (const { label } of namedTypes(call, types))
        if (label !== null)
          portal.store.associations.unlabel(call.type().name, idOf(from), call.type('to').name, idOf(to), label);
    return archived(call);
  });
}

function archived(call: Call) {
  if (!call.path.startsWith('/crm/v4/')) return batchAnswer(call, 200, [], []);
  call.reply.code(204);
  return undefined;
}

function target(call: Call, from: string, to: ObjectType, id: string) {
  const { name } = call.type();
  const labels = call.portal.store.associations.labelsOf(name, from, to.name, id);
  const types = associationTypes(name, to.name).filter(({ label }) => label === null || labels.includes(label));
  return { toObjectId: idIn(call, id), associationTypes: types };
}

/** The types that an input names. @throws VALIDATION_ERROR */
function namedTypes(call: Call, types: unknown): AssociationType[] {
  const known = associationTypes(call.type().name, call.type('to').name);
  if (!Array.isArray(types) || types.length === 0) throw invalid('Invalid input JSON: types are required');
  return types.map(({ associationCategory: category, associationTypeId: typeId }) => {
    const found = known.find(
      (associationType) => associationType.category === category && associationType.typeId === typeId,
    );
    if (!found) throw invalid(`Association type ${String(category)} ${String(typeId)} doesn't exist here`);
    return found;
  });
}

/** Ids of objects are numbers under v4, and texts under the dated paths. */
function idIn({ path }: Call, id: string): number | string {
  return path.startsWith('/crm/v4/') ? Number(id) : id;
}

function associate(call: Call, fromId: string, toId: string, types?: unknown) {
  const [from, to] = [call.type(), call.type('to')];
  const named = types === undefined ? [] : namedTypes(call, types);
  const { store } = call.portal;
  if (defaultTypeId(from.name, to.name) === undefined)
    throw invalid(`No default association type exists between ${from.name} and ${to.name}`);
  for (const [type, id] of [
    [from, fromId],
    [to, toId],
  ] as const)
    if (!store.get(type.name, id))
      throw new HubSpotError('OBJECT_NOT_FOUND', `No ${type.singular} with id ${id}`, { context: { objectId: [id] } });
  for (const { label } of named) {
    const most = label === null ? undefined : store.associations.label(from.name, fromId, to.name, toId, label);
    if (most !== undefined)
      throw invalid(`${from.singular} ${fromId} or ${to.singular} ${toId} has reached its limit of ${most} "${label}"`);
  }
  store.associations.add(from.name, fromId, to.name, toId);
  return pair(call, fromId, toId);
}

function pair(call: Call, from: string, to: string) {
  const associationTypeId = defaultTypeId(call.type().name, call.type('to').name);
  return {
    from: { id: from },
    to: { id: to },
    associationSpec: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId },
  };
}

function labelled(call: Call, from: string, to: string) {
  return {
    fromObjectTypeId: call.type().id,
    fromObjectId: idIn(call, from),
    toObjectTypeId: call.type('to').id,
    toObjectId: idIn(call, to),
    labels: call.portal.store.associations.labelsOf(call.type().name, from, call.type('to').name, to),
  };
}

interface PairInput {
  id?: unknown;
  from?: unknown;
  to?: unknown;
  types?: unknown;
}

function inputsOf(call: Call, most: number): PairInput[] {
  const { inputs } = call.body();
  if (!Array.isArray(inputs) || inputs.length === 0) throw invalid('Invalid input JSON: inputs are required');
  if (inputs.length > most) throw invalid(`The maximum number of inputs is ${most}`);
  return inputs as PairInput[];
}

const idOf = (reference: unknown) => String((reference as { id?: unknown } | undefined)?.id);

function readBatch(call: Call) {
  const [from, to] = [call.type(), call.type('to')];
  const found = inputsOf(call, MAX_READ).map((input) => ({
    id: String(input.id),
    targets: call.portal.store.associations.of(from.name, String(input.id), to.name),
  }));
  const results = found
    .filter((candidate) => candidate.targets.length > 0)
    .map(({ id, targets }) => ({ from: { id }, to: targets.map((each) => target(call, id, to, each)) }));
  const none = found.filter((candidate) => candidate.targets.length === 0).map((candidate) => candidate.id);
  const message = `No ${to.singular} is associated with ${from.singular} ${none.join(', ')}.`;
  const errors =
    none.length === 0 ? [] : [new HubSpotError('OBJECT_NOT_FOUND', message).toBatchError({ fromObjectId: none })];
  return batchAnswer(call, 200, results, errors);
}

function writeBatch(
  call: Call,
  status: number,
  show: (call: Call, from: string, to: string) => unknown,
  hasTypes = false,
) {
  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const { from, to, types } of inputsOf(call, MAX_WRITTEN)) {
    try {
      associate(call, idOf(from), idOf(to), hasTypes ? (types ?? []) : undefined);
      results.push(show(call, idOf(from), idOf(to)));
    } catch (error) {
      if (!(error instanceof HubSpotError)) throw error;
      errors.push(error.toBatchError({ fromObjectId: [idOf(from)], toObjectId: [idOf(to)] }));
    }
  }
  return batchAnswer(call, status, results, errors);
}
