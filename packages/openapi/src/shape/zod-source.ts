import { keyOf, quoted } from './literals.ts';
import { byType, choicesOf, DIGITS, describedAs, type Property, type Shape } from './shape.ts';

/** Characters of an object in one line. */
const MAX_INLINE = 90;

/** The shape as source text of a zod schema. Everything from the description is quoted. */
export function zodSource(shape: Shape): string {
  return memberSource(shape, shape.nullable ? '.nullable()' : '');
}

/** A member of an object, which may be left out. */
export function propertySource({ shape, required }: Property): string {
  if (required) return zodSource(shape);
  return memberSource(shape, shape.nullable ? '.nullish()' : '.optional()');
}

function memberSource(shape: Shape, optional: string): string {
  const described = describedAs(shape);
  const text = described === '' ? '' : `.describe(${quoted(described)})`;
  return `${bareSource(shape)}${optional}${text}`;
}

function bareSource(shape: Shape): string {
  // all files are given in one way
  if (shape.file) return 'GIVEN_FILE';
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
      return unionSource(choicesOf(shape.options).map(zodSource));
    case 'object': {
      const members = [...shape.properties].map(([name, property]) => `${keyOf(name)}: ${propertySource(property)}`);
      const make = shape.open ? 'z.looseObject' : 'z.strictObject';
      const inline = members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
      const isShort = inline.length < MAX_INLINE && !inline.includes('\n');
      return `${make}(${isShort ? inline : `{\n${members.map((member) => `${member},`).join('\n')}\n}`})`;
    }
  }
}

function unionSource(options: readonly string[]): string {
  const inline = options.join(', ');
  if (inline.length < MAX_INLINE && !inline.includes('\n')) return `z.union([${inline}])`;
  return `z.union([\n${options.map((option) => `${option},`).join('\n')}\n])`;
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
