import type { AnyItemTool, AnyListTool, AnyTool } from '../../connector/tool.ts';
import { jsonSchemaOf } from '../../connector/tool-schemas.ts';
import { RolekitError } from '../../errors.ts';
import { isObject } from '../../json-value.ts';
import { didYouMean } from '../../suggest.ts';

const MAX_SHOWN = 30;
const MAX_DEPTH = 5;

/**
 * Rows with the wanted fields only. A name is a field as it is written, else a path of fields joined by dots, which goes
 * into each element of an array.
 *
 * @param isRest true for a page after the first: a field that no row of it has was there before
 * @param needed fields that are there anyway
 * @throws RK_INVALID_REQUEST for a field that neither the tool's schema nor any row has
 */
export function project(
  tool: Pick<AnyTool, 'output'>,
  rows: readonly unknown[],
  fields: readonly string[],
  isRest = false,
  needed: readonly string[] = [],
): unknown[] {
  if (!isRest) refuseUnknown(tool, rows, fields);
  const names = [...new Set([...needed, ...fields])];
  return rows.map((row) => pickAll(row, names));
}

/** What a caller asked of a list or an item: the input that its author declared, and what the SDK added to that. */
interface Asked {
  input: Record<string, unknown>;
  fields: string[] | undefined;
  keep: boolean;
}

export function askedOf(tool: AnyListTool | AnyItemTool, input: Record<string, unknown>): Asked {
  const handles = tool.kind === 'list' && tool.handles;
  if (!tool.projectable && !handles) return { input, fields: undefined, keep: false };
  const own = { ...input };
  if (handles) delete own.keep;
  if (tool.projectable) delete own.fields;
  return {
    input: own,
    fields: tool.projectable ? fieldsGiven(input.fields) : undefined,
    keep: handles && input.keep === true,
  };
}

/** None named is none left out. */
function fieldsGiven(fields: unknown): string[] | undefined {
  return Array.isArray(fields) && fields.length > 0 ? fields : undefined;
}

/** The value of a field; undefined where there is none. */
export function cellAt(row: unknown, field: string): unknown {
  if (!isObject(row)) return field === 'value' ? row : undefined;
  if (Object.hasOwn(row, field)) return row[field];
  const dot = field.indexOf('.');
  return dot < 0 || !Object.hasOwn(row, field.slice(0, dot))
    ? undefined
    : cellAt(row[field.slice(0, dot)], field.slice(dot + 1));
}

/** Names of all fields of a row, nested ones with dots. */
export function fieldsOf(value: unknown, into: Set<string> = new Set(), prefix = '', depth = 0): Set<string> {
  if (Array.isArray(value)) for (const item of value) fieldsOf(item, into, prefix, depth);
  else if (isObject(value) && depth < MAX_DEPTH)
    for (const name of Object.keys(value)) {
      into.add(prefix + name);
      fieldsOf(value[name], into, `${prefix}${name}.`, depth + 1);
    }
  return into;
}

/** @throws RK_INVALID_REQUEST that names each unknown field, what was likely meant, and what there is */
export function refuseFields(unknown: readonly string[], known: ReadonlySet<string>): void {
  if (unknown.length === 0) return;
  const names = [...known];
  const found = unknown.map((name) => ({ name, parent: parentOf(name, known) }));
  const reasons = found.map(({ name, parent }) => unknownField(name, parent, names));
  const parents = new Set(found.map(({ parent }) => parent));
  // below the fields that are meant, unless all are named anyway
  const named = parents.has(undefined) && names.length <= MAX_SHOWN ? [undefined] : [...parents];
  const hints = named.map((parent) => {
    const below = parent === undefined ? names : namesBelow(parent, names);
    const more = below.length > MAX_SHOWN ? ` and ${below.length - MAX_SHOWN} more` : '';
    const shown = `${below.slice(0, MAX_SHOWN).join(', ')}${more}`;
    if (parent === undefined) return `There are: ${shown}.`;
    return below.length === 0 ? `Ask for ${parent} itself.` : `In ${parent} there are: ${shown}.`;
  });
  throw new RolekitError('RK_INVALID_REQUEST', {
    reason: `${reasons.join('; ')}.`.replaceAll('?.', '?'),
    hint: hints.join(' '),
  });
}

