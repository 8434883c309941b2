import { canonicalJson } from '../digest/canonical.ts';

type Schema = Record<string, unknown>;

/** What became of the set of values that a schema takes. */
export interface SchemaDiff {
  /** Values that were taken and are refused now. */
  narrowed: string[];
  /** Values that were refused and are taken now, or new optional properties. */
  widened: string[];
}

/** Keywords that describe and do not decide. */
const WORDS = new Set([
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  '$comment',
  '$schema',
  '$id',
  'readOnly',
  'writeOnly',
]);
const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const COMPARED = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'const',
  'anyOf',
  'oneOf',
  'pattern',
  'format',
  ...LOWER,
  ...UPPER,
]);

/** Compares two JSON schemas; what cannot be compared and differs counts as narrowed and widened. */
export function diffSchemas(before: unknown, after: unknown): SchemaDiff {
  const diff: SchemaDiff = { narrowed: [], widened: [] };
  compare(asSchema(before), asSchema(after), '', diff);
  return diff;
}

/** `true` and absent take everything; `false` takes nothing. */
function asSchema(value: unknown): Schema {
  if (value === false) return { not: {} };
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}

function compare(before: Schema, after: Schema, at: string, diff: SchemaDiff): void {
  const place = at === '' ? 'the value' : `\`${at}\``;
  compareTypes(before, after, place, diff);
  compareValues(before, after, place, diff);
  compareBounds(before, after, place, diff);
  compareProperties(before, after, at, diff);
  if (before.items !== undefined || after.items !== undefined)
    compare(asSchema(before.items), asSchema(after.items), `${at}[]`, diff);
  compareBranches(before, after, at, place, diff);
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (WORDS.has(key) || COMPARED.has(key) || key.startsWith('x-') || same(before[key], after[key])) continue;
    diff.narrowed.push(`${place} has another \`${key}\``);
    diff.widened.push(`${place} has another \`${key}\``);
  }
}

function compareTypes(before: Schema, after: Schema, place: string, diff: SchemaDiff): void {
  const had = typesOf(before);
  const has = typesOf(after);
  const takes = (types: string[] | undefined, type: string) =>
    types === undefined || types.includes(type) || (type === 'integer' && types.includes('number'));
  const lost = had === undefined ? has : had.filter((type) => !takes(has, type));
  const won = has === undefined ? had : has.filter((type) => !takes(had, type));
  if (has !== undefined && lost !== undefined && lost.length > 0)
    diff.narrowed.push(`${place} takes ${has.join(' or ')}, no longer ${had?.join(' or ') ?? 'anything'}`);
  if (had !== undefined && won !== undefined && won.length > 0)
    diff.widened.push(`${place} may be ${has?.join(' or ') ?? 'anything'}, no longer only ${had.join(' or ')}`);
}

function typesOf(schema: Schema): string[] | undefined {
  if (typeof schema.type === 'string') return [schema.type];
  return Array.isArray(schema.type) ? (schema.type as string[]) : undefined;
}

function compareValues(before: Schema, after: Schema, place: string, diff: SchemaDiff): void {
  const had = valuesOf(before);
  const has = valuesOf(after);
  if (had === undefined && has === undefined) return;
  const missing = (from: unknown[], to: unknown[]) => from.filter((value) => !to.some((other) => same(value, other)));
  const name = (values: unknown[]) => values.map((value) => JSON.stringify(value)).join(', ');
  if (has !== undefined) {
    if (had === undefined) diff.narrowed.push(`${place} takes only ${name(has)}`);
    else if (missing(had, has).length > 0) diff.narrowed.push(`${place} no longer takes ${name(missing(had, has))}`);
  }
  if (had !== undefined) {
    if (has === undefined) diff.widened.push(`${place} is no longer only one of ${name(had)}`);
    else if (missing(has, had).length > 0) diff.widened.push(`${place} may be ${name(missing(has, had))}`);
  }
}

function valuesOf(schema: Schema): unknown[] | undefined {
  if (Array.isArray(schema.enum)) return schema.enum;
  return 'const' in schema ? [schema.const] : undefined;
}

