import type { z } from 'zod';
import { isObject } from '../../json-value.ts';
import { didYouMean } from '../../suggest.ts';
import { definitionOf } from '../../tree/zod-internals.ts';

/** Names inside the arguments that their objects do not have, where the schema does not say that any name is taken. */
export function unknownArguments(schema: z.ZodType, args: unknown): string[] {
  return unknownIn(schema, args, '');
}

/** What is told of an unknown name: where it is, what was likely meant and what there is. */
export function unknownName(name: string, place: string, known: readonly string[]): string {
  const where = place === '' ? '' : ` in ${place}`;
  const there = place === '' || known.length === 0 ? '' : `it has ${known.join(', ')}`;
  return [`unknown field \`${name}\`${where}`, didYouMean(name, known), there].filter(Boolean).join('; ');
}

function unknownIn(schema: z.core.$ZodType, value: unknown, place: string): string[] {
  const { element, valueType, shape, catchall, options } = definitionOf(schema);
  const at = (key: string | number) => (place === '' ? String(key) : `${place}.${key}`);
  if (element && Array.isArray(value)) return value.flatMap((item, index) => unknownIn(element, item, at(index)));
  if (options) {
    const found = options.filter((option) => takes(option, value)).map((option) => unknownIn(option, value, place));
    return found.length === 0 || found.some((problems) => problems.length === 0) ? [] : (found[0] ?? []);
  }
  if (!isObject(value)) return [];
  if (valueType) return Object.keys(value).flatMap((key) => unknownIn(valueType, value[key], at(key)));
  if (!shape) return [];
  return Object.keys(value).flatMap((key) => {
    const known = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (known) return unknownIn(known, value[key], at(key));
    // the top and strict objects are zod's; loose ones take any name
    return catchall ? [] : [unknownName(key, place, Object.keys(shape))];
  });
}

const takes = (schema: z.core.$ZodType, value: unknown) => (schema as z.ZodType).safeParse(value).success;
