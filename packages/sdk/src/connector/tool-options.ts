import { z } from 'zod';
import { capitalized } from '../tree/hidden-characters.ts';
import { checkZod } from '../tree/zod-internals.ts';
import type { ToolWords } from '../words/tool-words.ts';
import type { ToolCall } from './tool-call.ts';

/** The arguments of a tool: schemas by name, or a whole `z.object`. */
export type Arguments = z.ZodRawShape | z.ZodObject;

/** The schema that arguments make. */
export type SchemaOf<I extends Arguments> = I extends z.ZodObject
  ? I
  : I extends z.ZodRawShape
    ? z.ZodObject<I>
    : never;

/** What the code of a tool gets beside its arguments and the connection. */
export type CallContext = Omit<ToolCall<unknown, unknown>, 'input' | 'connection'>;

/** What every tool says. */
export interface ToolOptions<N extends string, I extends Arguments> {
  /** `<connector>_<verb>_<object>`, at most 64 characters. */
  name: N;
  /** @default made of the name: `shop_list_orders` is "List orders" */
  title?: string;
  /** What it does, when to use it, and what it does not do; read by the model. */
  description: string;
  /** @default it takes no arguments */
  input?: I;
  /** Words of the plugin that it computes with, and what it takes where a plugin has none. They change no definition. @default none */
  words?: ToolWords;
  /** Switched on by default; at most 12 of a connector are. @default true */
  enabled?: boolean;
  /** Arguments that work on the demo data. @default made of those of the schemas: `.meta({ examples: ['st-01'] })` */
  examples?: { title: string; input: z.input<SchemaOf<I>> & { limit?: number } }[];
}

/** The options with their defaults, as the long form has them. */
export function withDefaults<W extends Omit<ToolOptions<string, Arguments>, 'examples'> & { examples?: unknown[] }>(
  options: W,
) {
  const { input: given = {} } = options;
  if (!('_zod' in given)) checkZod(`tool ${options.name}`, given);
  const input = '_zod' in given ? (given as z.ZodObject) : z.object(given as z.ZodRawShape);
  const title = options.title ?? titleOf(options.name);
  const example = options.examples ? undefined : exampleOf(input);
  return { ...options, input, title, examples: options.examples ?? (example ? [{ title, input: example }] : []) };
}

/** `shop_list_orders` is "List orders". */
function titleOf(name: string): string {
  const [, verb = '', ...rest] = name.split('_');
  return capitalized([verb, ...rest].join(' '));
}

/** Arguments of which each that is needed has an example; undefined where one has none. */
function exampleOf({ shape }: z.ZodObject): Record<string, unknown> | undefined {
  const example: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(shape)) {
    if (z.safeParse(schema, undefined).success) continue;
    const [first] = (z.globalRegistry.get(schema)?.examples ?? []) as unknown[];
    if (first === undefined) return undefined;
    example[name] = first;
  }
  return example;
}
