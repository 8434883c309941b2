import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { nearest } from '@rolekit/sdk/internal/texts';
import type { ConfigField } from '@rolekit/sdk/plugin';
import type { CommandContext } from '../command.ts';
import { interrupted, usageError } from '../errors.ts';
import { repeatedOption } from '../repeated-option.ts';
import type { FoundConnector } from './find-connector.ts';

/**
 * The values of a connector's settings: from `--set`, then asked on a terminal, or taken from the environment in a script.
 *
 * @param saved those that need not be given again; where there are any, nobody is asked for the others that may be left out
 * @throws RK_USAGE for unknown, missing and wrong settings, all at once, and for a secret on the command line
 */
export async function readAnswers(
  found: FoundConnector,
  saved: Record<string, string>,
  context: CommandContext,
): Promise<Record<string, string>> {
  const values = { ...saved, ...(await readSettings(repeatedOption(context.rest, 'set'), found, context)) };
  const known = Object.keys(saved).length > 0;
  for (const field of found.fields.filter(({ name, required }) => values[name] === undefined && (required || !known))) {
    const value = context.interactive ? await askField(field, found, context) : context.env[field.env];
    if (value) values[field.name] = value;
  }
  const missing = found.fields.filter((field) => field.required && values[field.name] === undefined);
  const wrong = found.fields.filter(
    (field) => values[field.name] !== undefined && problemOf(found, field, values[field.name]),
  );
  if (missing.length + wrong.length === 0) return values;
  const reasons = [
    ...missing.map((field) => `${field.name} is missing (${field.env})`),
    ...wrong.map((field) => `${field.name} is not valid: ${problemOf(found, field, values[field.name])}`),
  ];
  const instead = missing.map((field) => orSignIn(found, field)).find(Boolean) ?? '';
  const hint = `Give ${[...missing, ...wrong].map(exampleOf).join(' ')}, or set the variables named${instead}.`;
  throw usageError(`Cannot connect ${found.name}: ${reasons.join('; ')}.`, hint);
}

async function readSettings(
  settings: readonly string[],
  found: FoundConnector,
  context: CommandContext,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const setting of settings) {
    const at = setting.indexOf('=');
    const name = at === -1 ? setting : setting.slice(0, at);
    const field = found.fields.find((field) => field.name === name);
    if (!field) throw unknownField(found, name);
    if (at === -1) throw usageError(`\`--set ${name}\` has no value.`, `Write ${exampleOf(field)}.`);
    values[name] = await readValue(field, setting.slice(at + 1), context);
  }
  return values;
}

async function readValue(field: ConfigField, written: string, { cwd, stdin }: CommandContext): Promise<string> {
  if (written === '-') return withoutLineEnd(await readAll(stdin));
  if (written.startsWith('@')) {
    const path = resolve(cwd, written.slice(1));
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined)
      throw usageError(`${path} cannot be read.`, `Use a file that contains only the value of ${field.name}.`);
    return withoutLineEnd(text);
  }
  if (!field.secret) return written;
  // other programs see the command line, and shells keep it; so the value is not repeated here either
  throw usageError(
    `${field.name} is a secret: keep it off the command line.`,
    `Use --set ${field.name}=@file, --set ${field.name}=- (stdin), or set ${field.env}.`,
  );
}

async function askField(
  field: ConfigField,
  found: FoundConnector,
  context: CommandContext,
): Promise<string | undefined> {
  const { text, password, isCancel } = await import('@clack/prompts');
  const message = `${field.title}${field.required ? '' : ' (optional)'}: ${field.description}${orSignIn(found, field)}`;
  const validate = (value: string | undefined) => {
    if (!value) return field.required ? 'Required.' : undefined;
    return problemOf(found, field, value);
  };
  const options = { message, validate, signal: context.signal, output: process.stderr };
  const answer = field.secret ? await password(options) : await text(options);
  if (isCancel(answer)) throw interrupted('Nothing was saved.', 'Run it again when you have the settings.');
  return answer;
}

/** What a sign-in brings need not be looked for. */
function orSignIn({ name, connector }: FoundConnector, field: ConfigField): string {
  const brings: readonly string[] = connector?.connection.brings ?? [];
  return brings.includes(field.name) ? ` (or sign in instead: \`rolekit connect ${name} --sign-in\`)` : '';
}

function problemOf({ connector }: FoundConnector, field: ConfigField, value: string | undefined): string | undefined {
  const parsed = connector?.connection.config[field.name]?.schema.safeParse(value);
  // only the rule, never the value: it may be a secret
  return parsed && !parsed.success ? (parsed.error.issues[0]?.message ?? 'it is invalid') : undefined;
}

function unknownField({ name, fields }: FoundConnector, setting: string): Error {
  const names = fields.map((field) => field.name);
  const near = nearest(setting, names);
  return usageError(
    `${name} has no setting \`${setting}\`.`,
    near ? `Did you mean \`${near}\`?` : `It has ${names.join(', ') || 'none'}.`,
  );
}

function exampleOf(field: ConfigField): string {
  return `--set ${field.name}=${field.secret ? '@file' : '<value>'}`;
}

function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, '');
}
