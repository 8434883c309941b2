import { tokenCost } from '@rolekit/sdk/bundle';
import { jsonSchemaOf, type ObjectShape, type Property, type Shape } from '../shape/shape.ts';
import { shortened } from '../words.ts';

interface Cut {
  /** Levels below the top that are kept. */
  depth: number;
  /** Characters of a description; 0 for those below the top. */
  text: number;
  inner: number;
  values: number;
  options: number;
}

const CUTS: readonly Cut[] = [
  { depth: 8, text: 160, inner: 120, values: 60, options: 8 },
  { depth: 6, text: 120, inner: 60, values: 40, options: 6 },
  { depth: 5, text: 100, inner: 0, values: 30, options: 6 },
  { depth: 4, text: 80, inner: 0, values: 20, options: 4 },
  { depth: 3, text: 60, inner: 0, values: 20, options: 3 },
  { depth: 2, text: 60, inner: 0, values: 12, options: 3 },
  { depth: 1, text: 50, inner: 0, values: 12, options: 2 },
];

const OUTPUT_BYTES = 11_000;
const INPUT_BYTES = 3200;

/** The input within what a model can take: less prose, fewer levels, and at last fewer optional arguments. */
export function affordableInput(
  tool: { name: string; description: string },
  input: ObjectShape,
): { input: ObjectShape; dropped: string[]; tokens: number } {
  const cost = (shape: Shape) => tokenCost([{ ...tool, inputSchema: jsonSchemaOf(shape, 'input') }]);
  const fits = (shape: Shape) => JSON.stringify(jsonSchemaOf(shape, 'input')).length <= INPUT_BYTES;
  let last = input;
  for (const limits of CUTS) {
    last = cut(input, limits, 0) as ObjectShape;
    if (fits(last)) return { input: last, dropped: [], tokens: cost(last) };
  }
  const dropped: string[] = [];
  const properties = new Map(last.properties);
  for (const [name, { required }] of [...last.properties].reverse()) {
    if (required) continue;
    properties.delete(name);
    dropped.unshift(name);
    if (fits({ ...last, properties })) break;
  }
  const left: ObjectShape = { ...last, properties };
  return { input: left, dropped, tokens: cost(left) };
}

/** The answer's schema without prose, and with as many levels as fit. @param count of such schemas of one tool */
export function affordableOutput(output: Shape, count = 1): Shape {
  let last = output;
  for (const limits of CUTS) {
    last = cut(output, { ...limits, text: 0, inner: 0 }, 0);
    if (JSON.stringify(jsonSchemaOf(last, 'output')).length <= OUTPUT_BYTES / count) return last;
  }
  return last.kind === 'array'
    ? { kind: 'array', items: { kind: 'any' } }
    : { kind: 'record', values: { kind: 'any' } };
}

function cut(shape: Shape, to: Cut, depth: number): Shape {
  const { description, ...rest } = shape;
  const text = depth <= 1 ? to.text : to.inner;
  const prose = description && text > 0 ? { description: shortened(description, text) } : {};
  return { ...inside(rest as Shape, to, depth), ...prose };
}

function inside(shape: Shape, to: Cut, depth: number): Shape {
  const open: Shape = { kind: 'any', ...(shape.nullable ? { nullable: true } : {}) };
  switch (shape.kind) {
    case 'enum':
      return shape.values.length <= to.values ? shape : { ...open, ...plainOf(shape.values), ...defaultOf(shape) };
    case 'array':
      return depth >= to.depth
        ? { ...shape, items: { kind: 'any' } }
        : { ...shape, items: cut(shape.items, to, depth + 1) };
    case 'record':
      return depth >= to.depth
        ? { ...shape, values: { kind: 'any' } }
        : { ...shape, values: cut(shape.values, to, depth + 1) };
    case 'union':
      if (depth >= to.depth || shape.options.length > to.options) return open;
      return { ...shape, options: shape.options.map((option) => cut(option, to, depth + 1)) };
    case 'object': {
      if (depth >= to.depth)
        return {
          kind: 'record',
          values: { kind: 'any' },
          ...(shape.nullable ? { nullable: true } : {}),
          ...(shape.example === undefined ? {} : { example: shape.example }),
        };
      const properties = [...shape.properties].map(([name, property]): [string, Property] => [
        name,
        { ...property, shape: cut(property.shape, to, depth + 1) },
      ]);
      return { ...shape, properties: new Map(properties) };
    }
    default:
      return shape;
  }
}

function defaultOf({ default: value }: Shape): { default?: string | number | boolean } {
  return value === undefined ? {} : { default: value };
}

function plainOf(values: readonly (string | number | boolean)[]): Shape {
  const type = typeof values[0];
  const example = values[0];
  if (type === 'number' || type === 'boolean') return { kind: type, example };
  return { kind: 'string', example };
}
