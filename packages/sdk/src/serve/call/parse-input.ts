import type { z } from 'zod';
import { jsonSchemaOf } from '../../connector/tool-schemas.ts';
import { RolekitError } from '../../errors.ts';
import { valueAt } from '../../json-value.ts';
import type { JsonSchema } from './json-types.ts';
import { type ReadArguments, readTextArguments } from './text-arguments.ts';
import { unknownArguments, unknownName } from './unknown-arguments.ts';

/** Arguments of a call, as they are shown, approved and logged. */
export interface ParsedInput {
  /** As they were sent, with values for texts where the schema takes none. */
  args: Record<string, unknown>;
  /** What the tool's functions get: with defaults. */
  input: Record<string, unknown>;
}

/** Parses the arguments of a call. @throws RK_INVALID_REQUEST that names each wrong field and what is allowed */
export function parseInput(schema: z.ZodObject, args: unknown): ParsedInput {
  const sent = args ?? {};
  refuseBroken(sent);
  const asSent = schema.safeParse(sent);
  const { args: read, refused } = asSent.success ? { args: sent, refused: NONE } : textsRead(schema, sent);
  const result = asSent.success ? asSent : schema.safeParse(read);
  const unknown = unknownArguments(schema, read);
  if (result.success && unknown.length === 0) return { args: read as Record<string, unknown>, input: result.data };
  const fields = Object.keys(schema.shape);
  const issues = result.error?.issues ?? [];
  const problems = issues.map((issue) => describeText(issue, refused) ?? describeIssue(issue, read, fields));
  throw unfit([...problems, ...unknown], fields);
}

const NONE: ReadArguments['refused'] = new Map();

/** Hosts that send one argument as text do so in every call: their schema is written once. */
const jsonSchemas = new WeakMap<z.ZodObject, JsonSchema>();

function textsRead(schema: z.ZodObject, sent: unknown): ReadArguments {
  const json = jsonSchemas.get(schema) ?? jsonSchemaOf(schema, 'input');
  jsonSchemas.set(schema, json);
  const read = readTextArguments(json, sent);
  refuseBroken(read.args);
  return read;
}

function unfit(problems: readonly string[], fields: readonly string[]): RolekitError {
  return new RolekitError('RK_INVALID_REQUEST', {
    reason: `The arguments do not fit: ${problems.join('; ')}.`.replaceAll('?.', '?'),
    hint: `Allowed: ${fields.join(', ')}.`,
  });
}

/** Texts at the place of an issue, or in it, that stand for nothing that is taken there. */
function describeText({ path }: z.core.$ZodIssue, refused: ReadArguments['refused']): string | undefined {
  const place = path.map(String).join('.');
  const texts = [...refused].filter(([at]) => place === '' || at === place || at.startsWith(`${place}.`));
  return texts.length === 0
    ? undefined
    : texts.map(([at, reason]) => `${at === '' ? 'the arguments' : `\`${at}\``} ${reason}`).join('; ');
}

/** Half a surrogate pair cannot be encoded: not in a URL, not in UTF-8, not in a digest. */
function refuseBroken(args: unknown): void {
  if (isBroken(args))
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: 'The arguments hold text that is not well-formed Unicode.',
      hint: 'Send whole characters.',
    });
}

function isBroken(value: unknown): boolean {
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(isBroken);
  for (const key of Object.keys(value))
    if (isBroken(key) || isBroken((value as Record<string, unknown>)[key])) return true;
  return false;
}

function describeIssue(issue: z.core.$ZodIssue, args: unknown, fields: string[]): string {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownName(key, path, path ? [] : fields)).join('; ');
  }
  const name = path ? `\`${path}\`` : 'the arguments';
  if (issue.code === 'invalid_value')
    return `${name} must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (issue.code === 'invalid_type' && valueAt(args, issue.path) === undefined)
    return `${name} is required (${issue.expected})`;
  return `${name}: ${lowerFirst(issue.message)}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
