import { parseDate, parseDateTime, plainDecimal } from '@rolekit/sdk';
import { HubSpotError, invalidProperties } from '../errors.ts';
import type { TypeName } from '../schema/object-types.ts';
import { type PropertyDef, propertiesOf } from '../schema/properties.ts';
import type { Store, StoredObject } from './store.ts';

interface Problem {
  name: string;
  error: string;
  message: string;
}

/** Values in the form in which they are kept. @throws VALIDATION_ERROR with every problem, CONFLICT */
export function checkValues(
  store: Store,
  type: TypeName,
  given: unknown,
  existing?: StoredObject,
): Record<string, string> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalidProperties([{ name: 'properties', error: 'INVALID', message: 'properties must be an object' }]);
  const known = propertiesOf(type);
  const problems: Problem[] = [];
  const values: Record<string, string> = {};
  for (const [name, raw] of Object.entries(given)) {
    const property = known.get(name);
    const value = raw === null || raw === undefined ? '' : String(raw);
    const problem = property
      ? problemOf(store, property, value)
      : { error: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` };
    if (problem) problems.push({ name, ...problem });
    else values[name] = property ? normalised(property, value) : value;
  }
  if (!existing)
    for (const property of known.values())
      if (property.required && !values[property.name])
        problems.push({
          name: property.name,
          error: 'REQUIRED_FIELD',
          message: `Property "${property.name}" is required`,
        });
  if (problems.length > 0) throw invalidProperties(problems);
  for (const property of known.values()) checkUnique(store, type, property, values[property.name], existing);
  return values;
}

function checkUnique(
  store: Store,
  type: TypeName,
  property: PropertyDef,
  value: string | undefined,
  existing: StoredObject | undefined,
): void {
  if (!property.unique || value === undefined || value === '') return;
  const other = store.find(type, property.name, value);
  if (!other || other === existing) return;
  throw new HubSpotError('CONFLICT', `Object already exists. Existing ID: ${other.id}`, {
    context: { existingId: [other.id], propertyName: [property.name] },
  });
}

function problemOf(store: Store, property: PropertyDef, value: string): Omit<Problem, 'name'> | undefined {
  if (property.readOnly)
    return {
      error: 'READ_ONLY_VALUE',
      message: `"${property.name}" is a read only property; its value cannot be set.`,
    };
  if (value === '') return undefined;
  switch (property.type) {
    case 'number':
      return plainDecimal(value) !== undefined
        ? undefined
        : { error: 'INVALID_DOUBLE', message: `${value} was not a valid number.` };
    case 'date':
    case 'datetime':
      return timeOf(value) === undefined
        ? { error: 'INVALID_DATE', message: `${value} was not a valid long.` }
        : undefined;
    case 'bool':
      return ['true', 'false'].includes(value)
        ? undefined
        : { error: 'INVALID_OPTION', message: `${value} was not one of the allowed options: [true, false]` };
    case 'enumeration': {
      const options =
        property.name === 'hubspot_owner_id'
          ? store.owners.map((one) => one.id)
          : property.options.map((one) => one.value);
      if (options.includes(value)) return undefined;
      return {
        error: 'INVALID_OPTION',
        message: `${value} was not one of the allowed options: [${options.join(', ')}]`,
      };
    }
    case 'string':
      return property.name === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value)
        ? { error: 'INVALID_EMAIL', message: `Email address ${value} is invalid` }
        : undefined;
  }
}

function normalised({ type }: PropertyDef, value: string): string {
  const time = type === 'date' || type === 'datetime' ? timeOf(value) : undefined;
  if (time === undefined) return value;
  const iso = new Date(time).toISOString();
  return type === 'date' ? iso.slice(0, 10) : iso;
}

/** Milliseconds since 1970 of what the vendor takes as a time: milliseconds, a date, or a date and time. */
export function timeOf(value: string): number | undefined {
  return /^-?\d{1,15}$/.test(value) ? Number(value) : (parseDate(value) ?? parseDateTime(value));
}
