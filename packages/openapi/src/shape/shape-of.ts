import { identityOf, objectOf, type Spec } from '../description/spec.ts';
import type { Json, SpecNode } from '../description/spec-node.ts';
import { givesOrders, proseOf } from '../words.ts';
import { fits } from './example-of.ts';
import { hiddenNames, isHidden } from './hidden.ts';
import type { ObjectShape, Property, Shape } from './shape.ts';

export type Direction = 'input' | 'output';

const MAX_DEPTH = 10;
const MAX_NODES = 1500;
const MAX_DESCRIPTION_LENGTH = 160;
/** What several choices make together. */
const MAX_OPTIONS = 64;
const MAX_REPEATS = 2;

interface Walk {
  spec: Spec;
  direction: Direction;
  /** Definitions that are being expanded. */
  open: readonly string[];
  /** Definitions whose subtypes are being expanded: within those, they are only themselves. */
  bases: readonly string[];
  depth: number;
  budget: { nodes: number };
}

/**
 * What a schema comes down to. A cycle is followed once and left open at its second turn; what nests deeper than a model
 * can use is left open too.
 */
export function shapeOf(spec: Spec, node: SpecNode, direction: Direction): Shape {
  return walk(node, { spec, direction, open: [], bases: [], depth: 0, budget: { nodes: MAX_NODES } });
}

function walk(node: SpecNode, from: Walk): Shape {
  const { spec } = from;
  const beside = besideRef(node);
  if (beside) return walkBeside(node, beside, from);
  const target = spec.deref(node);
  const schema = objectOf(target);
  if (!schema) return { kind: 'any' };
  const identity = identityOf(target);
  if (from.open.includes(identity)) {
    spec.findings.note('openapi/cycle', target, 'It refers to itself: its second level is left open.');
    return schema.type === 'array' ? { kind: 'array', items: { kind: 'any' } } : { kind: 'any' };
  }
  if (from.depth > MAX_DEPTH || --from.budget.nodes < 0) return { kind: 'any' };
  const into: Walk = { ...from, open: [...from.open, identity], depth: from.depth + 1 };
  const bare = bareShape(target, schema, into);
  const description = proseOf(
    typeof schema.description === 'string' ? schema.description : undefined,
    MAX_DESCRIPTION_LENGTH,
  );
  if (givesOrders(typeof schema.description === 'string' ? schema.description : undefined))
    spec.findings.warning('openapi/orders', spec.at(target, 'description'), 'The description gives orders: left out.');
  const nullable = bare.nullable === true || saysNull(schema, from.direction);
  if (from.direction === 'input') checkDefault(target, schema, { ...bare, nullable }, spec);
  const example = schema.example ?? (Array.isArray(schema.examples) ? schema.examples[0] : undefined) ?? schema.default;
  return {
    ...bare,
    ...(description ? { description } : {}),
    ...(nullable ? { nullable } : {}),
    ...(example === undefined ? {} : { example }),
    ...(from.direction === 'input' && isShown(schema.default) ? { default: schema.default } : {}),
  };
}

const MAX_DEFAULT_LENGTH = 40;

function isShown(value: unknown): value is string | number | boolean {
  const isText = typeof value === 'string' && value !== '' && !givesOrders(value);
  return (isText && value.length <= MAX_DEFAULT_LENGTH) || typeof value === 'number' || typeof value === 'boolean';
}

/** A default is told to the model, and never sent: one that its own schema refuses is said. */
function checkDefault(node: SpecNode, schema: Json, shape: Shape, spec: Spec): void {
  const { default: value } = schema;
  if (value === undefined || value === null || fits(shape, value)) return;
  spec.findings.warning(
    'openapi/default',
    spec.at(node, 'default'),
    'Its default is no value that it takes: left out.',
  );
}

/** `nullable` of OpenAPI 3.0, and a type `null` beside `allOf`, `oneOf` or `anyOf`; of an answer, also beside an enum without it. */
function saysNull({ nullable, 'x-nullable': old, type, enum: values }: Json, direction: Direction): boolean {
  if (nullable === true || old === true) return true;
  return Array.isArray(type) && type.includes('null') && (direction === 'output' || values === undefined);
}

/** What stands beside a `$ref` counts too since OpenAPI 3.1. */
function besideRef(node: SpecNode): Json | undefined {
  const own = objectOf(node);
  if (typeof own?.$ref !== 'string' || Object.keys(own).length === 1) return undefined;
  const { $ref: _, summary: __, ...beside } = own;
  return Object.keys(beside).length > 0 ? beside : undefined;
}

