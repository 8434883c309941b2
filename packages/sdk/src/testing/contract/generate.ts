import type { Arbitrary } from 'fast-check';
import { inputSchemaOf, jsonSchemaOf } from '../../connector/tool-schemas.ts';
import type { Subject } from './test-bench.ts';

type Fc = typeof import('fast-check');
type Schema = Record<string, unknown>;
type Args = Record<string, unknown>;

const TRIES = 4;
const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFG0123456789 '];

/** Inputs that a tool's schema takes: from the schema, and its examples with parts changed. */
export async function validInputs(tool: Subject, seed: number, count: number): Promise<Args[]> {
  const fc = await import('fast-check');
  // what hosts are told leaves bounds and patterns out
  const whole = arbitraryOf(fc, jsonSchemaOf(inputSchemaOf(tool.tool), 'input')) as Arbitrary<Args>;
  const near = tool.examples.map((example) => whole.map((made) => ({ ...example, ...partOf(made) })));
  const made = fc.sample(fc.oneof(whole, ...near), { seed, numRuns: count * TRIES });
  // a made-up cursor is hostile input
  return made
    .map(({ cursor: _, ...args }) => args)
    .filter(tool.takes)
    .slice(0, count);
}

/** Inputs that nobody means well with, most of which the schema refuses. */
export async function hostileInputs(tool: Subject, seed: number, count: number): Promise<Args[]> {
  const fc = await import('fast-check');
  const base = tool.examples[0] ?? {};
  const names = Object.keys((tool.entry.definition.inputSchema.properties ?? {}) as Schema);
  const perField = names.flatMap((name) => HOSTILE.map((value): Args => ({ ...base, [name]: value })));
  const any = fc.sample(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })) as Arbitrary<Args>, {
    seed,
    numRuns: count,
  });
  const sampled = fc.sample(fc.shuffledSubarray(perField, { minLength: Math.min(perField.length, count * 2) }), {
    seed,
    numRuns: 1,
  })[0];
  const polluting = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as Args;
  return [...(sampled ?? []).slice(0, count * 2), { ...base, ...polluting }, polluting, ...any];
}

const HOSTILE: readonly unknown[] = [
  null,
  '',
  ' ',
  -1,
  0,
  1e308,
  0.1,
  true,
  [],
  {},
  [[[[[[]]]]]],
  'x'.repeat(20_000),
  "' OR 1=1 --",
  '"; DROP TABLE accounts; --',
  "\\'",
  '../../../../etc/passwd',
  '%2e%2e%2f',
  '?a=b&c=d#e',
  '\u0000',
  '\u202Eabc\u200B',
  '\uD800',
  '${process.env.HOME}',
  '{{7*7}}',
  'http://169.254.169.254/latest/meta-data/',
  '\r\nX-Injected: yes',
  '💣'.repeat(300),
  { toString: 'x', length: -1 },
  '__proto__',
  'constructor',
];

/** Everything that a tool's arguments offer to choose from. */
export function choicesOf({ entry }: Pick<Subject, 'entry'>): { name: string; value: unknown }[] {
  const properties = (entry.definition.inputSchema.properties ?? {}) as Record<string, Schema>;
  return Object.entries(properties).flatMap(([name, schema]) =>
    valuesOf(schema).map((value) => ({ name, value: schema.type === 'array' ? [value] : value })),
  );
}