/** What was likely meant, first of all below the part of a path that there is. */
function unknownField(name: string, parent: string | undefined, names: readonly string[]): string {
  const below = parent === undefined ? [] : namesBelow(parent, names);
  if (parent !== undefined && below.length === 0) return `unknown field \`${name}\`; \`${parent}\` has no fields in it`;
  const guess = parent === undefined ? didYouMean(name, names) : guessBelow(name, parent, below);
  return [`unknown field \`${name}\``, guess].filter(Boolean).join('; ');
}

/** By the rest of the path: its beginning is right, and makes everything below it look alike. */
function guessBelow(name: string, parent: string, below: readonly string[]): string {
  const start = parent.length + 1;
  const guess = didYouMean(
    name.slice(start),
    below.map((value) => value.slice(start)),
  );
  return guess.replaceAll(/`([^`]+)`/g, (_, found) => `\`${parent}.${found}\``);
}

const namesBelow = (parent: string, names: readonly string[]) => names.filter((name) => name.startsWith(`${parent}.`));

/** The longest beginning of a path that there is. */
function parentOf(name: string, known: ReadonlySet<string>): string | undefined {
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1))
    if (known.has(name.slice(0, dot))) return name.slice(0, dot);
  return undefined;
}

function refuseUnknown(tool: Pick<AnyTool, 'output'>, rows: readonly unknown[], fields: readonly string[]): void {
  const missing = fields.filter((field) => !rows.some((row) => has(row, field)));
  if (missing.length === 0) return;
  const schema = schemaFields(jsonSchemaOf(tool.output, 'output'));
  // nothing is known of rows of any shape when there are none
  if (schema.size === 0 && rows.length === 0) return;
  const known = new Set(schema);
  for (const row of rows) fieldsOf(row, known);
  refuseFields(
    missing.filter((field) => !known.has(field)),
    known,
  );
}

function schemaFields(schema: unknown, into: Set<string> = new Set(), prefix = '', depth = 0): Set<string> {
  if (!isObject(schema) || depth >= MAX_DEPTH) return into;
  for (const [name, of] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
    into.add(prefix + name);
    schemaFields(of, into, `${prefix}${name}.`, depth + 1);
  }
  if (schema.items) schemaFields(schema.items, into, prefix, depth);
  for (const part of ['anyOf', 'oneOf', 'allOf'])
    if (Array.isArray(schema[part])) for (const item of schema[part]) schemaFields(item, into, prefix, depth);
  return into;
}

function has(row: unknown, field: string): boolean {
  if (Array.isArray(row)) return row.some((item) => has(item, field));
  if (!isObject(row)) return false;
  if (Object.hasOwn(row, field)) return true;
  const dot = field.indexOf('.');
  return dot > 0 && Object.hasOwn(row, field.slice(0, dot)) && has(row[field.slice(0, dot)], field.slice(dot + 1));
}

function pickAll(row: unknown, fields: readonly string[]): unknown {
  if (Array.isArray(row)) return row.map((item) => pickAll(item, fields));
  if (!isObject(row)) return row;
  const picked: Record<string, unknown> = {};
  const below = new Map<string, string[]>();
  for (const field of fields) {
    const dot = field.indexOf('.');
    const first = field.slice(0, dot);
    // `__proto__` would set the prototype instead of a field
    if (Object.hasOwn(row, field)) set(picked, field, row[field]);
    else if (dot > 0 && Object.hasOwn(row, first))
      below.set(first, [...(below.get(first) ?? []), field.slice(dot + 1)]);
  }
  for (const [name, rest] of below) if (!Object.hasOwn(picked, name)) set(picked, name, pickAll(row[name], rest));
  return picked;
}

function set(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}
