import { objectOf } from '../description/spec.ts';
import type { Json, SpecNode } from '../description/spec-node.ts';
import { hiddenNames, isHidden } from './hidden-fields.ts';
import { bounded, formatOf, LONG, limitsOf, longInteger, longNumber, patternOf } from './scalars.ts';
import type { Property, Shape } from './shape.ts';
import type { Walk } from './walk.ts';

export const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'file', 'any', 'null'];

export function typeOf({ type, properties, additionalProperties, items, prefixItems, contentMediaType }: Json): string {
  if (typeof type === 'string') return type;
  if (properties !== undefined || typeof additionalProperties === 'object') return 'object';
  if (items !== undefined || prefixItems !== undefined) return 'array';
  return contentMediaType === undefined ? 'any' : 'string';
}

export function ofType(type: string, node: SpecNode, schema: Json, from: Walk): Shape {
  const strict = from.direction === 'input';
  switch (type) {
    case 'string':
      return {
        kind: 'string',
        ...(strict ? bounded(schema.minLength, schema.maxLength) : {}),
        ...(strict ? patternOf(node, schema, from) : {}),
        ...formatOf(schema),
      };
    case 'integer':
      // answers hold numbers beyond what JavaScript calls an integer
      return strict ? longInteger(schema) : longNumber(schema);
    case 'number':
      if (strict && LONG.test(String(schema.format))) return longInteger(schema);
      return strict ? { kind: 'number', ...bounded(...limitsOf(schema, 0)) } : longNumber(schema);
    case 'boolean':
      return { kind: 'boolean' };
    case 'array':
      return { kind: 'array', items: itemsOf(node, schema, from), ...(strict ? bounded(...lengthsOf(schema)) : {}) };
    case 'object':
      return objectShape(node, schema, from);
    default:
      return { kind: 'any' };
  }
}

/** A tuple comes down to a list of any of its items. */
function itemsOf(node: SpecNode, { prefixItems, items }: Json, from: Walk): Shape {
  if (!Array.isArray(prefixItems)) return from.shapeAt(from.spec.at(node, 'items'), from);
  const options = prefixItems.map((_, index) => from.shapeAt(from.spec.at(node, 'prefixItems', index), from));
  if (items !== false && items !== undefined) options.push(from.shapeAt(from.spec.at(node, 'items'), from));
  const different = [...new Map(options.map((option) => [JSON.stringify(option, withMaps), option])).values()];
  const [only] = different;
  if (different.some(({ kind }) => kind === 'any') || !only) return { kind: 'any' };
  return different.length === 1 ? only : { kind: 'union', options: different };
}

function withMaps(_: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}

function lengthsOf({ prefixItems, items, minItems, maxItems }: Json): [unknown, unknown] {
  const isClosed = Array.isArray(prefixItems) && items === false;
  return [minItems, isClosed ? (maxItems ?? prefixItems.length) : maxItems];
}

function objectShape(node: SpecNode, schema: Json, from: Walk): Shape {
  const { spec, direction } = from;
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const properties = new Map<string, Property>();
  for (const name of Object.keys(objectOf(spec.at(node, 'properties')) ?? {})) {
    const at = spec.at(node, 'properties', name);
    if (isHidden(spec, at, direction)) continue;
    if (name === '__proto__') continue;
    const shape = from.shapeAt(at, from);
    const isRequired = required.has(name);
    // many APIs send null for what they only call optional
    const orNull = direction === 'output' && !isRequired && shape.kind !== 'any' ? { nullable: true } : {};
    properties.set(name, { shape: { ...shape, ...orNull }, required: isRequired });
  }
  const more = schema.additionalProperties;
  const isEmpty = properties.size === 0;
  if (isEmpty && hiddenNames(spec, node, direction).length === 0) {
    const isTyped = typeof more === 'object' && more !== null;
    return {
      kind: 'record',
      values: isTyped ? from.shapeAt(spec.at(node, 'additionalProperties'), from) : { kind: 'any' },
    };
  }
  const open = direction === 'output' || more === true || (typeof more === 'object' && more !== null);
  return { kind: 'object', properties, open };
}
