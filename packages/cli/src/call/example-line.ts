import { isObject } from '@rolekit/sdk/internal';
import { shellWord } from '../shell-word.ts';

type Schema = Record<string, unknown>;

/** A property's own words of what to write: "E.g. SELECT Id FROM Account", "a stage, e.g. `Closed Won`", "an id, e.g. n1." */
const FOR_EXAMPLE = /^E\.g\. (?:`([^`]+)`|(.+?)\.?$)|\be\.g\. (?:`([^`]+)`|([^\s,;()]+?)\.?$)/;

/**
 * Arguments with which a tool can be called: those of its first example, else for each that it needs what its schema gives as an
 * example, default or allowed value, else the plainest value of its type.
 */
export function exampleArguments(inputSchema: Schema, examples: readonly unknown[]): Record<string, unknown> {
  const declared = Array.isArray(inputSchema.examples) ? inputSchema.examples : [];
  const first = [...examples, ...declared].find(isObject);
  const made = first ?? exampleOf({ type: 'object', ...inputSchema }, 'value', inputSchema);
  return isObject(made) ? made : {};
}

/** The arguments as options of a command line. */
export function asOptions(args: Readonly<Record<string, unknown>>): string {
  return Object.entries(args)
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) => spellings(value).map((text) => optionWith(name, text)))
    .join(' ');
}

function spellings(value: unknown): (string | undefined)[] {
  if (value === true) return [undefined];
  if (typeof value === 'string') return [value];
  const plain = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
  return plain && !value.some((item) => item.startsWith('[')) ? value : [JSON.stringify(value)];
}

function optionWith(name: string, value: string | undefined): string {
  if (value === undefined) return `--${name}`;
  return value.startsWith('--') || value === '' ? `--${name}=${shellWord(value)}` : `--${name} ${shellWord(value)}`;
}

function exampleOf(given: unknown, name: string, root: Schema, depth = 0): unknown {
  const schema = referred(given, root);
  const { examples, default: fallback, enum: values, const: only } = schema;
  for (const known of [examples, [fallback], [only], values]) {
    if (Array.isArray(known) && known[0] !== undefined && known[0] !== null) return known[0];
  }
  const alternatives = [schema.anyOf, schema.oneOf, schema.allOf].find(Array.isArray);
  if (alternatives !== undefined && depth < 8) return exampleOf(alternatives[0], name, root, depth + 1);
  const [type] = [schema.type].flat();
  if (type === 'integer' || type === 'number') return typeof schema.minimum === 'number' ? schema.minimum : 1;
  if (type === 'boolean') return true;
  if (type === 'array') return itemsOf(schema, name, root, depth);
  if (type === 'object' || (type === undefined && isObject(schema.properties))) return neededOf(schema, root, depth);
  return textOf(schema, name);
}

function itemsOf({ items, minItems }: Schema, name: string, root: Schema, depth: number): unknown[] {
  const count = typeof minItems === 'number' ? Math.min(minItems, 3) : 1;
  return Array.from({ length: Math.max(count, 1) }, () => (depth < 8 ? exampleOf(items, name, root, depth + 1) : null));
}

function neededOf({ properties, required }: Schema, root: Schema, depth: number): Schema {
  const needed = Array.isArray(required) && isObject(properties) && depth < 8 ? required : [];
  const known = properties as Schema;
  return Object.fromEntries(needed.map((name) => [name, exampleOf(known[name], String(name), root, depth + 1)]));
}

const OF_FORMAT: Readonly<Record<string, string>> = {
  date: '2026-01-31',
  'date-time': '2026-01-31T09:00:00Z',
  time: '09:00:00',
  uri: 'https://example.com',
  email: 'name@example.com',
  uuid: '00000000-0000-4000-8000-000000000000',
};

function textOf({ description, format, minLength, pattern }: Schema, name: string): string {
  const known = typeof format === 'string' && Object.hasOwn(OF_FORMAT, format) ? OF_FORMAT[format] : undefined;
  const words = typeof description === 'string' ? FOR_EXAMPLE.exec(description) : null;
  const said = words?.slice(1).find((text) => text !== undefined);
  // a pattern may be anything; then the words of the author are more than a guess
  const text = known ?? said ?? (typeof pattern === 'string' ? 'value' : name);
  return typeof minLength === 'number' ? text.padEnd(Math.min(minLength, 100), 'x') : text;
}

/** A schema, or what its `#/$defs/…` means in the whole. */
export function referred(schema: unknown, root: Schema): Schema {
  if (!isObject(schema)) return {};
  const [, place, name = ''] =
    typeof schema.$ref === 'string' ? (/^#\/(\$defs|definitions)\/([^/]+)$/.exec(schema.$ref) ?? []) : [];
  const definitions = place === undefined ? undefined : root[place];
  const found = isObject(definitions) && Object.hasOwn(definitions, name) ? definitions[name] : schema;
  return isObject(found) ? found : {};
}
