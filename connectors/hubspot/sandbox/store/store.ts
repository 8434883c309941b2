import type { SandboxClock } from '@rolekit/demo-data';
import { makeId } from '../ids.ts';
import { TYPE_NAMES, type TypeName, typeOf } from '../schema/object-types.ts';
import { firstPipelinesOf, type Pipeline, type StageLabels } from '../schema/pipelines.ts';
import { Associations } from './associations.ts';

/** One value that a property had, newest first in its history. */
export interface HistoryValue {
  value: string;
  timestamp: string;
  sourceType: string;
  sourceId?: string;
}

export interface StoredObject {
  readonly id: string;
  readonly type: TypeName;
  readonly createdAt: string;
  updatedAt: string;
  archived: boolean;
  /** Archiving changes neither `updatedAt` nor the property of the last change. */
  archivedAt?: string;
  readonly values: Map<string, string>;
  /** Only of properties that changed or were loaded with a history. */
  readonly history: Map<string, HistoryValue[]>;
}

export interface Owner {
  id: string;
  userId: number;
  email: string;
  firstName: string;
  lastName: string;
  archived: boolean;
  createdAt: string;
}

export interface StoredList {
  id: string;
  name: string;
  type: TypeName;
  processingType: 'MANUAL' | 'DYNAMIC' | 'SNAPSHOT';
  members: string[];
}

const MERGED_IDS = 'hs_merged_object_ids';
const FIRST_NEW_NUMBER = 500_000;

/** All objects of a portal, in the order of their ids. What is written stays until the sandbox stops. */
export class Store {
  readonly associations = new Associations();
  readonly owners: Owner[] = [];
  readonly lists: StoredList[] = [];
  readonly clock: SandboxClock;
  /** Ids of objects that were merged, with that of the object that they are now. */
  readonly #merged = new Map<string, string>();
  readonly #pipelines: Map<TypeName, Pipeline[]>;
  readonly #objects = new Map<TypeName, Map<string, StoredObject>>(TYPE_NAMES.map((name) => [name, new Map()]));
  #created = 0;

  constructor(clock: SandboxClock, labels: StageLabels = new Map()) {
    this.clock = clock;
    this.#pipelines = new Map(TYPE_NAMES.map((name) => [name, firstPipelinesOf(name, labels)]));
  }

  put(
    type: TypeName,
    id: string,
    values: Record<string, string | null>,
    createdAt: string,
    updatedAt: string,
  ): StoredObject {
    const { created, modified } = typeOf(type);
    const object: StoredObject = {
      id,
      type,
      createdAt,
      updatedAt,
      archived: false,
      values: new Map([...present(values), [created, createdAt], [modified, updatedAt], ['hs_object_id', id]]),
      history: new Map(),
    };
    this.#objects.get(type)?.set(id, object);
    return object;
  }

  create(type: TypeName, values: Record<string, string>): StoredObject {
    this.#created += 1;
    const now = this.clock.stamp().toISOString();
    return this.put(type, makeId(type, FIRST_NEW_NUMBER + this.#created), values, now, now);
  }

  /** Writes values; an empty one clears its property. */
  update(object: StoredObject, values: Record<string, string>): void {
    const now = this.clock.stamp().toISOString();
    for (const [name, value] of Object.entries(values)) {
      const before = this.historyOf(object, name);
      object.history.set(name, [{ value, timestamp: now, sourceType: 'INTEGRATION', sourceId: 'sandbox' }, ...before]);
      if (value === '') object.values.delete(name);
      else object.values.set(name, value);
    }
    object.updatedAt = now;
    object.values.set(typeOf(object.type).modified, now);
  }

  archive(object: StoredObject): void {
    object.archived = true;
    object.archivedAt = this.clock.stamp().toISOString();
  }

  /**
   * Makes one new object of two: with the values of the first, and of the second where it has none. All ids that led to
   * either lead to it.
   */
  merge(primary: StoredObject, other: StoredObject): StoredObject {
    const { type } = primary;
    const before = [
      ...(primary.values.get(MERGED_IDS)?.split(';') ?? []),
      ...(other.values.get(MERGED_IDS)?.split(';') ?? []),
    ];
    const ids = [...before, primary.id, other.id];
    const values = Object.fromEntries([...other.values, ...primary.values, [MERGED_IDS, ids.join(';')]]);
    const object = this.create(type, values);
    for (const { id } of [primary, other]) {
      for (const to of TYPE_NAMES)
        for (const toId of this.associations.of(type, id, to)) {
          this.associations.add(type, object.id, to, toId);
          this.associations.remove(type, id, to, toId);
        }
      this.#objects.get(type)?.delete(id);
    }
    for (const id of ids) this.#merged.set(`${type}/${id}`, object.id);
    return object;
  }

  /** The list itself: what is added to it stays. */
  pipelines(type: TypeName): Pipeline[] {
    return this.#pipelines.get(type) ?? [];
  }

  historyOf(object: StoredObject, name: string): HistoryValue[] {
    const known = object.history.get(name);
    if (known) return known;
    const value = object.values.get(name);
    return value === undefined ? [] : [{ value, timestamp: object.createdAt, sourceType: 'CRM_UI' }];
  }

  /** An object that is not archived, or one that is: the vendor answers either, never both. */
  get(type: TypeName, id: string, archived = false): StoredObject | undefined {
    const object = this.#objects.get(type)?.get(this.#merged.get(`${type}/${id}`) ?? id);
    return object?.archived === archived ? object : undefined;
  }

  find(type: TypeName, property: string, value: string, archived = false): StoredObject | undefined {
    if (property === 'hs_object_id') return this.get(type, value, archived);
    const wanted = value.toLowerCase();
    return this.all(type, archived).find((object) => object.values.get(property)?.toLowerCase() === wanted);
  }

  all(type: TypeName, archived = false): StoredObject[] {
    return [...(this.#objects.get(type)?.values() ?? [])].filter((object) => object.archived === archived);
  }
}

function present(values: Record<string, string | null>): [string, string][] {
  return Object.entries(values).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]]));
}