function compareBounds(before: Schema, after: Schema, place: string, diff: SchemaDiff): void {
  for (const [keys, sign] of [
    [LOWER, 1],
    [UPPER, -1],
  ] as const) {
    for (const key of keys) {
      const was = typeof before[key] === 'number' ? before[key] * sign : Number.NEGATIVE_INFINITY;
      const is = typeof after[key] === 'number' ? after[key] * sign : Number.NEGATIVE_INFINITY;
      if (is > was)
        diff.narrowed.push(
          `${place} has \`${key}\` ${String(after[key])}${key in before ? `, was ${String(before[key])}` : ''}`,
        );
      if (is < was)
        diff.widened.push(
          `${place} has \`${key}\` ${key in after ? String(after[key]) : 'no more'}, was ${String(before[key])}`,
        );
    }
  }
  for (const key of ['pattern', 'format']) {
    if (same(before[key], after[key])) continue;
    if (after[key] !== undefined) diff.narrowed.push(`${place} must match the ${key} \`${String(after[key])}\``);
    if (before[key] !== undefined)
      diff.widened.push(`${place} no longer matches the ${key} \`${String(before[key])}\``);
  }
}

function compareProperties(before: Schema, after: Schema, at: string, diff: SchemaDiff): void {
  const had = asSchema(before.properties);
  const has = asSchema(after.properties);
  const path = (name: string) => (at === '' ? name : `${at}.${name}`);
  for (const name of Object.keys(had)) {
    if (name in has) compare(asSchema(had[name]), asSchema(has[name]), path(name), diff);
    else diff.narrowed.push(`\`${path(name)}\` was removed`);
  }
  for (const name of Object.keys(has)) if (!(name in had)) diff.widened.push(`\`${path(name)}\` is new`);
  const needed = new Set(strings(before.required));
  const needs = new Set(strings(after.required));
  for (const name of needs) if (!needed.has(name)) diff.narrowed.push(`\`${path(name)}\` is required now`);
  for (const name of needed)
    if (!needs.has(name) && name in has) diff.widened.push(`\`${path(name)}\` is no longer required`);
  const open = (schema: Schema) => schema.additionalProperties !== false;
  if (open(before) && !open(after))
    diff.narrowed.push(`${at === '' ? 'the value' : `\`${at}\``} no longer takes other properties`);
  if (!open(before) && open(after))
    diff.widened.push(`${at === '' ? 'the value' : `\`${at}\``} now takes other properties`);
  if (open(before) && open(after)) compareExtra(before, after, at, diff);
}

function compareExtra(before: Schema, after: Schema, at: string, diff: SchemaDiff): void {
  if (before.additionalProperties === undefined && after.additionalProperties === undefined) return;
  compare(asSchema(before.additionalProperties), asSchema(after.additionalProperties), `${at}.*`, diff);
}

/** Each branch that was there must still be taken by one of the new ones, and the other way round. */
function compareBranches(before: Schema, after: Schema, at: string, place: string, diff: SchemaDiff): void {
  const had = branchesOf(before);
  const has = branchesOf(after);
  if (had === undefined && has === undefined) return;
  const from = had ?? [withoutBranches(before)];
  const to = has ?? [withoutBranches(after)];
  const covered = (branch: Schema, others: Schema[], side: 'narrowed' | 'widened') =>
    others.some((other) => {
      const inner: SchemaDiff = { narrowed: [], widened: [] };
      if (side === 'narrowed') compare(branch, other, at, inner);
      else compare(other, branch, at, inner);
      return inner[side].length === 0;
    });
  if (!from.every((branch) => covered(branch, to, 'narrowed'))) diff.narrowed.push(`${place} takes fewer alternatives`);
  if (!to.every((branch) => covered(branch, from, 'widened'))) diff.widened.push(`${place} takes more alternatives`);
}

function branchesOf(schema: Schema): Schema[] | undefined {
  const branches = schema.anyOf ?? schema.oneOf;
  return Array.isArray(branches) ? branches.map(asSchema) : undefined;
}

function withoutBranches({ anyOf: _any, oneOf: _one, ...rest }: Schema): Schema {
  return rest;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function same(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a) === canonicalJson(b);
}
