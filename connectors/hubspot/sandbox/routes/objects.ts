import type { FastifyInstance } from 'fastify';
import { addresses, type Call, namesIn, pageOf, pagingTo, route } from '../api-call.ts';
import { invalid, notFound } from '../errors.ts';
import { objectBody } from '../object-body.ts';
import type { Portal } from '../portal.ts';
import { isActivity, TYPE_NAMES, type TypeName } from '../schema/object-types.ts';
import { search } from '../search/search.ts';
import { type AssociationType, associationTypes } from '../store/associations.ts';
import type { Store } from '../store/store.ts';
import { checkValues } from '../store/validate.ts';

const MAX_PAGE_ROWS = 100;
/** The vendor gives fewer objects at once when their history is asked for. */
const MAX_PAGE_ROWS_WITH_HISTORY = 50;

/** Objects one by one, lists of them, and search. */
export function registerObjects(app: FastifyInstance, portal: Portal): void {
  const at = (rest: string) => addresses('v3', 'objects', `/:type${rest}`);
  route(app, portal, 'GET', at(''), list);
  route(app, portal, 'POST', at(''), create);
  route(app, portal, 'POST', at('/search'), find, { reads: true, search: true });
  route(app, portal, 'POST', at('/merge'), merge);
  route(app, portal, 'GET', at('/:id'), (call) => objectBody(portal.store, call.object(), shownBy(call)));
  route(app, portal, 'PATCH', at('/:id'), (call) => {
    const object = call.object();
    portal.store.update(object, checkValues(portal.store, object.type, call.body().properties, object));
    return objectBody(portal.store, object, { properties: Object.keys(call.body().properties as object) });
  });
  route(app, portal, 'DELETE', at('/:id'), (call) => {
    const object = portal.store.get(call.type().name, call.params.id ?? '');
    if (object) portal.store.archive(object);
    call.reply.code(204);
  });
}

function shownBy({ query }: Call) {
  return {
    properties: namesIn(query.properties),
    history: namesIn(query.propertiesWithHistory),
    associations: namesIn(query.associations),
  };
}

function list(call: Call) {
  const { store } = call.portal;
  const shown = shownBy(call);
  const most = shown.history.length > 0 ? MAX_PAGE_ROWS_WITH_HISTORY : MAX_PAGE_ROWS;
  const all = store.all(call.type().name, call.query.archived === 'true');
  const { rows, paging } = pageOf(all, call, { most, usual: 10, keyOf: (object) => object.id });
  return { results: rows.map((row) => objectBody(store, row, shown)), ...paging };
}

function find(call: Call) {
  const { store } = call.portal;
  const body = call.body();
  const { objects, total, after } = search(store, call.type(), body, call.portal);
  const properties = Array.isArray(body.properties) ? body.properties.map(String) : [];
  return {
    total,
    results: objects.map((object) => objectBody(store, object, { properties })),
    ...(after === undefined ? {} : { paging: pagingTo(after) }),
  };
}

function create(call: Call) {
  const { name } = call.type();
  const created = createObject(call.portal.store, name, call.body());
  call.reply.code(201);
  return objectBody(call.portal.store, created, { properties: Object.keys(call.body().properties as object) });
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/objects/companies/merge-companies */
function merge(call: Call) {
  const { store } = call.portal;
  const { name } = call.type();
  const { primaryObjectId, objectIdToMerge } = call.body();
  const [primary, other] = [primaryObjectId, objectIdToMerge].map((id) => store.get(name, String(id)));
  if (!primary || !other) throw notFound();
  if (isActivity(name) || primary === other) throw invalid(`${name} cannot be merged so`);
  return objectBody(store, store.merge(primary, other));
}

/** Creates an object with its associations. @throws VALIDATION_ERROR before anything is written */
export function createObject(store: Store, type: TypeName, input: Record<string, unknown>) {
  const values = checkValues(store, type, input.properties);
  const targets = Array.isArray(input.associations)
    ? input.associations.map((association) => targetOf(store, type, association))
    : [];
  const object = store.create(type, values);
  for (const target of targets) {
    store.associations.add(type, object.id, target.type, target.id);
    for (const label of target.labels) store.associations.label(type, object.id, target.type, target.id, label);
  }
  return object;
}

/** An association type belongs to two object types and one direction; its number alone says neither. */
function targetOf(
  store: Store,
  from: TypeName,
  association: unknown,
): { type: TypeName; id: string; labels: string[] } {
  const { to, types } = (association ?? {}) as { to?: { id?: unknown }; types?: unknown };
  const named = (Array.isArray(types) ? types : []) as { associationCategory?: unknown; associationTypeId?: unknown }[];
  const [first] = named;
  const isNamed = (associationType: AssociationType, by: typeof first) =>
    associationType.category === by?.associationCategory && associationType.typeId === Number(by.associationTypeId);
  const type = TYPE_NAMES.find((name) =>
    associationTypes(from, name).some((associationType) => isNamed(associationType, first)),
  );
  const known = type === undefined ? [] : associationTypes(from, type);
  const wrong =
    named.find((each) => !known.some((associationType) => isNamed(associationType, each))) ??
    (type === undefined ? (first ?? {}) : undefined);
  if (type === undefined || wrong !== undefined)
    throw invalid(
      `Association type ${String(wrong?.associationCategory)} ${String(wrong?.associationTypeId)} doesn't exist from ${from}`,
    );
  const id = String(to?.id);
  if (!store.get(type, id))
    throw invalid(`${type} ${id} does not exist`, {
      errors: [{ message: 'No such object', code: 'INVALID_OBJECT_IDS' }],
    });
  const labels = known
    .filter((associationType) => named.some((each) => isNamed(associationType, each)))
    .flatMap(({ label }) => label ?? []);
  return { type, id, labels };
}
