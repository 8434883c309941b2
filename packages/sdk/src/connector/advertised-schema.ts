import { isObject } from '../json-value.ts';

type Schema = Record<string, unknown>;

/** Beyond these an integer is no exact number; zod says so of every one. */
const SAFE = new Set([Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
/** A model that fills in more elements than this reads of the limit in the refusal. */
const MANY = 40;
const BRIEF = ['type', 'properties', 'items', 'additionalProperties', 'enum', 'const', 'anyOf', 'oneOf', 'allOf'];

/**
 * An input schema as hosts list it. A model pays for each word in every conversation, so what it does not need to fill the
 * arguments in is left out: a pattern beside a format or a description, bounds of lengths, that unknown names are refused,
 * and a description that the same name had before. Calls are checked against all of it, and a refusal names the rule.
 *
 * A part marked with `.meta({ brief: true })` is described by another tool: here it keeps names and types.
 */
export function advertisedSchema(schema: Schema): Schema {
  return shortened(schema, { seen: new Set(), name: '', brief: false });
}

interface Place {
  /** Names with what was said of them, so far. */
  seen: Set<string>;
  /** Of the property. */
  name: string;
  brief: boolean;
}

function shortened(schema: Schema, place: Place): Schema {
  const whole = withoutNullBranch(schema);
  const below = { ...place, brief: place.brief || whole.brief === true };
  const short: Schema = {};
  for (const [key, value] of Object.entries(whole)) {
    if (isNeedless(key, value, whole) || (below.brief && !isBrief(key, place))) continue;
    if (key === 'description' && isRepeated(place, String(value))) continue;
    short[key] = part(key, value, below);
  }
  return short;
}

function part(key: string, value: unknown, place: Place): unknown {
  const all = (of: unknown) => (isObject(of) ? shortened(of, place) : of);
  if (Array.isArray(value)) return ['anyOf', 'oneOf', 'allOf', 'prefixItems'].includes(key) ? value.map(all) : value;
  if (!isObject(value)) return value;
  if (key === 'items' || key === 'additionalProperties') return all(value);
  if (key !== 'properties' && key !== '$defs') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, of]) => [name, isObject(of) ? shortened(of, { ...place, name }) : of]),
  );
}

function isRepeated({ seen, name }: Place, description: string): boolean {
  const known = seen.size;
  return seen.add(`${name}: ${description}`).size === known;
}

/** Of what another tool describes: names and types, and at its top the reference to it. */
function isBrief(key: string, { brief }: Place): boolean {
  return BRIEF.includes(key) || (!brief && ['description', 'required'].includes(key));
}

function isNeedless(key: string, value: unknown, beside: Schema): boolean {
  switch (key) {
    case '$schema':
    case 'brief':
    case 'maxLength':
    case 'propertyNames':
      return true;
    case 'required':
      // of a record: some hosts refuse a name that is no property
      return !('properties' in beside);
    case 'additionalProperties':
      return value === false || (isObject(value) && Object.keys(value).length === 0);
    case 'pattern':
      return 'format' in beside || 'description' in beside;
    case 'minLength':
    case 'minItems':
      return value === 0 || value === 1;
    case 'maxItems':
      return typeof value === 'number' && value >= MANY;
    case 'minimum':
    case 'maximum':
      return SAFE.has(value as number) || (key === 'minimum' && (value === 0 || value === 1));
    case 'default':
      // what is in it has defaults of its own
      return value === null || typeof value === 'object';
    default:
      return false;
  }
}

/** `anyOf` of one type and null is that type or null. */
function withoutNullBranch(schema: Schema): Schema {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return schema;
  const [shape, ...others] = anyOf.filter((branch) => !isNull(branch));
  if (others.length > 0 || !isObject(shape) || typeof shape.type !== 'string' || 'enum' in shape || 'const' in shape)
    return schema;
  return { ...shape, type: [shape.type, 'null'], ...rest };
}

const isNull = (branch: unknown) => isObject(branch) && branch.type === 'null' && Object.keys(branch).length === 1;
