import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { parseNumber } from '@rolekit/sdk';
import { parseExact } from '@rolekit/sdk/http';
import { isObject } from '@rolekit/sdk/internal';
import { nearest } from '@rolekit/sdk/internal/texts';
import type { ToolEntry } from '@rolekit/sdk/plugin';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import type { CallLine } from './command-line.ts';

interface Schema {
  type?: unknown;
  anyOf?: unknown;
  enum?: unknown;
  properties?: Record<string, Schema>;
}

/**
 * Reads a tool's arguments from `--args` or from its own flags.
 *
 * @throws RK_USAGE
 */
export async function argumentsOf(
  { tool, own, flags }: CallLine,
  entry: ToolEntry,
  context: CommandContext,
): Promise<Record<string, unknown>> {
  if (own.args === undefined) return flagsToArguments(tool, flags, entry.definition.inputSchema);
  if (flags.length > 0) throw usageError('Arguments given both as JSON and as options.', 'Use one of the two.');
  const given = parseJson('args', await jsonText(own.args, context));
  if (isObject(given)) return given;
  throw usageError('`--args` is not a JSON object.', 'Write --args \'{"name": "value"}\'.');
}

async function jsonText(text: string, { stdin, cwd }: CommandContext): Promise<string> {
  if (text === '-') return readAll(stdin);
  if (!text.startsWith('@')) return text;
  const path = resolve(cwd, text.slice(1));
  return readFile(path, 'utf8').catch(() => {
    throw usageError(`${path} cannot be read.`, 'Use a file with one JSON object: --args @file.json.');
  });
}

/**
 * Reads a tool's arguments from `--name value` flags, each typed by the tool's JSON schema; a list's flag may be repeated.
 *
 * @throws RK_USAGE for an unknown flag, with the nearest one, and for a value of another type
 */
export function flagsToArguments(
  tool: string,
  flags: readonly (readonly [string, string | undefined])[],
  schema: Schema,
): Record<string, unknown> {
  const properties = schema.properties ?? {};
  const args: Record<string, unknown> = {};
  for (const [flag, value] of flags) {
    const name = nameOf(flag, Object.keys(properties));
    if (name === undefined) throw unknownFlag(tool, flag, Object.keys(properties));
    const property = properties[name] ?? {};
    const parsed = parseValue(flag, value, property);
    const before = args[name];
    args[name] = Array.isArray(before) && Array.isArray(parsed) ? [...before, ...parsed] : parsed;
  }
  return args;
}

/** `account-id` means `accountId` or `account_id` too. */
function nameOf(flag: string, names: readonly string[]): string | undefined {
  const normalized = (text: string) => text.replace(/[-_]/g, '').toLowerCase();
  return names.find((name) => name === flag) ?? names.find((name) => normalized(name) === normalized(flag));
}

function unknownFlag(tool: string, flag: string, names: readonly string[]): Error {
  const near = nearest(flag, names);
  const known = names.length > 0 ? `It takes ${names.map((name) => `--${name}`).join(', ')}.` : 'It takes none.';
  return usageError(`${tool} has no argument \`${flag}\`.`, near ? `Did you mean \`--${near}\`?` : known);
}

function parseValue(flag: string, value: string | undefined, schema: Schema): unknown {
  const types = typesOf(schema);
  if (value === undefined) {
    if (types.includes('boolean')) return true;
    throw usageError(`\`--${flag}\` needs a value.`, `Write --${flag} <${types.join('|') || 'value'}>.`);
  }
  if (types.includes('boolean') && (value === 'true' || value === 'false')) return value === 'true';
  if (types.includes('integer') || types.includes('number')) {
    const number = parseNumber(value);
    if (number !== undefined) return number;
  }
  if (types.includes('array')) return value.startsWith('[') ? parseJson(flag, value) : [value];
  if (types.includes('object')) return parseJson(flag, value);
  if (types.length === 0 || types.includes('string')) return value;
  throw usageError(
    `\`--${flag}\` is ${types.join(' or ')}, not \`${value}\`.`,
    `Write --${flag} <${types.join('|')}>.`,
  );
}

function typesOf(schema: Schema): string[] {
  if (typeof schema.type === 'string') return [schema.type];
  if (Array.isArray(schema.type)) return schema.type.map(String);
  if (Array.isArray(schema.anyOf)) return schema.anyOf.flatMap((schema: Schema) => typesOf(schema));
  return Array.isArray(schema.enum) ? [...new Set(schema.enum.map((value) => typeof value))] : [];
}

function parseJson(flag: string, text: string): unknown {
  try {
    return parseExact(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw usageError(`\`--${flag}\` is not valid JSON: ${reason}`, `Put it in quotes: --${flag} '{"key": "value"}'.`);
  }
}