function walkBeside(node: SpecNode, beside: Json, from: Walk): Shape {
  const target = walk({ ...node, value: { $ref: objectOf(node)?.$ref } }, from);
  const { description, ...rest } = beside;
  const said = proseOf(typeof description === 'string' ? description : undefined, MAX_DESCRIPTION_LENGTH);
  const narrowed = ['type', 'properties', 'enum', 'const', 'required', 'allOf'].some((word) => word in rest)
    ? bareShape({ ...node, value: rest }, rest, from)
    : undefined;
  const required = Array.isArray(rest.required) ? rest.required.map(String) : [];
  const merged = narrowed ? mergedShape(target, narrowed) : target;
  const hidden = [from.spec.deref(node), { ...node, value: rest }].flatMap((at) =>
    hiddenNames(from.spec, at, from.direction),
  );
  return {
    ...(merged.kind === 'object' ? requiring(without(merged, hidden), required) : merged),
    ...(merged.nullable || saysNull(rest, from.direction) ? { nullable: true } : {}),
    ...(said ? { description: said } : {}),
  };
}

function bareShape(node: SpecNode, schema: Json, from: Walk): Shape {
  const { spec, direction } = from;
  const subtypes = direction === 'input' ? subtypesOf(node, schema, from) : undefined;
  if (subtypes) return subtypes;
  if (Array.isArray(schema.allOf)) return allOf(node, schema, from);
  for (const word of ['oneOf', 'anyOf'] as const)
    if (Array.isArray(schema[word])) return oneOf(node, schema, word, from);
  if ('const' in schema) return enumOf(valuesIn(node, schema, [schema.const], from), isWhole(schema));
  if (Array.isArray(schema.enum) && schema.enum.length > 0) {
    const known = enumOf(valuesIn(node, schema, schema.enum, from), isWhole(schema));
    // vendors add values, and an answer with a new one is no error
    return direction === 'input' ? known : widened(known);
  }
  const types = Array.isArray(schema.type) ? schema.type.map(String) : [typeOf(schema)];
  const nullable = types.includes('null') ? { nullable: true } : {};
  const shapes = types.filter((type) => type !== 'null').map((type) => ofType(type, node, schema, from));
  const [first, ...more] = shapes;
  if (!first) return { kind: 'any', ...nullable };
  if (more.length > 0) return { kind: 'union', options: shapes, ...nullable };
  if (first.kind === 'any' && typeof schema.type === 'string' && !TYPES.includes(schema.type))
    spec.findings.warning(
      'openapi/type',
      spec.at(node, 'type'),
      `There is no type ${schema.type}: taken as any value.`,
    );
  return { ...first, ...nullable };
}

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'file', 'any', 'null'];

function typeOf({ type, properties, additionalProperties, items, prefixItems, contentMediaType }: Json): string {
  if (typeof type === 'string') return type;
  if (properties !== undefined || typeof additionalProperties === 'object') return 'object';
  if (items !== undefined || prefixItems !== undefined) return 'array';
  return contentMediaType === undefined ? 'any' : 'string';
}

function ofType(type: string, node: SpecNode, schema: Json, from: Walk): Shape {
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
      return {
        kind: 'array',
        items: itemsOf(node, schema, from),
        ...(strict ? bounded(...lengthsOf(schema)) : {}),
      };
    case 'object':
      return objectShape(node, schema, from);
    default:
      return { kind: 'any' };
  }
}

const LONG = /^u?int64$|^long$/;

/** Of 64 bits: a text of digits is taken as well, and sent as the number that it writes. */
function longInteger(schema: Json): Shape {
  const limits = bounded(...limitsOf(schema, 1));
  // bounds that a number holds are checked on numbers only
  const isLong = LONG.test(String(schema.format)) && limits.max === undefined;
  return { kind: 'integer', ...limits, ...(isLong ? { long: true } : {}) };
}

/** Of an answer: its digits may be more than a number holds. */
function longNumber({ format }: Json): Shape {
  return format === 'int32' ? { kind: 'number' } : { kind: 'number', long: true };
}

function formatOf({ format, contentMediaType, contentEncoding }: Json): { format?: string } {
  if (typeof format === 'string') return { format };
  const isBinary = typeof contentMediaType === 'string' && contentEncoding === undefined;
  return isBinary && !/^text\/|json/.test(contentMediaType) ? { format: 'binary' } : {};
}

