import { type JsonSchema, schemaAt, typesAt } from './json-types.ts';
import { valueOfText } from './text-value.ts';

const MAX_DEPTH = 64;

/** Arguments with values in place of texts, and why other texts stayed, by the path of their place. */
export interface ReadArguments {
  args: unknown;
  refused: ReadonlyMap<string, string>;
}

/**
 * Some hosts send a number, a list, everything, as text. A text is read as the value that it writes only where the schema
 * takes no text, and only when nothing is lost by it; what is planned, shown, approved and logged is that value.
 */
export function readTextArguments(schema: JsonSchema, args: unknown): ReadArguments {
  const refused = new Map<string, string>();
  const read = (value: unknown, at: JsonSchema, path: readonly (string | number)[]): unknown => {
    if (path.length > MAX_DEPTH) return value;
    if (typeof value === 'string') {
      const types = typesAt(at, schema);
      if (types.length === 0 || types.includes('string')) return value;
      const found = valueOfText(value, types);
      if ('value' in found) return read(found.value, at, path);
      refused.set(path.join('.'), found.reason);
      return value;
    }
    if (typeof value !== 'object' || value === null) return value;
    const under = (key: string | number, part: unknown) => read(part, schemaAt(at, schema, value, key), [...path, key]);
    if (Array.isArray(value)) return value.map((part, index) => under(index, part));
    // `fromEntries` makes `__proto__` a field, and no prototype
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, under(key, part)]));
  };
  return { args: read(args, schema, []), refused };
}
