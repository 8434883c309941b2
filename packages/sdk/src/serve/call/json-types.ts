import { isObject } from '../../json-value.ts';

/** Types of JSON Schema; a whole number is an `integer` and a `number`. */
export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';
export type JsonSchema = boolean | { [keyword: string]: unknown };

const ALL: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];
const NONE: readonly JsonType[] = [];
/** A schema that refers to itself without an end takes anything. */
const MAX_DEPTH = 24;

/** Types that a schema takes, through its references and combinators; without a word on it, all. */
export function typesAt(schema: JsonSchema, root: JsonSchema, depth = 0): readonly JsonType[] {
  if (schema === false) return NONE;
  if (!isObject(schema) || depth > MAX_DEPTH) return ALL;
  const of = (part: JsonSchema) => typesAt(part, root, depth + 1);
  const parts = [...partsOf(schema, root).map(of), ...choicesOf(schema).map((choices) => union(choices.map(of)))];
  return parts.reduce(intersection, ownTypes(schema));
}

/** The schema of what stands at `key` of a list or an object; of alternatives, of those that the value may be. */
export function schemaAt(
  schema: JsonSchema,
  root: JsonSchema,
  value: object,
  key: string | number,
  depth = 0,
): JsonSchema {
  if (!isObject(schema) || depth > MAX_DEPTH) return true;
  const of = (part: JsonSchema) => schemaAt(part, root, value, key, depth + 1);
  const own = typeof key === 'number' ? itemSchema(schema, key) : propertySchema(schema, key);
  const alternatives = choicesOf(schema).map((choices) => {
    const fitting = choices.filter((choice) => mayBe(choice, root, value, depth + 1));
    return { anyOf: (fitting.length > 0 ? fitting : choices).map(of) };
  });
  return { allOf: [own, ...partsOf(schema, root).map(of), ...alternatives] };
}

/** Everything that applies beside a schema's own words. */
function partsOf(schema: Record<string, unknown>, root: JsonSchema): JsonSchema[] {
  const referred = typeof schema.$ref === 'string' ? [resolve(root, schema.$ref)] : [];
  return [...referred, ...listOf(schema.allOf)];
}

function choicesOf(schema: Record<string, unknown>): JsonSchema[][] {
  return [schema.anyOf, schema.oneOf].map(listOf).filter((choices) => choices.length > 0);
}

function ownTypes(schema: Record<string, unknown>): readonly JsonType[] {
  const named = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? ALL : [schema.type];
  // of OpenAPI 3.0
  const types = ALL.filter(
    (type) =>
      named.includes(type) ||
      (type === 'integer' && named.includes('number')) ||
      (type === 'null' && schema.nullable === true),
  );
  const values = 'const' in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : undefined;
  return values ? intersection(types, union(values.map(typesOf))) : types;
}

function typesOf(value: unknown): readonly JsonType[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (typeof value === 'number') return Number.isInteger(value) ? ['integer', 'number'] : ['number'];
  return ALL.filter((type) => type === typeof value);
}

function itemSchema({ prefixItems, items }: Record<string, unknown>, index: number): JsonSchema {
  // before 2020-12, `items` was the list
  const listed = listOf(prefixItems ?? items)[index];
  return listed ?? (isSchema(items) ? items : true);
}

function propertySchema(schema: Record<string, unknown>, key: string): JsonSchema {
  const { properties, patternProperties, additionalProperties } = schema;
  if (isObject(properties) && Object.hasOwn(properties, key)) return asSchema(properties[key]);
  const matching = Object.entries(isObject(patternProperties) ? patternProperties : {}).filter(([pattern]) =>
    new RegExp(pattern, 'u').test(key),
  );
  if (matching.length > 0) return { allOf: matching.map(([, part]) => part) };
  return asSchema(additionalProperties);
}

/** False where its names, or what is fixed in it, say that the value is another of several alternatives. */
function mayBe(schema: JsonSchema, root: JsonSchema, value: object, depth: number): boolean {
  if (!isObject(schema) || depth > MAX_DEPTH) return schema !== false;
  if (!typesAt(schema, root, depth).includes(Array.isArray(value) ? 'array' : 'object')) return false;
  if (!partsOf(schema, root).every((part) => mayBe(part, root, value, depth + 1))) return false;
  if (Array.isArray(value)) return true;
  const fields = value as Record<string, unknown>;
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  if (!required.every((name) => Object.hasOwn(fields, name))) return false;
  return Object.keys(fields).every((name) => {
    const of = propertySchema(schema, name);
    if (of === false) return false;
    const fixed = isObject(of) ? ('const' in of ? [of.const] : of.enum) : undefined;
    return !Array.isArray(fixed) || fixed.some((item) => item === fields[name] || String(item) === fields[name]);
  });
}

/** What a reference of this document means, `#/$defs/Order`. */
function resolve(root: JsonSchema, ref: string): JsonSchema {
  if (!ref.startsWith('#')) return true;
  const names = ref
    .slice(1)
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return asSchema(names.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), root));
}

function union(sets: readonly (readonly JsonType[])[]): readonly JsonType[] {
  return ALL.filter((type) => sets.some((set) => set.includes(type)));
}

function intersection(some: readonly JsonType[], others: readonly JsonType[]): readonly JsonType[] {
  return some.filter((type) => others.includes(type));
}

function listOf(value: unknown): JsonSchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

function asSchema(value: unknown): JsonSchema {
  return isSchema(value) ? value : true;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'boolean' || isObject(value);
}