/** Exclusive limits are flags in OpenAPI 3.0 and numbers in 3.1. @param step to the nearest number inside */
function limitsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Json, step: number): [unknown, unknown] {
  const limit = (plain: unknown, exclusive: unknown, by: number) => {
    if (typeof exclusive === 'number') return exclusive + by;
    return exclusive === true && typeof plain === 'number' ? plain + by : plain;
  };
  return [limit(minimum, exclusiveMinimum, step), limit(maximum, exclusiveMaximum, -step)];
}

/** A tuple comes down to a list of any of its items. */
function itemsOf(node: SpecNode, { prefixItems, items }: Json, from: Walk): Shape {
  if (!Array.isArray(prefixItems)) return walk(from.spec.at(node, 'items'), from);
  const options = prefixItems.map((_, index) => walk(from.spec.at(node, 'prefixItems', index), from));
  if (items !== false && items !== undefined) options.push(walk(from.spec.at(node, 'items'), from));
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
    const shape = walk(at, from);
    const isRequired = required.has(name);
    // many APIs send null for what they only call optional
    const orNull = direction === 'output' && !isRequired && shape.kind !== 'any' ? { nullable: true } : {};
    properties.set(name, { shape: { ...shape, ...orNull }, required: isRequired });
  }
  const more = schema.additionalProperties;
  const isEmpty = properties.size === 0;
  if (isEmpty && hiddenNames(spec, node, direction).length === 0) {
    const isTyped = typeof more === 'object' && more !== null;
    return { kind: 'record', values: isTyped ? walk(spec.at(node, 'additionalProperties'), from) : { kind: 'any' } };
  }
  const open = direction === 'output' || more === true || (typeof more === 'object' && more !== null);
  return { kind: 'object', properties, open };
}

function allOf(node: SpecNode, schema: Json, from: Walk): Shape {
  const { allOf: _, ...own } = schema;
  const extended = (schema.allOf as unknown[]).map((__, index) => from.spec.at(node, 'allOf', index));
  // what extends a definition is not any of those that extend it
  const bases = extended.map((at) => identityOf(from.spec.deref(at)));
  const within: Walk = { ...from, bases: [...from.bases, ...bases] };
  const parts = extended.filter((at) => !isConstraint(from.spec, at)).map((at) => walk(at, within));
  if (['properties', 'additionalProperties', 'oneOf', 'anyOf', 'enum', 'const'].some((word) => own[word] !== undefined))
    parts.push(bareShape(node, own, from));
  if (parts.length === 0)
    return ofType(
      extended.map((at) => typeOf(objectOf(from.spec.deref(at)) ?? {})).find((type) => type !== 'any') ?? typeOf(own),
      node,
      own,
      from,
    );
  const merged = parts.reduce<Shape>((all, part) => mergedShape(all, part), { kind: 'any' });
  const whole =
    merged.kind === 'object'
      ? requiring(without(merged, hiddenNames(from.spec, node, from.direction)), requiredOf(from.spec, node))
      : merged;
  return extended.reduce((shape, at) => {
    const base = from.spec.deref(at);
    return tagged(shape, node, base, objectOf(base) ?? {}, from);
  }, whole);
}

const CONSTRAINTS = ['type', 'required', 'description', 'title', 'nullable', 'example', 'examples', 'deprecated'];

/** A part that says which members there have to be, and not what they are. */
function isConstraint(spec: Spec, at: SpecNode): boolean {
  const own = objectOf(spec.deref(at));
  if (!own || (own.type !== undefined && own.type !== 'object')) return false;
  return Object.keys(own).every((word) => CONSTRAINTS.includes(word) || word.startsWith('x-'));
}

/** The members that a schema or any part of it says have to be there. */
function requiredOf(spec: Spec, node: SpecNode, depth = 0): string[] {
  const at = spec.deref(node);
  const own = objectOf(at)?.required;
  const parts = depth > MAX_DEPTH ? [] : spec.items(spec.at(at, 'allOf'));
  return [
    ...(Array.isArray(own) ? own.map(String) : []),
    ...parts.flatMap((part) => requiredOf(spec, part, depth + 1)),
  ];
}

