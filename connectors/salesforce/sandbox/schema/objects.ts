import { ACCOUNT } from './account.ts';
import { EVENT, TASK } from './activity.ts';
import { CASE } from './case.ts';
import { CONTACT } from './contact.ts';
import { CURRENCY_TYPE } from './currency-type.ts';
import type { FieldDef } from './fields.ts';
import { OPPORTUNITY, OPPORTUNITY_FIELD_HISTORY, OPPORTUNITY_HISTORY } from './opportunity.ts';
import { LEAD, NAME, ORGANIZATION, USER } from './people.ts';

/** One object of the org. */
export interface ObjectDef {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly fields: readonly FieldDef[];
  readonly writable: boolean;
  readonly searchable: boolean;
  /** There only in an org with several currencies. */
  readonly multiCurrency?: boolean;
}

/** What of the settings of an org decides which objects and fields it has. */
export interface Features {
  readonly currencies: object | null;
}

/** A way down from an object to the records that point at it. */
export interface ChildRelationship {
  readonly name: string;
  readonly child: ObjectDef;
  readonly field: FieldDef;
}

export const OBJECTS: readonly ObjectDef[] = [
  ACCOUNT,
  CASE,
  CONTACT,
  CURRENCY_TYPE,
  EVENT,
  LEAD,
  OPPORTUNITY,
  OPPORTUNITY_FIELD_HISTORY,
  OPPORTUNITY_HISTORY,
  ORGANIZATION,
  TASK,
  USER,
];

const BY_NAME = new Map([...OBJECTS, NAME].map((object) => [object.name.toLowerCase(), object]));
const BY_PREFIX = new Map(OBJECTS.map((object) => [object.keyPrefix, object]));
const FIELDS = new Map(
  [...OBJECTS, NAME].map((object) => [
    object.name,
    new Map(object.fields.map((entry) => [entry.name.toLowerCase(), entry])),
  ]),
);
const WAYS_UP = new Map(
  [...OBJECTS, NAME].map((object) => [
    object.name,
    new Map(
      object.fields.flatMap((entry) => (entry.relationshipName ? [[entry.relationshipName.toLowerCase(), entry]] : [])),
    ),
  ]),
);
const WAYS_DOWN = new Map(OBJECTS.map((object) => [object.name, childrenOf(object)]));

function childrenOf(parent: ObjectDef): ChildRelationship[] {
  return OBJECTS.flatMap((child) =>
    child.fields.flatMap((field) => {
      const name = field.childNames[parent.name];
      return name ? [{ name, child, field }] : [];
    }),
  );
}

/** Finds an object by name, in any case; the pseudo object `Name` is not an object of the org. */
export function objectNamed(name: string): ObjectDef | undefined {
  const object = BY_NAME.get(name.toLowerCase());
  return object === NAME ? undefined : object;
}

/** Finds an object that the org has, by name in any case. */
export function objectIn(features: Features, name: string): ObjectDef | undefined {
  const object = objectNamed(name);
  return object?.multiCurrency && features.currencies === null ? undefined : object;
}

/** The objects that the org has. */
export function objectsIn(features: Features): readonly ObjectDef[] {
  return OBJECTS.filter((object) => !object.multiCurrency || features.currencies !== null);
}

/** The fields of an object that the org has. */
export function fieldsIn(features: Features, object: ObjectDef): readonly FieldDef[] {
  return object.fields.filter((field) => !field.multiCurrency || features.currencies !== null);
}

/** The object whose records have ids that begin like this one. */
export function objectOfId(id: string): ObjectDef | undefined {
  return BY_PREFIX.get(id.slice(0, 3));
}

/** Finds a field that the org has, by name in any case. */
export function fieldNamed(features: Features, object: ObjectDef, name: string): FieldDef | undefined {
  const field = FIELDS.get(object.name)?.get(name.toLowerCase());
  return field?.multiCurrency && features.currencies === null ? undefined : field;
}

/** The reference field behind a relationship name: `Owner` → `OwnerId`. */
export function wayUp(object: ObjectDef, relationshipName: string): FieldDef | undefined {
  return WAYS_UP.get(object.name)?.get(relationshipName.toLowerCase());
}

/** Where a reference leads; one that may lead to several objects shows only what all of them have. */
export function targetOf(reference: FieldDef): ObjectDef {
  const only =
    reference.referenceTo.length === 1 ? BY_NAME.get((reference.referenceTo[0] ?? '').toLowerCase()) : undefined;
  return only ?? NAME;
}

export function childRelationships(object: ObjectDef): readonly ChildRelationship[] {
  return WAYS_DOWN.get(object.name) ?? [];
}
