import { invalid, parseDate, parseDateTime, unknownName } from '@rolekit/sdk';
import { isSameId, longId } from './record-id.ts';
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
  const { values, problems } = checkedValues(schema, given, way);
  if (problems.length === 0) return values;
  const hint = `Correct the fields; \`salesforce_describe_object\` of ${schema.name} lists names and values. Nothing was changed.`;
  throw invalid(`${schema.name} cannot be written so: ${problems.join('; ')}.`, hint, { fields: Object.keys(given) });
}

/** The same, with what is wrong beside the values. */
export function checkedValues(schema: ObjectSchema, given: Values, way: 'create' | 'update') {
  const problems: string[] = [];
  const values: Values = {};
  for (const [name, value] of Object.entries(given)) {
    const field = fieldOf(schema, name);
    if (!field) {
      problems.push(`there is no field ${unknownName(name, schema.fields)}`);
      continue;
    }
    const problem = problemOf(field, value, way);
    if (problem) problems.push(problem);
    if (field.name in values) problems.push(`\`${field.name}\` is given twice`);
    values[field.name] = field.type === 'reference' && typeof value === 'string' ? givenId(value) : value;
  }
  if (way === 'create') {
    const missing = schema.fields
      .filter((field) => field.required && !(field.name in values))
      .map((field) => `\`${field.name}\``);
    if (missing.length > 0) problems.push(`${missing.join(', ')} must be given`);
  }
  if (Object.keys(given).length === 0) problems.push('no fields are given');
  return { values, problems };
}

/** The id as it was given, with the case of letters that a suffix tells. */
function givenId(value: string): string {
  return value.length === 18 ? (longId(value) ?? value) : value;
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
  const wrong = chosen.find((candidate) => !field.values.includes(candidate));
  return wrong === undefined
    ? undefined
    : `\`${field.name}\` has no value "${wrong}" (${field.values.slice(0, 12).join(', ')}${field.values.length > 12 ? ', …' : ''})`;
}

// a larger one has lost its last digits before it came here
const NUMBER = {
  what: `a number, a whole one at most ${Number.MAX_SAFE_INTEGER}`,
  fits: (value: Value) =>
    typeof value === 'number' && Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)),
};

/** Salesforce wants the seconds, and a zone. */
const SECONDS = /T\d\d:\d\d:\d\d/;

const EXPECTED: Readonly<Record<string, { what: string; fits(value: Value): boolean }>> = {
  boolean: { what: 'true or false', fits: (value) => typeof value === 'boolean' },
  int: { what: 'a whole number', fits: (value) => Number.isSafeInteger(value) },
  double: NUMBER,
  currency: NUMBER,
  percent: NUMBER,
  date: {
    what: 'a date such as 2026-11-20',
    fits: (value) => typeof value === 'string' && parseDate(value) !== undefined,
  },
  datetime: {
    what: 'a time such as 2026-11-20T09:00:00Z',
    fits: (value) => typeof value === 'string' && SECONDS.test(value) && parseDateTime(value) !== undefined,
  },
  reference: {
    what: 'a record id',
    fits: (value) => typeof value === 'string' && longId(value) !== undefined,
  },
};

/** True when Salesforce would see no difference. */
export function isSame(field: FieldSchema, before: unknown, after: Value): boolean {
  const empty = (value: unknown) => value === null || value === undefined || value === '';
  if (empty(before) || empty(after)) return empty(before) && empty(after);
  if (field.type === 'datetime') {
    const time = parseDateTime(String(before));
    return time === undefined ? before === after : time === parseDateTime(String(after));
  }
  if (field.type === 'reference' || field.type === 'id') return isSameId(String(before), String(after));
  if (field.type === 'multipicklist') return parts(before) === parts(after);
  return before === after;
}

function parts(value: unknown): string {
  return String(value).split(';').sort().join(';');
}