/** What is both: members of both objects, the values of both enums, the narrower limits; of two that do not go together, the first. */
function mergedShape(a: Shape, b: Shape): Shape {
  if (a.kind === 'any') return b;
  if (b.kind === 'any') return a;
  if (a.kind === 'enum' || b.kind === 'enum') return mergedValues(a, b) ?? a;
  if (isScalar(a) && isScalar(b)) return mergedLimits(a, b);
  if (a.kind === 'object' && b.kind === 'object') {
    const properties = new Map(a.properties);
    for (const [name, property] of b.properties) {
      const before = properties.get(name);
      const required = before?.required || property.required;
      properties.set(name, before ? { shape: mergedShape(before.shape, property.shape), required } : property);
    }
    return { ...a, ...told(b), kind: 'object', properties, open: a.open || b.open };
  }
  if (a.kind === 'object' && b.kind === 'record') return { ...a, open: true };
  if (a.kind === 'record' && b.kind === 'object') return { ...b, open: true };
  if (a.kind === 'union' && b.kind === 'union' && a.options.length * b.options.length > MAX_OPTIONS)
    return a.options.every(({ kind }) => kind === 'object' || kind === 'record')
      ? { kind: 'record', values: { kind: 'any' } }
      : { kind: 'any' };
  if (b.kind === 'union') return { ...b, options: b.options.flatMap((option) => optionsOf(mergedShape(a, option))) };
  if (a.kind === 'union') return { ...a, options: a.options.flatMap((option) => optionsOf(mergedShape(option, b))) };
  return a;
}

type Scalar = Extract<Shape, { kind: 'string' | 'number' | 'integer' | 'boolean' }>;

function isScalar(shape: Shape): shape is Scalar {
  return ['string', 'number', 'integer', 'boolean'].includes(shape.kind);
}

/** The values that both take; undefined where none is left. */
function mergedValues(a: Shape, b: Shape): Shape | undefined {
  const [values, other] = a.kind === 'enum' ? [a, b] : [b, a];
  if (values.kind !== 'enum' || other.kind === 'union' || other.kind === 'array') return undefined;
  const left = values.values.filter((value) => fits({ ...other, nullable: false } as Shape, value));
  const nullable = a.nullable && b.nullable ? { nullable: true } : { nullable: undefined };
  return left.length === 0 ? undefined : ({ ...values, ...told(other), values: left, ...nullable } as Shape);
}

function mergedLimits(a: Scalar, b: Scalar): Shape {
  const isNumber = (shape: Scalar) => shape.kind === 'number' || shape.kind === 'integer';
  if (a.kind !== b.kind && !(isNumber(a) && isNumber(b))) return a;
  const limits = (shape: Scalar) => shape as { min?: number; max?: number };
  const [low, high] = [limits(a).min ?? limits(b).min, limits(a).max ?? limits(b).max];
  const min = low === undefined ? {} : { min: Math.max(low, limits(b).min ?? low) };
  const max = high === undefined ? {} : { max: Math.min(high, limits(b).max ?? high) };
  return {
    ...a,
    ...b,
    ...told(a),
    ...told(b),
    ...(b.kind === 'number' ? { kind: a.kind } : {}),
    ...min,
    ...max,
  } as Shape;
}

function optionsOf(shape: Shape): readonly Shape[] {
  return shape.kind === 'union' && !shape.nullable ? shape.options : [shape];
}

function told({ description, nullable }: Shape): Partial<Shape> {
  return { ...(description ? { description } : {}), ...(nullable ? { nullable } : {}) };
}

function without(shape: ObjectShape, names: readonly string[]): ObjectShape {
  const properties = [...shape.properties].filter(([name]) => !names.includes(name));
  return { ...shape, properties: new Map(properties) };
}

function requiring(shape: ObjectShape, names: readonly string[]): ObjectShape {
  const properties = new Map(shape.properties);
  for (const name of names) {
    const property = properties.get(name);
    if (property) properties.set(name, { ...property, required: true });
  }
  return { ...shape, properties };
}

function oneOf(node: SpecNode, schema: Json, word: 'oneOf' | 'anyOf', from: Walk): Shape {
  const { [word]: choices, ...own } = schema;
  const base: Shape = own.properties === undefined ? { kind: 'any' } : bareShape(node, own, from);
  const isNull = (index: number) => objectOf(from.spec.deref(from.spec.at(node, word, index)))?.type === 'null';
  const options: Shape[] = [];
  for (const index of (choices as unknown[]).keys()) {
    if (isNull(index)) continue;
    const at = from.spec.at(node, word, index);
    const option = tagged(walk(at, from), at, node, schema, from);
    options.push(base.kind === 'any' ? option : mergedShape(base, option));
  }
  const nullable = (choices as unknown[]).some((_, index) => isNull(index)) ? { nullable: true } : {};
  if (options.some(({ kind }) => kind === 'any')) return { kind: 'any', ...nullable };
  const values = options.flatMap((option) => (option.kind === 'enum' ? option.values : []));
  if (options.length > 0 && options.every(({ kind }) => kind === 'enum'))
    return { ...enumOf([...values]), ...nullable };
  const [only] = options;
  if (only && options.length === 1) return { ...only, ...nullable };
  return options.length === 0 ? { kind: 'any', ...nullable } : { kind: 'union', options, ...nullable };
}

