import type { z } from 'zod';
import type { DESCRIBE_ANSWER } from './wire.ts';

/** One field of an object, as the tools show it and as writes are checked against it. */
export interface FieldSchema {
  name: string;
  label: string;
  type: string;
  length: number;
  /** Must be given when a record is created. */
  required: boolean;
  nillable: boolean;
  createable: boolean;
  updateable: boolean;
  filterable: boolean;
  nameField: boolean;
  /** Active picklist values. */
  values: string[];
  restricted: boolean;
  references: string[];
  /** How SOQL reaches the referenced record: `Account` of `Account.Name`. */
  relationship: string | undefined;
}

export interface ChildSchema {
  /** Name for a subquery: `Opportunities`. */
  relationship: string;
  object: string;
  field: string;
}

/** An object's describe, without the nine tenths that no tool uses. */
export interface ObjectSchema {
  name: string;
  label: string;
  createable: boolean;
  updateable: boolean;
  fields: FieldSchema[];
  children: ChildSchema[];
}

export function toSchema(answer: z.output<typeof DESCRIBE_ANSWER>): ObjectSchema {
  return {
    name: answer.name,
    label: answer.label,
    createable: answer.createable,
    updateable: answer.updateable,
    fields: answer.fields
      .filter((field) => !field.deprecatedAndHidden)
      .map((field) => ({
        name: field.name,
        label: field.label,
        type: field.type,
        length: field.length,
        // a boolean always has a value
        required: field.createable && !field.nillable && !field.defaultedOnCreate && field.type !== 'boolean',
        nillable: field.nillable,
        createable: field.createable,
        updateable: field.updateable,
        filterable: field.filterable,
        nameField: field.nameField,
        values: field.picklistValues.filter((value) => value.active).map((value) => value.value),
        restricted: field.restrictedPicklist,
        references: field.referenceTo,
        relationship: field.relationshipName ?? undefined,
      })),
    children: answer.childRelationships.flatMap(({ childSObject, field, relationshipName }) =>
      relationshipName ? [{ relationship: relationshipName, object: childSObject, field }] : [],
    ),
  };
}

/** Finds a field by its API name, in any case, as Salesforce does. */
export function fieldOf(schema: ObjectSchema, name: string): FieldSchema | undefined {
  const wanted = name.toLowerCase();
  return schema.fields.find((field) => field.name.toLowerCase() === wanted);
}

/** The fields of these names, without what the object does not have. */
export function fieldsOf(schema: ObjectSchema, names: readonly string[]): FieldSchema[] {
  return names.flatMap((name) => fieldOf(schema, name) ?? []);
}

/** The field that names a record: `Name`, `Subject`, `CaseNumber`. */
export function nameFieldOf(schema: ObjectSchema): string | undefined {
  return schema.fields.find((field) => field.nameField)?.name;
}
