import { isObject } from '@rolekit/sdk/internal';
import type { ToolEntry } from '@rolekit/sdk/plugin';
import type { Json } from '../description/spec-node.ts';
import { capital, freeName, wordsOf } from '../words.ts';
import { compileTypes, SCALARS, TYPES, UNNAMED } from './compile-types.ts';

const MAX_DEPTH = 40;
const MAX_CHOICES = 200;
const MAX_DESCRIPTION = 300;

type NameType = (text: string) => string;

/**
 * Source of a TypeScript file with `Tools`: the input and the result of each tool, by its name. Of the schemas only what
 * is named here is read: a plugin cannot put text of its own into the types.
 *
 * @param banner A comment, the first line of the source.
 */
export async function toolTypesSource(tools: readonly ToolEntry[], banner: string): Promise<string> {
  const definitions: Record<string, Json> = {};
  const taken = new Set(['Tools']);
  const nameType: NameType = (text) => {
    const words = wordsOf(text).map(capital).join('').replace(/^\d+/, '') || 'Type';
    const name = freeName(words.slice(0, 80), (other) => taken.has(other));
    taken.add(name);
    return name;
  };
  const properties: Record<string, Json> = {};
  for (const { access, enabled, definition } of tools) {
    const typeOf = (part: 'input' | 'result', schema: unknown) => {
      const name = nameType(`${definition.name} ${part}`);
      const { root, parts } = convert(schema, name, nameType);
      const members = part === 'result' ? sharedMembers(root, definitions, taken) : root;
      Object.assign(definitions, parts, { [name]: { ...members, title: name } });
      return { $ref: `#/definitions/${name}` };
    };
    const { title = definition.name, inputSchema, outputSchema } = definition;
    properties[definition.name] = {
      type: 'object',
      description: clean(`${title} (${access}${enabled ? '' : ', switched off by default'})`),
      properties: { input: typeOf('input', inputSchema), result: typeOf('result', outputSchema) },
      required: ['input', 'result'],
      additionalProperties: false,
    };
  }
  const required = Object.keys(properties);
  const schema = { title: 'Tools', type: 'object', properties, required, definitions, additionalProperties: false };
  return compileTypes('Tools', schema, banner);
}

/** What the results of all tools have alike is a type of its own. */
const SHARED = { page: 'Page', source: 'Source' };

function sharedMembers(root: Json, definitions: Record<string, Json>, taken: Set<string>): Json {
  if (!isObject(root.properties)) return root;
  const properties = { ...root.properties };
  for (const [member, name] of Object.entries(SHARED)) {
    const shape = properties[member];
    if (!isObject(shape) || shape.properties === undefined) continue;
    if (!taken.has(name)) {
      taken.add(name);
      definitions[name] = { ...shape, title: name };
    }
    if (JSON.stringify({ ...shape, title: name }) === JSON.stringify(definitions[name]))
      properties[member] = { $ref: `#/definitions/${name}` };
  }
  return { ...root, properties };
}

/** A JSON Schema (2020-12) as one that holds nothing but types, and what it names in itself. */
function convert(schema: unknown, owner: string, nameType: NameType): { root: Json; parts: Record<string, Json> } {
  const parts: Record<string, Json> = {};
  const named = new Map<string, string>();
  const own = isObject(schema) && isObject(schema.$defs) ? schema.$defs : {};

  const refer = (pointer: unknown): Json => {
    if (pointer === '#') return { $ref: `#/definitions/${owner}` };
    const key = typeof pointer === 'string' ? pointer.replace(/^#\/\$defs\//, '') : '';
    if (!Object.hasOwn(own, key)) return {};
    const known = named.get(key);
    if (known !== undefined) return { $ref: `#/definitions/${known}` };
    const name = nameType(`${owner} ${key.replaceAll('_', ' ')}`);
    named.set(key, name);
    parts[name] = {};
    parts[name] = { ...inner(own[key], 0), title: name };
    return { $ref: `#/definitions/${name}` };
  };

  const inner = (node: unknown, depth: number): Json => {
    if (!isObject(node) || depth > MAX_DEPTH) return {};
    const type = body(node, depth + 1);
    const description = typeof node.description === 'string' ? clean(node.description) : '';
    return description === '' || type.$ref !== undefined ? type : { ...type, description };
  };

  const body = (node: Json, depth: number): Json => {
    if (node.$ref !== undefined) return refer(node.$ref);
    for (const word of ['allOf', 'oneOf', 'anyOf']) {
      const all = node[word];
      if (!Array.isArray(all) || all.length === 0) continue;
      const members = all.slice(0, MAX_CHOICES).map((part) => inner(part, depth));
      const rest = node.properties === undefined ? [] : [objectType(node, depth)];
      if (word === 'allOf') return { allOf: [...members, ...rest] };
      return rest.length > 0 ? { allOf: [{ anyOf: members }, ...rest] } : { anyOf: members };
    }
    if (isScalar(node.const)) return { enum: [node.const] };
    if (
      Array.isArray(node.enum) &&
      node.enum.length > 0 &&
      node.enum.length <= MAX_CHOICES &&
      node.enum.every(isScalar)
    )
      return { enum: node.enum };
    const types = (Array.isArray(node.type) ? node.type : [node.type]).filter((name) => TYPES.includes(String(name)));
    if (types.length > 1) return { anyOf: types.map((name) => ofType(name, node, depth)) };
    return ofType(types[0] ?? (node.properties === undefined ? undefined : 'object'), node, depth);
  };

  const ofType = (type: unknown, node: Json, depth: number): Json => {
    if (type === 'object') return objectType(node, depth);
    if (type === 'array') return { type: 'array', items: inner(node.items, depth) };
    return type === undefined ? {} : { type };
  };

  const objectType = (node: Json, depth: number): Json => {
    const all = isObject(node.properties) ? node.properties : {};
    const members = Object.keys(all).filter((name) => !UNNAMED.has(name));
    const required = Array.isArray(node.required)
      ? members.filter((name) => (node.required as unknown[]).includes(name))
      : [];
    const more = node.additionalProperties;
    return {
      type: 'object',
      properties: Object.fromEntries(members.map((name) => [name, inner(all[name], depth)])),
      ...(required.length > 0 ? { required } : {}),
      // a result may have more than it says; a program should not count on that
      additionalProperties: isObject(more) ? inner(more, depth) : more === true || Object.keys(all).length === 0,
    };
  };

  // a server that says nothing of its results still answers an object
  return { root: isObject(schema) ? rooted(inner(schema, 0)) : { type: 'object' }, parts };
}

/** A definition must be a type of its own, not the name of another one. */
function rooted(type: Json): Json {
  return type.$ref === undefined ? type : { allOf: [type] };
}

function isScalar(value: unknown): boolean {
  return value === null || SCALARS.includes(typeof value);
}

function clean(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_DESCRIPTION ? `${line.slice(0, MAX_DESCRIPTION - 1)}…` : line;
}