/** Of a choice with a discriminator: the option, which then names itself by the value that stands for it. */
function tagged(option: Shape, at: SpecNode, node: SpecNode, schema: Json, from: Walk): Shape {
  const property = discriminatorOf(schema)?.propertyName;
  if (from.direction === 'output' || property === undefined || option.kind !== 'object') return option;
  const values = tagsOf(at, node, from);
  const known = option.properties.get(property)?.shape;
  if (values.length === 0 || (known?.kind === 'enum' && known.values.length === 1)) return option;
  const description = known?.description;
  const tag: Shape = { kind: 'enum', values, ...(description ? { description } : {}) };
  // what tells options apart comes first
  const others = [...option.properties].filter(([name]) => name !== property);
  return { ...option, properties: new Map([[property, { shape: tag, required: true }], ...others]) };
}

/** A definition that others extend, and that tells which one it is: any of those, when the description lists them. */
function subtypesOf(node: SpecNode, schema: Json, from: Walk): Shape | undefined {
  const discriminator = discriminatorOf(schema);
  const identity = identityOf(node);
  if (!discriminator || schema.oneOf || schema.anyOf || from.bases.includes(identity)) return undefined;
  const within: Walk = { ...from, open: from.open.filter((one) => one !== identity), bases: [...from.bases, identity] };
  const mapping = from.spec.at(node, 'discriminator', 'mapping');
  const mapped = valuesOf(mapping).flatMap((value) => mappedNode(from.spec, mapping, value) ?? []);
  // several values may stand for one
  const subtypes = new Map(mapped.map((at) => [identityOf(from.spec.deref(at)), at]));
  const options = [...subtypes.values()].flatMap((at) => {
    const option = objectOf(from.spec.deref(at)) ? walk(at, within) : undefined;
    return option?.kind === 'object' ? [tagged(option, at, node, schema, from)] : [];
  });
  if (options.length > 0) return options.length === 1 ? options[0] : { kind: 'union', options };
  const itself = bareShape(node, schema, within);
  // which definitions extend it is not said: what they add has to be let through
  return itself.kind === 'object' ? { ...itself, open: true } : itself;
}

/** `{ propertyName, mapping }`; the name alone in Swagger 2.0. */
function discriminatorOf({ discriminator }: Json): { propertyName: string } | undefined {
  if (typeof discriminator === 'string') return { propertyName: discriminator };
  const name = (discriminator as { propertyName?: unknown } | null | undefined)?.propertyName;
  return typeof name === 'string' && name !== '__proto__' ? { propertyName: name } : undefined;
}

/** The values that stand for a definition: those mapped to it, else its name. */
function tagsOf(at: SpecNode, node: SpecNode, { spec }: Walk): string[] {
  const mapping = spec.at(node, 'discriminator', 'mapping');
  const identity = identityOf(spec.deref(at));
  const mapped = valuesOf(mapping).filter((value) => {
    const target = mappedNode(spec, mapping, value);
    return target && identityOf(spec.deref(target)) === identity;
  });
  if (mapped.length > 0) return mapped;
  const { path } = spec.deref(at);
  const name = path.at(-1);
  const isNamed = path.at(-2) === 'schemas' || path.at(-2) === 'definitions';
  return isNamed && typeof name === 'string' ? [name] : [];
}

/** What a mapping lists; of one that no model could choose from, nothing. */
function valuesOf(mapping: SpecNode): string[] {
  const values = Object.keys(objectOf(mapping) ?? {});
  return values.length > MAX_OPTIONS * 4 ? [] : values;
}

/** A mapping names a definition by a reference, or by its name alone. */
function mappedNode(spec: Spec, mapping: SpecNode, value: string): SpecNode | undefined {
  const at = spec.at(mapping, value);
  if (typeof at.value !== 'string') return undefined;
  const $ref =
    /^[\w.-]+$/.test(at.value) && !/\.(?:json|ya?ml)$/.test(at.value) ? `#/components/schemas/${at.value}` : at.value;
  return { ...at, value: { $ref } };
}

