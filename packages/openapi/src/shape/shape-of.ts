import { identityOf, objectOf, type Spec, textOf } from '../description/spec.ts';
import type { Json, SpecNode } from '../description/spec-node.ts';
import { givesOrders, proseOf } from '../words.ts';
import { allOf, oneOf } from './composition.ts';
import { subtypesOf } from './discriminator.ts';
import { enumOf, isWhole, valuesIn, widened } from './enum-values.ts';
import { fits } from './example-of.ts';
import { hiddenNames } from './hidden-fields.ts';
import { mergedShape, requiring, without } from './merge-shapes.ts';
import type { Shape } from './shape.ts';
import { ofType, TYPES, typeOf } from './typed-shape.ts';
import { type Direction, MAX_DEPTH, type Walk } from './walk.ts';

const MAX_NODES = 1500;
const MAX_DESCRIPTION_LENGTH = 160;

/**
 * What a schema comes down to. A cycle is followed once and left open at its second turn; what nests deeper than a model
 * can use is left open too.
 */
export function shapeOf(spec: Spec, node: SpecNode, direction: Direction): Shape {
  return walk(node, {
    shapeAt: walk,
    bareShapeAt: bareShape,
    spec,
    direction,
    open: [],
    bases: [],
    depth: 0,
    budget: { nodes: MAX_NODES },
  });
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
  const described = textOf(spec, target, 'description');
  const description = proseOf(described, MAX_DESCRIPTION_LENGTH);
  if (givesOrders(described))
    spec.findings.warning('openapi/orders', spec.at(target, 'description'), 'The description gives orders: left out.');
  const nullable = bare.nullable === true || isNullable(schema, from.direction);
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
function isNullable({ nullable, 'x-nullable': old, type, enum: values }: Json, direction: Direction): boolean {
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
  const { description: _, ...rest } = beside;
  const description = proseOf(textOf(from.spec, node, 'description'), MAX_DESCRIPTION_LENGTH);
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
    ...(merged.nullable || isNullable(rest, from.direction) ? { nullable: true } : {}),
    ...(description ? { description } : {}),
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
