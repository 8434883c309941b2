import { fits } from './example-of.ts';
import type { ObjectShape, Shape } from './shape.ts';
import { MAX_OPTIONS } from './walk.ts';

/** What is both: members of both objects, the values of both enums, the narrower limits; of two that do not go together, the first. */
export function mergedShape(a: Shape, b: Shape): Shape {
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
    return { ...a, ...annotations(b), kind: 'object', properties, open: a.open || b.open };
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
  return left.length === 0 ? undefined : ({ ...values, ...annotations(other), values: left, ...nullable } as Shape);
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
    ...annotations(a),
    ...annotations(b),
    ...(b.kind === 'number' ? { kind: a.kind } : {}),
    ...min,
    ...max,
  } as Shape;
}

function optionsOf(shape: Shape): readonly Shape[] {
  return shape.kind === 'union' && !shape.nullable ? shape.options : [shape];
}

function annotations({ description, nullable }: Shape): Partial<Shape> {
  return { ...(description ? { description } : {}), ...(nullable ? { nullable } : {}) };
}

export function without(shape: ObjectShape, names: readonly string[]): ObjectShape {
  const properties = [...shape.properties].filter(([name]) => !names.includes(name));
  return { ...shape, properties: new Map(properties) };
}

export function requiring(shape: ObjectShape, names: readonly string[]): ObjectShape {
  const properties = new Map(shape.properties);
  for (const name of names) {
    const property = properties.get(name);
    if (property) properties.set(name, { ...property, required: true });
  }
  return { ...shape, properties };
}