function valuesOf(schema: Schema): unknown[] {
  if (Array.isArray(schema.enum)) return schema.enum;
  if ('const' in schema) return [schema.const];
  if (schema.type === 'boolean') return [true, false];
  if (schema.type === 'array') return isSchema(schema.items) ? valuesOf(schema.items) : [];
  const parts = [schema.anyOf, schema.oneOf].find(Array.isArray) ?? [];
  return parts.filter(isSchema).flatMap(valuesOf);
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

/** About half of the fields, the same for the same input. */
function partOf(made: Args): Args {
  const entries = Object.entries(made);
  return Object.fromEntries(entries.filter((_, index) => (JSON.stringify(made).length + index) % 2 === 0));
}

/** Values of a JSON Schema, as far as tools use it; what a keyword here is not known to the caller sorts out. */
export function arbitraryOf(fc: Fc, schema: Schema, root: Schema = schema, depth = 0): Arbitrary<unknown> {
  if (depth > 6) return fc.constant(null);
  const of = (item: unknown) => arbitraryOf(fc, item as Schema, root, depth + 1);
  if (typeof schema.$ref === 'string') return of(resolve(root, schema.$ref));
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  for (const choice of [schema.anyOf, schema.oneOf]) if (Array.isArray(choice)) return fc.oneof(...choice.map(of));
  if (Array.isArray(schema.allOf)) return of(Object.assign({}, ...schema.allOf, { ...schema, allOf: undefined }));
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => of({ ...schema, type })));
  switch (schema.type) {
    case 'string':
      return textOf(fc, schema);
    case 'integer':
      return fc.integer(bounds(schema, -1000, 1000));
    case 'number': {
      const { min, max } = bounds(schema, -1e6, 1e6);
      return fc.double({ min, max, noNaN: true, noDefaultInfinity: true });
    }
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(of(schema.items ?? {}), {
        minLength: Number(schema.minItems ?? 0),
        maxLength: Math.min(Number(schema.maxItems ?? 5), Number(schema.minItems ?? 0) + 5),
      });
    case 'object': {
      const { additionalProperties: more } = schema;
      const required = (schema.required ?? []) as string[];
      const declared = (schema.properties ?? {}) as Record<string, Schema>;
      // a record of known names declares them by requiring them
      const names = [...new Set([...Object.keys(declared), ...required])];
      const properties = names.map((name) => [name, declared[name] ?? more ?? {}] as const);
      const model = Object.fromEntries(properties.map(([name, member]) => [name, of(member)]));
      const known = fc.record(model, { requiredKeys: required });
      if (typeof more !== 'object' || more === null || properties.length > 0) return known;
      return fc.dictionary(fc.stringMatching(/^[A-Za-z]\w{0,12}$/), of(more), { maxKeys: 5 });
    }
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function textOf(fc: Fc, schema: Schema): Arbitrary<string> {
  if (typeof schema.pattern === 'string') return matching(fc, schema.pattern);
  const day = fc.integer({ min: 0, max: 20_000 }).map((days) => new Date(days * 86_400_000).toISOString());
  switch (schema.format) {
    case 'date':
      return day.map((iso) => iso.slice(0, 10));
    case 'date-time':
      return day;
    case 'uri':
      return fc.webUrl();
    case 'email':
      return fc.emailAddress();
    case 'uuid':
      return fc.uuid();
    default: {
      const minLength = Number(schema.minLength ?? 0);
      const maxLength = Math.min(Number(schema.maxLength ?? 40), minLength + 40);
      return fc.oneof(
        fc.string({ minLength, maxLength }),
        fc.string({ minLength, maxLength, unit: 'binary' }),
        fc.array(fc.constantFrom(...LETTERS), { minLength, maxLength }).map((letters) => letters.join('')),
      );
    }
  }
}

/** What fast-check cannot make of a pattern, such as one that looks ahead, comes from the examples. */
function matching(fc: Fc, pattern: string): Arbitrary<string> {
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    return fc.string();
  }
}

function bounds(schema: Schema, low: number, high: number): { min: number; max: number } {
  const most = Number(schema.maximum ?? schema.exclusiveMaximum ?? high);
  const min = Math.max(Number(schema.minimum ?? schema.exclusiveMinimum ?? Math.min(low, most)), -1e9);
  return { min, max: Math.max(Math.min(most, 1e9), min) };
}

function resolve(root: Schema, ref: string): unknown {
  const path = ref.replace(/^#\/?/, '').split('/').filter(Boolean);
  return path.reduce<unknown>((at, key) => (at as Schema | undefined)?.[key], root) ?? {};
}
