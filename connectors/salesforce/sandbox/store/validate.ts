import { SalesforceError } from '../errors.ts';
import { normalizeId } from '../ids.ts';
import { type FieldDef, type FieldValue, isNumeric } from '../schema/fields.ts';
import { fieldNamed, type ObjectDef, objectOfId } from '../schema/objects.ts';
import type { Store } from './store.ts';
import { parseDate, parseDateTime } from './time.ts';

export type Operation = 'create' | 'update';
/** A request body: field name → JSON value, as it came. */
export type Body = Readonly<Record<string, unknown>>;

const show = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

function wrongType(field: FieldDef, value: unknown): SalesforceError {
  return new SalesforceError(
    'INVALID_TYPE_ON_FIELD_IN_RECORD',
    `${field.label}: value not of required type: ${show(value)}`,
    {
      fields: [field.name],
    },
  );
}

function textValue(field: FieldDef, value: unknown): string | null {
  if (typeof value !== 'string') throw wrongType(field, value);
  const trimmed = value.trim();
  if (trimmed.length > field.length) {
    throw new SalesforceError(
      'STRING_TOO_LONG',
      `${field.label}: data value too large: ${trimmed} (max length=${field.length})`,
      {
        fields: [field.name],
      },
    );
  }
  // The vendor stores an empty text as null.
  return trimmed === '' ? null : trimmed;
}

function picklistValue(field: FieldDef, value: unknown, store: Store): string | null {
  const chosen = textValue(field, value);
  const parts = chosen === null ? [] : field.type === 'multipicklist' ? chosen.split(';') : [chosen];
  const allowed = field.multiCurrency ? Object.keys(store.settings.currencies?.rates ?? {}) : field.picklist;
  const unknown = parts.find((part) => !allowed.includes(part));
  if (unknown === undefined) return chosen;
  throw new SalesforceError(
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    `${field.label}: bad value for restricted picklist field: ${unknown}`,
    { fields: [field.name] },
  );
}

function referenceValue(field: FieldDef, value: unknown, store: Store): string | null {
  if (value === '') return null;
  const id = typeof value === 'string' ? normalizeId(value) : null;
  const object = id === null ? undefined : objectOfId(id);
  if (id === null || !object || !field.referenceTo.includes(object.name)) {
    throw new SalesforceError('MALFORMED_ID', `${field.label}: id value of incorrect type: ${show(value)}`, {
      fields: [field.name],
    });
  }
  const target = store.get(object.name, id);
  if (!target)
    throw new SalesforceError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', {
      fields: [field.name],
      status: 400,
    });
  if (target.IsDeleted === true)
    throw new SalesforceError('ENTITY_IS_DELETED', 'entity is deleted', { fields: [field.name], status: 400 });
  return id;
}

function fieldValue(field: FieldDef, value: unknown, store: Store): FieldValue {
  if (value === null) return null;
  if (isNumeric(field.type)) {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongType(field, value);
    if (field.type === 'int' && !Number.isInteger(value)) throw wrongType(field, value);
    return value;
  }
  switch (field.type) {
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(field, value);
      return value;
    case 'date': {
      const date = typeof value === 'string' ? parseDate(value.slice(0, 10)) : null;
      if (date === null) throw wrongType(field, value);
      return date;
    }
    case 'datetime': {
      const time = typeof value === 'string' ? parseDateTime(value) : null;
      if (time === null) throw wrongType(field, value);
      return time;
    }
    case 'reference':
      return referenceValue(field, value, store);
    case 'picklist':
    case 'multipicklist':
      return picklistValue(field, value, store);
    default:
      return textValue(field, value);
  }
}

function writableField(store: Store, object: ObjectDef, name: string): FieldDef {
  const field = fieldNamed(store.settings, object, name);
  if (field) return field;
  throw new SalesforceError('INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`);
}

function refuseReadOnly(fields: readonly FieldDef[], operation: Operation): void {
  const refused = fields
    .filter((field) => (operation === 'create' ? !field.createable : !field.updateable))
    .map((field) => field.name);
  if (refused.length === 0) return;
  throw new SalesforceError(
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${refused.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    { fields: refused },
  );
}

function refuseMissing(object: ObjectDef, values: Readonly<Record<string, FieldValue>>, operation: Operation): void {
  const required = object.fields.filter(
    (field) => field.createable && !field.nillable && field.defaultValue === null && field.name !== 'OwnerId',
  );
  const missing = required.filter((field) =>
    operation === 'create' ? values[field.name] == null : field.name in values && values[field.name] === null,
  );
  if (missing.length === 0) return;
  const names = missing.map((field) => field.name);
  throw new SalesforceError('REQUIRED_FIELD_MISSING', `Required fields are missing: [${names.join(', ')}]`, {
    fields: names,
  });
}

/**
 * Checks a request body against an object and brings the values into their stored form.
 * @throws SalesforceError with the vendor's code for the first kind of problem found
 */
export function checkedValues(
  object: ObjectDef,
  body: Body,
  operation: Operation,
  store: Store,
): Record<string, FieldValue> {
  const entries = Object.entries(body).filter(([name]) => name !== 'attributes');
  const fields = entries.map(([name]) => writableField(store, object, name));
  refuseReadOnly(fields, operation);

  const values: Record<string, FieldValue> = {};
  for (const [index, field] of fields.entries()) {
    const value = fieldValue(field, entries[index]?.[1], store);
    values[field.name] =
      value === null && (field.type === 'boolean' || field.name === 'OwnerId') ? field.defaultValue : value;
  }
  refuseMissing(object, values, operation);
  return values;
}
