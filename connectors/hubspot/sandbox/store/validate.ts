import { parseDate, parseDateTime, plainDecimal } from '@rolekit/sdk';
import { HubSpotError, invalidProperties } from '../errors.ts';
import type { TypeName } from '../schema/object-types.ts';
import { placeOf } from '../schema/pipelines.ts';
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
      ? problemOf(store, type, property, value)
      : { error: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` };
    if (problem) problems.push({ name, ...problem });
    else values[name] = property ? normalised(property, value, existing?.values?.get(name)) : value;
  }
  if (!existing)
    for (const property of known.values())
      if (property.required && !values[property.name])
        problems.push({
          name: property.name,
          error: 'REQUIRED_FIELD',
          message: `Property "${property.name}" is required`,
        });
  const stage = problems.length === 0 ? stageProblem(store, type, values, existing) : undefined;
  if (stage) problems.push(stage);
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

function problemOf(
  store: Store,
  type: TypeName,
  property: PropertyDef,
  value: string,
): Omit<Problem, 'name'> | undefined {
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
      const options = optionsOf(store, type, property);
      const wrong = partsOf(property, value).find((part) => !options.includes(part));
      return wrong === undefined ? undefined : notAllowed(wrong, options);
    }
    case 'string':
      return property.name === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(value)
        ? { error: 'INVALID_EMAIL', message: `Email address ${value} is invalid` }
        : undefined;
  }
}

function optionsOf(store: Store, type: TypeName, property: PropertyDef): string[] {
  const place = placeOf(type);
  if (property.name === place?.pipeline) return store.pipelines(type).map(({ id }) => id);
  if (property.name === place?.stage) return store.pipelines(type).flatMap(({ stages }) => stages.map(({ id }) => id));
  if (property.name === 'hubspot_owner_id') return store.owners.map(({ id }) => id);
  return property.options.map((option) => option.value);
}

function notAllowed(value: string, options: readonly string[]) {
  return {
    error: 'INVALID_OPTION',
    message: `${value} was not one of the allowed options: [${options.join(', ')}]`,
  };
}

/**
 * A stage belongs to one pipeline: of the call, else of the object, else the first one.
 * https://legacydocs.hubspot.com/docs/methods/pipelines/pipelines_overview
 */
function stageProblem(
  store: Store,
  type: TypeName,
  values: Record<string, string>,
  existing: StoredObject | undefined,
): Problem | undefined {
  const place = placeOf(type);
  if (!place || !(values[place.stage] || values[place.pipeline])) return undefined;
  // stands for any object: what it has is not known
  if (existing && !existing.values) return undefined;
  const stage = values[place.stage] ?? existing?.values.get(place.stage);
  const all = store.pipelines(type);
  const id = values[place.pipeline] || existing?.values.get(place.pipeline) || all[0]?.id;
  const stages = all.find((pipeline) => pipeline.id === id)?.stages.map((def) => def.id) ?? [];
  if (!stage || stages.includes(stage)) return undefined;
  return { name: place.stage, ...notAllowed(stage, stages) };
}

/** Values of a checkbox property are joined by semicolons; one before the first adds them to what is there. */
function partsOf({ fieldType }: PropertyDef, value: string): string[] {
  return fieldType === 'checkbox' ? value.replace(/^;/, '').split(';') : [value];
}

function normalised(property: PropertyDef, value: string, before: string | undefined): string {
  const { type, fieldType } = property;
  if (fieldType === 'checkbox' && value !== '') {
    const kept = value.startsWith(';') && before ? partsOf(property, before) : [];
    return [...new Set([...kept, ...partsOf(property, value)])].join(';');
  }
  const time = type === 'date' || type === 'datetime' ? timeOf(value) : undefined;
  if (time === undefined) return value;
  const iso = new Date(time).toISOString();
  return type === 'date' ? iso.slice(0, 10) : iso;
}

/** Milliseconds since 1970 of what the vendor takes as a time: milliseconds, a date, or a date and time. */
export function timeOf(value: string): number | undefined {
  return /^-?\d{1,15}$/.test(value) ? Number(value) : (parseDate(value) ?? parseDateTime(value));
}
