import { identityOf, type Json, objectOf, type Spec, type SpecNode } from './spec.ts';
import type { ToolModel } from './tools.ts';
import { capital, proseOf, wordsOf } from './words.ts';

const MOST_DEFINITIONS = 400;
const DEEPEST = 40;

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
    for (let number = 1; ; number++) {
      const name = number === 1 ? base : `${base}${number}`;
      if (taken.has(name)) continue;
      taken.add(name);
      return name;
    }
  };

  const convert = (node: SpecNode, depth: number): Json => {
    const target = spec.deref(node);
    const isNamed = typeof objectOf(node)?.$ref === 'string' && objectOf(target) !== undefined;
    if (!isNamed) return inner(target, depth);
    const identity = identityOf(target);
    const known = names.get(identity);
    if (known !== undefined) return { $ref: `#/definitions/${known}` };
    if (names.size >= MOST_DEFINITIONS) return {};
    const name = typeName(String(target.path.at(-1) ?? 'Type'));
    names.set(identity, name);
    definitions[name] = {};
    definitions[name] = { ...inner(target, 0), title: name };
    return { $ref: `#/definitions/${name}` };
  };

  const inner = (node: SpecNode, depth: number): Json => {
    const schema = objectOf(node);
    if (!schema || depth > DEEPEST) return {};
    const description = proseOf(typeof schema.description === 'string' ? schema.description : undefined, 160);
    const bare = body(node, schema, depth + 1);
    const nullable = schema.nullable === true || schema['x-nullable'] === true;
    const whole = nullable ? { anyOf: [bare, { type: 'null' }] } : bare;
    return { ...whole, ...(description ? { description } : {}) };
  };

  const body = (node: SpecNode, schema: Json, depth: number): Json => {
    for (const word of ['allOf', 'oneOf', 'anyOf'] as const) {
      const all = schema[word];
      if (!Array.isArray(all) || all.length === 0) continue;
      const parts = all.map((_, index) => convert(spec.at(node, word, index), depth));
      if (schema.properties !== undefined) parts.push(objectType(node, schema, depth));
      return { [word === 'allOf' || schema.properties !== undefined ? 'allOf' : 'anyOf']: parts };
    }
    if (['string', 'number', 'boolean'].includes(typeof schema.const)) return { enum: [schema.const] };
    if (Array.isArray(schema.enum)) {
      const values = schema.enum.filter((one) => ['string', 'number', 'boolean'].includes(typeof one));
      if (values.length > 0 && values.length <= 60) return { enum: values };
    }
    const types = (Array.isArray(schema.type) ? schema.type : [schema.type]).filter((one) =>
      ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'].includes(String(one)),
    );
    const [type] = types;
    if (types.length > 1) return { type: types.filter((one) => one !== 'array' && one !== 'object') };
    if (type === 'array' || schema.items !== undefined)
      return { type: 'array', items: convert(spec.at(node, 'items'), depth) };
    if (type === 'object' || schema.properties !== undefined) return objectType(node, schema, depth);
    return type === undefined ? {} : { type };
  };

  const objectType = (node: SpecNode, schema: Json, depth: number): Json => {
    const members = Object.keys(objectOf(spec.at(node, 'properties')) ?? {}).filter(
      (name) => /^[\w$@ .:-]+$/.test(name) && name !== '__proto__',
    );
    const required = Array.isArray(schema.required)
      ? schema.required.filter((one) => members.includes(String(one)))
      : [];
    const more = schema.additionalProperties;
    return {
      type: 'object',
      properties: Object.fromEntries(members.map((name) => [name, convert(spec.at(node, 'properties', name), depth)])),
      ...(required.length > 0 ? { required } : {}),
      additionalProperties:
        typeof more === 'object' && more !== null && members.length === 0
          ? convert(spec.at(node, 'additionalProperties'), depth)
          : members.length === 0 || more === true,
    };
  };

  for (const { verb, object, operation } of tools) {
    const { schema } = operation.answer;
    if (!schema) continue;
    const name = typeName([verb, ...object, 'answer'].join(' '));
    const converted = convert(schema, 0);
    definitions[name] =
      converted.$ref === undefined ? { ...converted, title: name } : { allOf: [converted], title: name };
    properties[name] = { $ref: `#/definitions/${name}` };
  }
  if (Object.keys(properties).length === 0) return '';
  const { compile } = await import('json-schema-to-typescript');
  const source = await compile(
    { title: 'Answers', type: 'object', properties, definitions, additionalProperties: false } as Parameters<
      typeof compile
    >[0],
    'Answers',
    {
      bannerComment: '/** Types of the answers, as the API description has them. */',
      style: { singleQuote: true, printWidth: 120 },
      unknownAny: true,
    },
  );
  return source;
}
