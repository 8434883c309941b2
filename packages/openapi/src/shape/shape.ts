import { z } from 'zod';
import { sentence } from '../words.ts';

interface Told {
  description?: string | undefined;
  nullable?: boolean | undefined;
  /** From the description; checked before it is used. */
  example?: unknown;
  /** What the API takes where nothing is given. */
  default?: string | number | boolean | undefined;
  /** A file that is given with its name and content; see `FILE`. */
  file?: boolean | undefined;
}

export interface Property {
  shape: Shape;
  required: boolean;
}

/** What a schema of a description comes down to: no references, no cycles, nothing that a model or zod does not know. */
export type Shape = Told &
  (
    | { kind: 'any' }
    | { kind: 'boolean' }
    | { kind: 'string'; min?: number; max?: number; pattern?: string; format?: string }
    /** `long`: one beyond 2^53 is a text of its digits. */
    | { kind: 'number' | 'integer'; min?: number; max?: number; long?: boolean }
    /** `long`: its texts are whole numbers beyond 2^53. */
    | { kind: 'enum'; values: readonly (string | number | boolean)[]; long?: boolean }
    | { kind: 'array'; items: Shape; min?: number; max?: number }
    | { kind: 'record'; values: Shape }
    | { kind: 'object'; properties: ReadonlyMap<string, Property>; open: boolean }
    | { kind: 'union'; options: readonly Shape[] }
  );

export type ObjectShape = Extract<Shape, { kind: 'object' }>;

/** The text of a long number: as an argument any, in an answer only one that a double would round. */
export const DIGITS = { integer: '^(?:0|-?[1-9]\\d{0,19})$', number: '^-?\\d{16,}$' } as const;

/** The options of a union; beside a text, a long number needs no form of its own for its digits. */
export function choicesOf(options: readonly Shape[]): readonly Shape[] {
  const takesText = options.some((option) => option.kind === 'string' && option.pattern === undefined);
  return takesText ? options.map((option) => ('long' in option ? { ...option, long: false } : option)) : options;
}

/** The shape as a zod schema, to check and measure with; `zodSource` writes the same as text. */
export function zodOf(shape: Shape): z.ZodType {
  const bare = bareZod(shape);
  const nullable = shape.nullable ? bare.nullable() : bare;
  const described = describedAs(shape);
  return described === '' ? nullable : nullable.describe(described);
}

/** What a model reads of a value: its description, and what the API takes where it is not given. */
export function describedAs(shape: Shape): string {
  const { description = '', default: value } = shape;
  if (value === undefined || !bareZod(shape).safeParse(value).success || /\bdefault/i.test(description))
    return description;
  const text = `Default: ${String(value)}.`;
  return description === '' ? text : `${sentence(description)} ${text}`;
}

/** Values of each type by themselves. */
export function byType<V extends string | number | boolean>(values: readonly V[]): V[][] {
  const types = [...new Set(values.map((value) => typeof value))];
  return types.map((type) => values.filter((value) => typeof value === type));
}

function choiceOf(values: readonly (string | number | boolean)[]): z.ZodType {
  const [first, ...more] = byType(values).map((list) => z.literal(list));
  if (!first) return z.never();
  return more.length === 0 ? first : z.union([first, ...more]);
}

function bareZod(shape: Shape): z.ZodType {
  switch (shape.kind) {
    case 'any':
      return z.unknown();
    case 'boolean':
      return z.boolean();
    case 'string': {
      let text = z.string();
      if (shape.min !== undefined) text = text.min(shape.min);
      if (shape.max !== undefined) text = text.max(shape.max);
      return shape.pattern === undefined ? text : text.regex(new RegExp(shape.pattern));
    }
    case 'integer':
    case 'number': {
      let number = shape.kind === 'integer' ? z.int() : z.number();
      if (shape.min !== undefined) number = number.min(shape.min);
      if (shape.max !== undefined) number = number.max(shape.max);
      return shape.long ? z.union([number, z.string().regex(new RegExp(DIGITS[shape.kind]))]) : number;
    }
    case 'enum':
      return choiceOf(shape.values);
    case 'array': {
      let list = z.array(zodOf(shape.items));
      if (shape.min !== undefined) list = list.min(shape.min);
      if (shape.max !== undefined) list = list.max(shape.max);
      return list;
    }
    case 'record':
      return z.record(z.string(), zodOf(shape.values));
    case 'union':
      return z.union(choicesOf(shape.options).map(zodOf));
    case 'object': {
      const members = [...shape.properties].map(([name, { shape: inner, required }]) => {
        const member = zodOf(inner);
        return [name, required ? member : member.optional()] as const;
      });
      const object = Object.fromEntries(members);
      return shape.open ? z.looseObject(object) : z.strictObject(object);
    }
  }
}

/** JSON Schema of a shape, as a host gets it. */
export function jsonSchemaOf(shape: Shape, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(zodOf(shape), { io, unrepresentable: 'any' });
  return json;
}
