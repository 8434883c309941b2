import { isObject } from '../json-value.ts';

/** One argument of a tool, read from its JSON schema. */
export interface ToolArgument {
  name: string;
  /** `string`, `integer[]`, `string | null`, `string (date)`. */
  type: string;
  required: boolean;
  description: string;
  /** All values that it takes, texts without quotes; empty where it takes others too. */
  values: string[];
  /** What else holds: `1 to 2000`, `at most 10 items`, `default 100`. */
  limits: string[];
  /** Those of an object, or of the objects in a list. */
  properties: ToolArgument[];
}

const MAX_ARGUMENTS = 300;
const MAX_DEPTH = 3;
const MAX_VALUES = 60;
/** Every list has these, so its schema spends no words on them. */
const PAGING: ReadonlyMap<string, string> = new Map([
  ['limit', 'Rows in one page'],
  ['cursor', 'Where the next page begins, from the page before'],
]);
const MAX_REFERENCES = 8;

/** What holds for an argument beside its type and description, in words: `one of open, closed`, `1 to 2000`. */
export function argumentFacts({ values, limits }: ToolArgument): string[] {
  const more = values.length > MAX_VALUES ? ` and ${values.length - MAX_VALUES} more` : '';
  return values.length === 0 ? limits : [`one of ${values.slice(0, MAX_VALUES).join(', ')}${more}`, ...limits];
}

interface Reading {
  root: Record<string, unknown>;
  /** How many more may be read: a schema from a stranger may refer to itself. */
  left: number;
}

/** The arguments that a tool's input schema declares, in its order. */
export function toolArguments(inputSchema: Record<string, unknown>): ToolArgument[] {
  const list = propertiesOf(inputSchema, { root: inputSchema, left: MAX_ARGUMENTS }, 1);
  if (![...PAGING.keys()].every((name) => list.some((argument) => argument.name === name))) return list;
  return list.map((argument) => ({
    ...argument,
    description: argument.description || (PAGING.get(argument.name) ?? ''),
  }));
}

function propertiesOf(schema: unknown, reading: Reading, depth: number): ToolArgument[] {
  if (depth > MAX_DEPTH) return [];
  const found = new Map<string, ToolArgument>();
  const objects = branchesOf(schema, reading).filter((branch) => isObject(branch.properties));
  const requiredIn = objects.map(({ required }) => new Set(Array.isArray(required) ? required : []));
  for (const { properties } of objects) {
    for (const [name, property] of Object.entries(properties as Record<string, unknown>)) {
      if (found.has(name) || reading.left <= 0) continue;
      reading.left -= 1;
      const required = requiredIn.every((names) => names.has(name));
      found.set(name, argumentOf(name, property, required, reading, depth));
    }
  }
  return [...found.values()];
}

function argumentOf(name: string, property: unknown, required: boolean, reading: Reading, depth: number): ToolArgument {
  const schema = resolved(property, reading);
  const branches = branchesOf(schema, reading);
  const own = typeof schema.description === 'string' ? schema : branches[0];
  const lists = branches.filter(({ type }) => type === 'array').map(({ items }) => items);
  return {
    name,
    type: typeOf(schema, reading),
    required,
    description: typeof own?.description === 'string' ? own.description.replace(/\s+/g, ' ').trim() : '',
    values: valuesOf(branches, reading),
    limits: limitsOf(schema, branches),
    properties: [branches, ...lists.map((items) => branchesOf(items, reading))].flatMap((alternatives) =>
      propertiesOf({ anyOf: alternatives }, reading, depth + 1),
    ),
  };
}

/** The alternatives of a schema, each without references; the schema itself where it has none. */
function branchesOf(schema: unknown, reading: Reading, depth = 0): Record<string, unknown>[] {
  const whole = resolved(schema, reading);
  const alternatives = [whole.anyOf, whole.oneOf, whole.allOf].find(Array.isArray);
  if (alternatives === undefined || depth > MAX_DEPTH) return [whole];
  return alternatives.flatMap((alternative) => branchesOf(alternative, reading, depth + 1));
}

/** Follows `#/$defs/…`. */
function resolved(schema: unknown, { root }: Reading): Record<string, unknown> {
  let found = schema;
  for (let step = 0; step < MAX_REFERENCES && isObject(found) && typeof found.$ref === 'string'; step++) {
    const [, place, name = ''] = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(found.$ref) ?? [];
    const definitions = place === undefined ? undefined : root[place];
    found = isObject(definitions) && Object.hasOwn(definitions, name) ? definitions[name] : {};
  }
  return isObject(found) ? found : {};
}

function typeOf(schema: unknown, reading: Reading, depth = 0): string {
  const names = branchesOf(schema, reading).flatMap((branch) => {
    const types = [branch.type].flat().filter((type) => typeof type === 'string');
    if (types.length === 0) return literalsOf(branch).map((value) => (value === null ? 'null' : typeof value));
    return types.map((type) => {
      if (type === 'array') return depth < MAX_DEPTH ? listOf(typeOf(branch.items, reading, depth + 1)) : 'array';
      return type === 'string' && typeof branch.format === 'string' ? `string (${branch.format})` : type;
    });
  });
  return [...new Set(names)].join(' | ') || 'any';
}

function listOf(type: string): string {
  return /[ |]/.test(type) ? `(${type})[]` : `${type}[]`;
}

function literalsOf({ const: only, enum: values }: Record<string, unknown>): unknown[] {
  return Array.isArray(values) ? values : only === undefined ? [] : [only];
}

/** An alternative without a closed set takes more than the others list; `null` is in the type. */
function valuesOf(branches: readonly Record<string, unknown>[], reading: Reading): string[] {
  const [list, ...more] = branches.filter(({ type }) => type === 'array');
  if (list && more.length === 0 && branches.length === 1) return valuesOf(branchesOf(list.items, reading), reading);
  const sets = branches.filter(({ type }) => type !== 'null').map(literalsOf);
  return sets.some((set) => set.length === 0) ? [] : [...new Set(sets.flat().map(plain))];
}

function limitsOf(schema: Record<string, unknown>, branches: readonly Record<string, unknown>[]): string[] {
  const [branch = {}] = branches.filter(({ type }) => type !== 'null');
  const range = rangeOf(branch.minimum, branch.maximum, '');
  const items = rangeOf(branch.minItems, branch.maxItems, 'items');
  const letters = rangeOf(undefined, branch.maxLength, 'characters');
  const fallback = schema.default === undefined ? undefined : `default ${plain(schema.default)}`;
  return [range, items, letters, fallback].filter((limit) => limit !== undefined);
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a schema says only because numbers end there, or a text has to end somewhere, is no news. */
function rangeOf(from: unknown, to: unknown, unit: string): string | undefined {
  const [low, high] = [from, to].map((bound) =>
    typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER && !(unit === 'characters' && bound > 1000)
      ? bound
      : undefined,
  );
  const of = unit === '' ? '' : ` ${unit}`;
  if (low !== undefined && high !== undefined) return low === high ? `${low}${of}` : `${low} to ${high}${of}`;
  if (low !== undefined) return `at least ${low}${of}`;
  return high === undefined ? undefined : `at most ${high}${of}`;
}
