import type { Json, SpecNode } from '../description/spec-node.ts';
import { givesOrders } from '../words.ts';
import { LONG } from './scalars.ts';
import type { Shape } from './shape.ts';
import type { Walk } from './walk.ts';

/** The values of an enum as its type has them: YAML reads `on` and `1` as other types than were meant. */
export function valuesIn(
  node: SpecNode,
  schema: Json,
  values: readonly unknown[],
  { spec, direction }: Walk,
): unknown[] {
  if (direction === 'output') return [...values];
  const at = spec.at(node, 'const' in schema ? 'const' : 'enum');
  if (values.some((value) => typeof value === 'object' && value !== null)) {
    spec.findings.warning('openapi/enum', at, 'Its values are lists or objects: any value is taken.');
    return [];
  }
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type]).filter((name) => name !== 'null');
  const [type] = types;
  const fixed = types.length === 1 ? values.map((raw) => (raw === null ? null : valueAs(String(type), raw))) : values;
  const kept = fixed.filter((value) => value !== undefined);
  if (kept.length < values.length)
    spec.findings.warning('openapi/enum', at, `Values that are no ${String(type)} are left out.`);
  else if (fixed.some((value, index) => value !== values[index]))
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
export function enumOf(given: readonly unknown[], whole = false): Shape {
  const values = given.filter((value) => ['string', 'number', 'boolean'].includes(typeof value)) as (
    | string
    | number
    | boolean
  )[];
  const nullable = given.includes(null) ? { nullable: true } : {};
  // values are read by a model like any text
  if (values.some((value) => typeof value === 'string' && givesOrders(value))) return { kind: 'any', ...nullable };
  if (values.length === 0) return { kind: 'any', ...nullable };
  const long = whole && values.some((text) => typeof text === 'string' && /^-?\d+$/.test(text)) ? { long: true } : {};
  return { kind: 'enum', values: [...new Set(values)], ...long, ...nullable };
}

export function isWhole({ type, format }: Json): boolean {
  return type === 'integer' || LONG.test(String(format));
}

export function widened(shape: Shape): Shape {
  if (shape.kind !== 'enum') return shape;
  const types = new Set(shape.values.map((value) => typeof value));
  const [type] = types;
  const nullable = shape.nullable ? { nullable: true } : {};
  if (shape.long) return { kind: 'number', long: true, ...nullable };
  if (types.size > 1 || type === undefined) return { kind: 'any' };
  return { kind: type as 'string' | 'number' | 'boolean', example: shape.values[0], ...nullable };
}
