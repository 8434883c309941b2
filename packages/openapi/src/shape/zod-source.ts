import { keyOf, quoted } from './literals.ts';
import { byType, choicesOf, DIGITS, describedAs, type Shape } from './shape.ts';

/** The shape as source text of a zod schema. Everything from the description is quoted. */
export function zodSource(shape: Shape): string {
  return memberSource(shape, shape.nullable ? '.nullable()' : '');
}

function memberSource(shape: Shape, optional: string): string {
  const described = describedAs(shape);
  const text = described === '' ? '' : `.describe(${quoted(described)})`;
  return `${bareSource(shape)}${optional}${text}`;
}

function bareSource(shape: Shape): string {
  switch (shape.kind) {
    case 'any':
      return 'z.unknown()';
    case 'boolean':
      return 'z.boolean()';
    case 'string':
      return `z.string()${bounds(shape)}${shape.pattern === undefined ? '' : `.regex(new RegExp(${quoted(shape.pattern)}))`}`;
    case 'integer':
    case 'number': {
      const number = `z.${shape.kind === 'integer' ? 'int' : 'number'}()${bounds(shape)}`;
      return shape.long ? `z.union([${number}, z.string().regex(/${DIGITS[shape.kind]}/)])` : number;
    }
    case 'enum':
      return choiceSource(shape.values);
    case 'array':
      return `z.array(${zodSource(shape.items)})${bounds(shape)}`;
    case 'record':
      return `z.record(z.string(), ${zodSource(shape.values)})`;
    case 'union':
      return `z.union([${choicesOf(shape.options).map(zodSource).join(', ')}])`;
    case 'object': {
      const members = [...shape.properties].map(
        ([name, { shape: inner, required }]) =>
          `${keyOf(name)}: ${required ? zodSource(inner) : inner.nullable ? memberSource(inner, '.nullish()') : `${zodSource(inner)}.optional()`},`,
      );
      const make = shape.open ? 'z.looseObject' : 'z.strictObject';
      return members.length === 0 ? `${make}({})` : `${make}({\n${members.join('\n')}\n})`;
    }
  }
}

/** Hosts refuse a list of values of several types: each type has a list of its own. */
function choiceSource(values: readonly (string | number | boolean)[]): string {
  const lists = byType(values).map(
    (list) =>
      `z.literal([${list.map((value) => (typeof value === 'string' ? quoted(value) : String(value))).join(', ')}])`,
  );
  return lists.length > 1 ? `z.union([${lists.join(', ')}])` : (lists[0] ?? 'z.never()');
}

function bounds({ min, max }: { min?: number; max?: number }): string {
  return `${min === undefined ? '' : `.min(${min})`}${max === undefined ? '' : `.max(${max})`}`;
}