/** The values of an enum as its type has them: YAML reads `on` and `1` as other types than were meant. */
function valuesIn(node: SpecNode, schema: Json, values: readonly unknown[], { spec, direction }: Walk): unknown[] {
  if (direction === 'output') return [...values];
  const at = spec.at(node, 'const' in schema ? 'const' : 'enum');
  if (values.some((one) => typeof one === 'object' && one !== null)) {
    spec.findings.warning('openapi/enum', at, 'Its values are lists or objects: any value is taken.');
    return [];
  }
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type]).filter((one) => one !== 'null');
  const [type] = types;
  const fixed = types.length === 1 ? values.map((one) => (one === null ? null : valueAs(String(type), one))) : values;
  const kept = fixed.filter((one) => one !== undefined);
  if (kept.length < values.length)
    spec.findings.warning('openapi/enum', at, `Values that are no ${String(type)} are left out.`);
  else if (fixed.some((one, index) => one !== values[index]))
    spec.findings.note('openapi/enum', at, `Its values are read as ${String(type)}, as its type says.`);
  if (new Set(kept).size < kept.length)
    spec.findings.note('openapi/enum', at, 'Values that come twice are taken once.');
  return kept;
}

/** A scalar as a value of a type; undefined where it writes none. */
function valueAs(type: string, value: unknown): unknown {
  if (type === 'string') return String(value);
  if (type === 'boolean')
    return typeof value === 'boolean' ? value : ({ true: true, false: false } as Json)[String(value)];
  if (type !== 'number' && type !== 'integer') return value;
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value)) return undefined;
  return Number.isSafeInteger(Number(value)) || value.includes('.') ? Number(value) : value;
}

/** @param whole they are integers: those beyond 2^53 stand there as texts */
function enumOf(given: readonly unknown[], whole = false): Shape {
  const values = given.filter((one) => ['string', 'number', 'boolean'].includes(typeof one)) as (
    | string
    | number
    | boolean
  )[];
  const nullable = given.includes(null) ? { nullable: true } : {};
  // values are read by a model like any text
  if (values.some((one) => typeof one === 'string' && givesOrders(one))) return { kind: 'any', ...nullable };
  if (values.length === 0) return { kind: 'any', ...nullable };
  const long = whole && values.some((one) => typeof one === 'string' && /^-?\d+$/.test(one)) ? { long: true } : {};
  return { kind: 'enum', values: [...new Set(values)], ...long, ...nullable };
}

function isWhole({ type, format }: Json): boolean {
  return type === 'integer' || LONG.test(String(format));
}

function widened(shape: Shape): Shape {
  if (shape.kind !== 'enum') return shape;
  const types = new Set(shape.values.map((value) => typeof value));
  const [type] = types;
  const nullable = shape.nullable ? { nullable: true } : {};
  if (shape.long) return { kind: 'number', long: true, ...nullable };
  if (types.size > 1 || type === undefined) return { kind: 'any' };
  return { kind: type as 'string' | 'number' | 'boolean', example: shape.values[0], ...nullable };
}

function bounded(min: unknown, max: unknown): { min?: number; max?: number } {
  const low = typeof min === 'number' && Number.isFinite(min) ? min : undefined;
  const high = typeof max === 'number' && Number.isFinite(max) ? max : undefined;
  if (low !== undefined && high !== undefined && low > high) return {};
  const safe = (value: number | undefined) => value !== undefined && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return { ...(safe(low) ? { min: low as number } : {}), ...(safe(high) ? { max: high as number } : {}) };
}

function patternOf(node: SpecNode, { pattern }: Json, { spec }: Walk): { pattern?: string } {
  if (pattern === undefined) return {};
  if (isPlainPattern(pattern)) return { pattern };
  const why = 'Its pattern is not checked here: it may mean something else, or take for ever. The API checks it.';
  spec.findings.note('openapi/pattern', spec.at(node, 'pattern'), why);
  return {};
}

/** Groups can be made to take for ever, and mean other things elsewhere. */
function isPlainPattern(pattern: unknown): pattern is string {
  if (typeof pattern !== 'string' || pattern.length > 80 || !/^[\w^$[\]\\{}+*?.,:@ /-]+$/.test(pattern)) return false;
  // each may try every length against every other
  if ((pattern.match(/[*+]|\{\d+,\}/g) ?? []).length > MAX_REPEATS) return false;
  try {
    return new RegExp(pattern) instanceof RegExp && !/\\[bBpPuxckdDsSwW]?[bBpPuxck1-9]/.test(pattern);
  } catch {
    return false;
  }
}
