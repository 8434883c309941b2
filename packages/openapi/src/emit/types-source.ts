import { identityOf, objectOf, type Spec, textOf } from '../description/spec.ts';
import type { Json, SpecNode } from '../description/spec-node.ts';
import { isHidden } from '../shape/hidden-fields.ts';
import type { ToolModel } from '../tool/tool-model.ts';
import { capital, freeName, proseOf, wordsOf } from '../words.ts';
import { compileTypes, SCALARS, TYPES, UNNAMED } from './compile-types.ts';

const MAX_DEFINITIONS = 400;
const MAX_DEPTH = 40;

/**
 * Source of `src/types.ts`: TypeScript types of the answers as the description has them, by json-schema-to-typescript. It
 * is given nothing but what is named here: a description cannot put text of its own into the types.
 */
export async function typesSource(spec: Spec, tools: readonly ToolModel[]): Promise<string> {
  const definitions: Record<string, Json> = {};
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const properties: Record<string, Json> = {};
  const typeName = (text: string): string => {
    const base =
      wordsOf(text)
        .map(capital)
        .join('')
        .replace(/^[^A-Za-z]+/, '')
        .slice(0, 60) || 'Type';
    const name = freeName(base, (other) => taken.has(other));
    taken.add(name);
    return name;
  };

  /** Definitions whose type would be named within itself, with no object between: TypeScript has no such type. */
  let aliases: readonly string[] = [];
  const asAlias = (node: SpecNode, depth: number): Json =>
    aliases.includes(identityOf(spec.deref(node))) ? {} : convert(node, depth);
  const asMember = (node: SpecNode, depth: number): Json => {
    const before = aliases;
    aliases = [];
    const converted = convert(node, depth);
    aliases = before;
    return converted;
  };

  const convert = (node: SpecNode, depth: number): Json => {
    const target = spec.deref(node);
    const isNamed = typeof objectOf(node)?.$ref === 'string' && objectOf(target) !== undefined;
    if (!isNamed) return inner(target, depth);
    const identity = identityOf(target);
    const known = names.get(identity);
    if (known !== undefined) return { $ref: `#/definitions/${known}` };
    if (names.size >= MAX_DEFINITIONS) return {};
    const name = typeName(String(target.path.at(-1) ?? 'Type'));
    names.set(identity, name);
    definitions[name] = {};
    const before = aliases;
    aliases = [...before, identity];
    definitions[name] = { ...inner(target, 0), title: name };
    aliases = before;
    return { $ref: `#/definitions/${name}` };
  };

  const inner = (node: SpecNode, depth: number): Json => {
    const schema = objectOf(node);
    if (!schema || depth > MAX_DEPTH) return {};
    const description = proseOf(textOf(spec, node, 'description'), 160);
    const bare = body(node, schema, depth + 1);
    const nullable = schema.nullable === true || schema['x-nullable'] === true;
    const whole = nullable ? { anyOf: [bare, { type: 'null' }] } : bare;
    return { ...whole, ...(description ? { description } : {}) };
  };

  const body = (node: SpecNode, schema: Json, depth: number): Json => {
    const own = schema.properties === undefined ? [] : [objectType(node, schema, depth)];
    for (const word of ['allOf', 'oneOf', 'anyOf'] as const) {
      const all = schema[word];
      if (!Array.isArray(all) || all.length === 0) continue;
      const parts = all.map((_, index) => {
        const at = spec.at(node, word, index);
        return word === 'allOf' ? extended(at, node, depth) : asAlias(at, depth);
      });
      if (word === 'allOf') return { allOf: [...parts, ...own] };
      return own.length > 0 ? { allOf: [{ anyOf: parts }, ...own] } : { anyOf: parts };
    }
    if (SCALARS.includes(typeof schema.const)) return { enum: [schema.const] };
    if (Array.isArray(schema.enum)) {
      const values = schema.enum.filter((value) => value === null || SCALARS.includes(typeof value));
      if (values.length > 0 && values.length <= 60) return { enum: values };
    }
    const types = (Array.isArray(schema.type) ? schema.type : [schema.type]).map(String);
    const [type, ...more] = types.filter((name) => TYPES.includes(name));
    return more.length > 0
      ? { anyOf: types.map((name) => ofType(name, node, schema, depth)) }
      : ofType(type, node, schema, depth);
  };

  const ofType = (type: string | undefined, node: SpecNode, schema: Json, depth: number): Json => {
    if (type === 'array' || (type === undefined && schema.items !== undefined))
      return { type: 'array', items: asMember(spec.at(node, 'items'), depth) };
    if (type === 'object' || (type === undefined && schema.properties !== undefined))
      return objectType(node, schema, depth);
    return type === undefined ? {} : { type };
  };

  /** What a definition extends; of one that lists the definitions that extend it, what it says itself. */
  const extended = (at: SpecNode, by: SpecNode, depth: number): Json => {
    const base = spec.deref(at);
    const { oneOf, anyOf, ...own } = objectOf(base) ?? {};
    const choices = ['oneOf', 'anyOf'].flatMap((word) => spec.items(spec.at(base, word)));
    return choices.some((choice) => identityOf(choice) === identityOf(by))
      ? body(base, own, depth + 1)
      : asAlias(at, depth);
  };

  const objectType = (node: SpecNode, schema: Json, depth: number): Json => {
    const members = Object.keys(objectOf(spec.at(node, 'properties')) ?? {}).filter(
      (name) =>
        /^[\w$@ .:-]+$/.test(name) &&
        !UNNAMED.has(name) &&
        !isHidden(spec, spec.at(node, 'properties', name), 'output'),
    );
    const required = Array.isArray(schema.required)
      ? schema.required.filter((name) => members.includes(String(name)))
      : [];
    const more = schema.additionalProperties;
    return {
      type: 'object',
      properties: Object.fromEntries(members.map((name) => [name, asMember(spec.at(node, 'properties', name), depth)])),
      ...(required.length > 0 ? { required } : {}),
      additionalProperties:
        typeof more === 'object' && more !== null && members.length === 0
          ? asMember(spec.at(node, 'additionalProperties'), depth)
          : members.length === 0 || more === true,
    };
  };

  for (const { verb, object, operation } of tools) {
    const { answer } = operation;
    for (const { schema, status } of [answer, ...answer.others]) {
      if (!schema) continue;
      const name = typeName([verb, ...object, 'answer', ...(status === answer.status ? [] : [status])].join(' '));
      const converted = convert(schema, 0);
      definitions[name] =
        converted.$ref === undefined ? { ...converted, title: name } : { allOf: [converted], title: name };
      properties[name] = { $ref: `#/definitions/${name}` };
    }
  }
  if (Object.keys(properties).length === 0) return '';
  return compileTypes(
    'Answers',
    { title: 'Answers', type: 'object', properties, definitions, additionalProperties: false },
    '/** Types of the answers, as the API description has them. */',
  );
}
