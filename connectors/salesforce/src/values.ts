import { didYouMean, RolekitError } from '@rolekit/sdk';
import { type FieldSchema, fieldOf, type ObjectSchema } from './schema.ts';

/** What a caller may write into a field. */
export type Value = string | number | boolean | null;
export type Values = Record<string, Value>;

/**
 * Checks values against the object before a person is asked, and gives them the fields' exact names.
 *
 * @throws RK_INVALID_REQUEST that lists every problem at once
 */
export function checkValues(schema: ObjectSchema, given: Values, way: 'create' | 'update'): Values {
  const problems: string[] = [];
  const values: Values = {};
  for (const [name, value] of Object.entries(given)) {
    const field = fieldOf(schema, name);
    if (!field) {
      const guess = didYouMean(name, schema.fields);
      problems.push(`there is no field \`${name}\`${guess ? ` (${guess})` : ''}`);
      continue;
    }
    const problem = problemOf(field, value, way);
    if (problem) problems.push(problem);
    if (field.name in values) problems.push(`\`${field.name}\` is given twice`);
    values[field.name] = value;
  }
  if (way === 'create') {
    const missing = schema.fields
      .filter((field) => field.required && !(field.name in values))
      .map((field) => `\`${field.name}\``);
    if (missing.length > 0) problems.push(`${missing.join(', ')} must be given`);
  }
  if (Object.keys(given).length === 0) problems.push('no fields are given');
  if (problems.length === 0) return values;
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: `${schema.name} cannot be written so: ${problems.join('; ')}.`,
    hint: `Correct the fields; \`salesforce_describe_object\` of ${schema.name} lists names and values. Nothing was changed.`,
    fields: Object.keys(given),
  });
}

function problemOf(field: FieldSchema, value: Value, way: 'create' | 'update'): string | undefined {
  if (way === 'create' ? !field.createable : !field.updateable) return `\`${field.name}\` cannot be written`;
  if (value === null || value === '')
    return field.nillable || field.type === 'boolean' ? undefined : `\`${field.name}\` cannot be empty`;
  const expected = EXPECTED[field.type];
  if (expected && !expected.fits(value)) return `\`${field.name}\` must be ${expected.what}`;
  if (field.length > 0 && typeof value === 'string' && value.length > field.length && field.values.length === 0) {
    return `\`${field.name}\` holds at most ${field.length} characters, not ${value.length}`;
  }
  if (!field.restricted || field.values.length === 0) return undefined;
  const chosen = field.type === 'multipicklist' ? String(value).split(';') : [String(value)];
  const wrong = chosen.find((one) => !field.values.includes(one));
  return wrong === undefined
    ? undefined
    : `\`${field.name}\` has no value "${wrong}" (${field.values.slice(0, 12).join(', ')}${field.values.length > 12 ? ', …' : ''})`;
}

const NUMBER = { what: 'a number', fits: (value: Value) => typeof value === 'number' };

const EXPECTED: Readonly<Record<string, { what: string; fits(value: Value): boolean }>> = {
  boolean: { what: 'true or false', fits: (value) => typeof value === 'boolean' },
  int: { what: 'a whole number', fits: (value) => Number.isInteger(value) },
  double: NUMBER,
  currency: NUMBER,
  percent: NUMBER,
  date: { what: 'a date such as 2026-11-20', fits: (value) => typeof value === 'string' && isDate(value) },
  datetime: {
    what: 'a time such as 2026-11-20T09:00:00Z',
    fits: (value) =>
      typeof value === 'string' &&
      /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)$/.test(value) &&
      !Number.isNaN(timeOf(value)),
  },
  reference: {
    what: 'a record id',
    fits: (value) => typeof value === 'string' && /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(value),
  },
};

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** True when Salesforce would see no difference. */
export function isSame(field: FieldSchema, before: unknown, after: Value): boolean {
  const empty = (value: unknown) => value === null || value === undefined || value === '';
  if (empty(before) || empty(after)) return empty(before) && empty(after);
  if (field.type === 'datetime') return timeOf(String(before)) === timeOf(String(after));
  if (field.type === 'reference' || field.type === 'id')
    return String(before).slice(0, 15) === String(after).slice(0, 15);
  if (field.type === 'multipicklist') return parts(before) === parts(after);
  return before === after;
}

function parts(value: unknown): string {
  return String(value).split(';').sort().join(';');
}

// Salesforce writes +0000, which not every engine reads
function timeOf(text: string): number {
  return Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}
