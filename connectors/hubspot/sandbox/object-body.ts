import { type ObjectType, objectType, typeOf } from './schema/object-types.ts';
import { propertiesOf } from './schema/properties.ts';
import type { Store, StoredObject } from './store/store.ts';

export interface Shown {
  properties?: readonly string[];
  history?: readonly string[];
  associations?: readonly string[];
}

/** An object in the vendor's form. Properties that do not exist are left out without a word, as the vendor does it. */
export function objectBody(store: Store, object: StoredObject, shown: Shown = {}): Record<string, unknown> {
  const type = typeOf(object.type);
  const known = propertiesOf(object.type);
  const asked = shown.properties?.length ? shown.properties : type.defaults;
  const names = [...new Set([...asked, type.created, type.modified, 'hs_object_id'])].filter((name) => known.has(name));
  const history = (shown.history ?? []).filter((name) => known.has(name));
  return {
    id: object.id,
    properties: Object.fromEntries(names.map((name) => [name, object.values.get(name) ?? null])),
    ...(history.length > 0
      ? { propertiesWithHistory: Object.fromEntries(history.map((name) => [name, store.historyOf(object, name)])) }
      : {}),
    createdAt: object.createdAt,
    updatedAt: object.updatedAt,
    archived: object.archived,
    ...(object.archived ? { archivedAt: object.archivedAt } : {}),
    ...associationsOf(store, object, shown.associations ?? []),
  };
}

function associationsOf(store: Store, object: StoredObject, names: readonly string[]) {
  const types = names.map(objectType).filter((type): type is ObjectType => type !== undefined);
  const found = types.flatMap((type) => {
    const ids = store.associations.of(object.type, object.id, type.name);
    const label = `${typeOf(object.type).singular}_to_${type.singular}`;
    return ids.length === 0 ? [] : [[type.name, { results: ids.map((id) => ({ id, type: label })) }] as const];
  });
  return found.length === 0 ? {} : { associations: Object.fromEntries(found) };
}
