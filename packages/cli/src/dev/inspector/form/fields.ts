import { isObject } from '@rolekit/sdk/internal';
import { argumentFacts, type ToolArgument, toolArguments } from '@rolekit/sdk/internal/plugin';
import { referred } from '../../../call/example-line.ts';

type Schema = Record<string, unknown>;

/** One argument of a tool in its form. */
export interface Field {
  /** As the tool calls it. */
  name: string;
  /** `string (date)`, `integer[]` */
  type: string;
  required: boolean;
  description: string;
  /** What else holds, in words: `1 to 2000`. */
  facts: string[];
  control: Control;
}

/** How a value is entered. */
export type Control =
  | { kind: 'text'; isLong: boolean; format?: string }
  | { kind: 'number' }
  | { kind: 'boolean' }
  | { kind: 'choice'; values: readonly unknown[] }
  | { kind: 'list'; item: Control }
  | { kind: 'object'; fields: readonly Field[] }
  | { kind: 'union'; variants: readonly { label: string; control: Control }[] }
  | { kind: 'json' };

const MAX_DEPTH = 4;
const MAX_CHOICES = 200;
/** A longer text is written in several lines. */
const LINE_LENGTH = 100;

/** The form of a tool's input schema. What it cannot show as fields is entered as JSON. */
export function fieldsOf(inputSchema: Schema): Field[] {
  return propertyFields(inputSchema, toolArguments(inputSchema), inputSchema, 1);
}

function propertyFields(
  { properties, required }: Schema,
  described: readonly ToolArgument[],
  root: Schema,
  depth: number,
): Field[] {
  if (!isObject(properties)) return [];
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(properties).map(([name, schema]) => {
    const argument = described.find((argument) => argument.name === name);
    const control = controlOf(schema, argument?.properties ?? [], root, depth);
    const hasValues = control.kind === 'choice' || (control.kind === 'list' && control.item.kind === 'choice');
    const facts = argument ? argumentFacts(hasValues ? { ...argument, values: [] } : argument) : [];
    return {
      name,
      type: argument?.type ?? 'any',
      required: needed.includes(name),
      description: argument?.description ?? '',
      facts,
      control,
    };
  });
}

function controlOf(given: unknown, described: readonly ToolArgument[], root: Schema, depth: number): Control {
  const schema = flat(given, root);
  if (depth > MAX_DEPTH) return { kind: 'json' };
  const choices = choicesOf(schema, root);
  if (choices && choices.length <= MAX_CHOICES) return { kind: 'choice', values: choices };
  const variants = variantsOf(schema, root);
  if (variants.length > 1) {
    const controls = variants.map((variant) => ({
      label: labelOf(variant),
      control: controlOf(variant, described, root, depth + 1),
    }));
    return { kind: 'union', variants: controls };
  }
  const [only = schema] = variants;
  return plainControl(only, described, root, depth);
}

function plainControl(schema: Schema, described: readonly ToolArgument[], root: Schema, depth: number): Control {
  switch (schema.type) {
    case 'string': {
      const { format, maxLength, pattern } = schema;
      if (typeof format === 'string') return { kind: 'text', isLong: false, format };
      const isLine = pattern !== undefined || (typeof maxLength === 'number' && maxLength <= LINE_LENGTH);
      return { kind: 'text', isLong: !isLine };
    }
    case 'integer':
    case 'number':
      return { kind: 'number' };
    case 'boolean':
      return { kind: 'boolean' };
    case 'array': {
      if (!isObject(schema.items)) return { kind: 'json' };
      const item = controlOf(schema.items, described, root, depth + 1);
      return item.kind === 'json' ? item : { kind: 'list', item };
    }
    case 'object':
    case undefined: {
      const fields = propertyFields(schema, described, root, depth + 1);
      // a map has keys of its own
      return fields.length === 0 ? { kind: 'json' } : { kind: 'object', fields };
    }
    default:
      return { kind: 'json' };
  }
}

/** Without a reference, and with a list of types as alternatives. */
function flat(given: unknown, root: Schema): Schema {
  const schema = referred(given, root);
  if (!Array.isArray(schema.type)) return schema;
  const { type, ...rest } = schema;
  return { anyOf: type.map((name: unknown) => ({ ...rest, type: name })) };
}

function variantsOf(schema: Schema, root: Schema): Schema[] {
  const alternatives = [schema.anyOf, schema.oneOf].find(Array.isArray);
  if (alternatives === undefined) return [schema];
  // no value at all stands for null
  return alternatives.map((variant) => flat(variant, root)).filter(({ type }) => type !== 'null');
}

/** The values of a closed set; undefined for what takes others too. */
function choicesOf(schema: Schema, root: Schema): unknown[] | undefined {
  const sets = variantsOf(schema, root).map(({ enum: values, const: only }) =>
    Array.isArray(values) ? values : only === undefined ? undefined : [only],
  );
  if (sets.length === 0 || sets.includes(undefined)) return undefined;
  return [...new Set(sets.flat())].filter((value) => value !== null);
}

function labelOf({ title, description, type, properties, format, const: only }: Schema): string {
  if (typeof title === 'string') return title;
  if (only !== undefined) return JSON.stringify(only);
  if (isObject(properties)) {
    const names = Object.entries(properties).map(([name, schema]) => {
      const value = isObject(schema) && typeof schema.const === 'string' ? `: ${schema.const}` : '';
      return `${name}${value}`;
    });
    return names.slice(0, 4).join(', ') || 'object';
  }
  if (typeof type === 'string') return typeof format === 'string' ? `${type} (${format})` : type;
  return typeof description === 'string' ? description.slice(0, 60) : 'JSON';
}
