import { givesOrders } from '../words.ts';
import { type Shape, zodOf } from './shape.ts';

export interface ExampleOptions {
  /** Members that are not required too. */
  whole: boolean;
}

const MAX_DEPTH = 6;

/** A value of a shape, the same at every run: what the description gives as an example, if it fits, else a made-up one. */
export function exampleOf(shape: Shape, options: ExampleOptions, name = 'value', depth = 0): unknown {
  const { example } = shape;
  const isUsable = example !== undefined && example !== null && !givesOrders(JSON.stringify(example));
  if (isUsable && fits(shape, example)) return example;
  switch (shape.kind) {
    case 'any':
      return 'example';
    case 'boolean':
      return true;
    case 'enum':
      return shape.values[0];
    case 'string':
      return textExample(shape, name);
    case 'integer':
    case 'number':
      return numberExample(shape);
    case 'array': {
      if (depth > MAX_DEPTH && !shape.min) return [];
      const count = Math.max(shape.min ?? 0, options.whole ? 1 : 0);
      return Array.from({ length: Math.min(count, 20) }, () => exampleOf(shape.items, options, name, depth + 1));
    }
    case 'record':
      return options.whole && depth < MAX_DEPTH
        ? { example: exampleOf(shape.values, options, 'example', depth + 1) }
        : {};
    case 'union':
      return shape.options[0] ? exampleOf(shape.options[0], options, name, depth + 1) : null;
    case 'object': {
      const members = [...shape.properties].filter(
        ([, { required }]) => required || (options.whole && depth <= MAX_DEPTH),
      );
      return Object.fromEntries(
        members.map(([key, property]) => [key, exampleOf(property.shape, options, key, depth + 1)]),
      );
    }
  }
}

export function fits(shape: Shape, value: unknown): boolean {
  return zodOf(shape).safeParse(value).success;
}

function textExample(shape: Extract<Shape, { kind: 'string' }>, name: string): string {
  const made =
    byFormat(shape.format) ??
    name
      .replace(/[^A-Za-z0-9]+/g, ' ')
      .trim()
      .toLowerCase();
  const long = made.padEnd(shape.min ?? 0, 'x').slice(0, shape.max ?? 200);
  if (shape.pattern === undefined || fits(shape, long)) return long;
  return (
    ['a', 'A', '1', 'abc', 'ABC', '123', '2026-11-20', 'https://example.com']
      .map((text) => text.padEnd(shape.min ?? 0, text))
      .find((text) => fits(shape, text)) ?? long
  );
}

function byFormat(format: string | undefined): string | undefined {
  switch (format) {
    case 'date':
      return '2026-11-20';
    case 'date-time':
      return '2026-11-20T09:00:00Z';
    case 'uuid':
      return '00000000-0000-4000-8000-000000000001';
    case 'email':
      return 'person@example.com';
    case 'uri':
    case 'url':
      return 'https://example.com/';
    default:
      return undefined;
  }
}

function numberExample({ min, max }: { min?: number; max?: number }): number {
  const low = min ?? Math.min(1, max ?? 1);
  return Math.max(low, Math.min(1, max ?? 1));
}
