import { dirname, resolve } from 'node:path';
import type { CommandContext } from '../../command.ts';
import { type CliError, usageError } from '../../errors.ts';
import { KINDS, type ValueOf } from './kinds.ts';
import { readSecret, readSettingsFile, type SettingsFile } from './settings-file.ts';
import { CONFIG, type SETTINGS, type SettingName, settingOf, variableOf } from './table.ts';

/** Where a value comes from, and what names it for a person. */
export interface Source {
  kind: 'option' | 'environment' | 'file' | 'default';
  /** `--port`, `ROLEKIT_REGISTRY_PORT`, `registry.json:3:11`. */
  name: string;
}

export type Values = { [N in SettingName]?: ValueOf<(typeof SETTINGS)[N]['kind']> };

export interface Resolved<N extends SettingName = SettingName> {
  values: Pick<Values, N>;
  sources: ReadonlyMap<SettingName, Source>;
}

type World = Pick<CommandContext, 'cwd' | 'env'>;

/** A value as it was given, before its kind is checked. */
interface Given {
  value: unknown;
  source: Source;
  /** What relative paths are relative to. */
  from: string;
  /** The value came out of a file of its own. */
  isRead?: boolean;
}

/**
 * The values of settings: an option counts before a variable, a variable before the settings file, that before the default.
 *
 * @param args of the command line, by option
 * @throws RK_USAGE for a wrong value, with its source; RK_FILE for a settings file or a file of a secret that cannot be taken
 */
export function resolveSettings<N extends SettingName>(
  names: readonly N[],
  args: Readonly<Record<string, unknown>>,
  world: World,
): Resolved<N> {
  const config = textOf(args[CONFIG.flag]) ?? textOf(world.env[CONFIG.variable]);
  const file = config === undefined ? undefined : readSettingsFile(resolve(world.cwd, config));
  const values: Record<string, unknown> = {};
  const sources = new Map<SettingName, Source>();
  for (const name of names) {
    const given =
      fromOption(name, args, world) ?? fromVariable(name, world) ?? fromFile(name, file) ?? usual(name, world);
    if (given === undefined) continue;
    values[name] = checked(name, given);
    sources.set(name, given.source);
  }
  return { values: values as Pick<Values, N>, sources };
}

function fromOption(name: SettingName, args: Readonly<Record<string, unknown>>, { cwd }: World): Given | undefined {
  const { flag } = settingOf(name);
  if (flag === undefined) return undefined;
  const value = typeof args[flag] === 'boolean' ? args[flag] : textOf(args[flag]);
  return value === undefined ? undefined : { value, source: { kind: 'option', name: `--${flag}` }, from: cwd };
}

function fromVariable(name: SettingName, { cwd, env }: World): Given | undefined {
  const { also = [], secret } = settingOf(name);
  for (const variable of [variableOf(name), ...also]) {
    const value = textOf(env[variable]);
    const inFile = secret ? textOf(env[`${variable}_FILE`]) : undefined;
    if (value !== undefined && inFile !== undefined)
      throw usageError(`Both ${variable} and ${variable}_FILE are set.`, 'Set one of the two.');
    const source = (is: string): Source => ({ kind: 'environment', name: is });
    if (value !== undefined) return { value, source: source(variable), from: cwd };
    if (inFile !== undefined)
      return { value: readSecret(resolve(cwd, inFile)), source: source(`${variable}_FILE`), from: cwd };
  }
  return undefined;
}

function fromFile(name: SettingName, file: SettingsFile | undefined): Given | undefined {
  const value = file?.values.get(name);
  if (file === undefined || value === undefined) return undefined;
  const from = dirname(file.path);
  const source: Source = { kind: 'file', name: file.placeOf(name) };
  const path = settingOf(name).secret ? pathIn(value) : undefined;
  return path === undefined ? { value, source, from } : { value: readSecret(resolve(from, path)), source, from };
}

/** `{ "file": "…" }` in the place of a secret. */
function pathIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { file, ...more } = value as { file?: unknown };
  return typeof file === 'string' && file !== '' && Object.keys(more).length === 0 ? file : undefined;
}

function usual(name: SettingName, { cwd }: World): Given | undefined {
  const value = settingOf(name).default;
  return value === undefined ? undefined : { value, source: { kind: 'default', name: 'the default' }, from: cwd };
}

function checked(name: SettingName, given: Given): unknown {
  const { kind } = settingOf(name);
  const parsed = KINDS[kind].type.safeParse(given.value);
  if (!parsed.success) throw wrong(name, given, parsed.error.issues[0]?.path[0]);
  const isPath = kind === 'path' || (kind === 'archives' && !isBucket(String(parsed.data)));
  return isPath ? resolve(given.from, String(parsed.data)) : parsed.data;
}

/** Archives in the place of a folder. */
export function isBucket(blobs: string): boolean {
  return blobs.startsWith('s3://');
}

/** Says what is wrong where; of a secret only where it was given. */
function wrong(name: SettingName, { value, source }: Given, index: PropertyKey | undefined): CliError {
  const { kind, key, secret } = settingOf(name);
  const { noun, fix } = KINDS[kind];
  if (kind === 'database')
    return usageError('The address of the database is not one of PostgreSQL.', `Correct ${source.name}. ${fix}`);
  const shown = secret ? undefined : wrongPart(value, index);
  if (source.kind === 'file') return usageError(`${source.name}: \`${key}\` is not ${noun}.`, fix);
  if (shown === undefined) return usageError(`The value of ${source.name} is not ${noun}.`, fix);
  const between = source.kind === 'option' ? ' ' : '=';
  return usageError(`\`${source.name}${between}${shown}\` is not ${noun}.`, fix);
}

function wrongPart(value: unknown, index: PropertyKey | undefined): string {
  const text = String(value);
  const part =
    typeof index === 'number'
      ? text
          .split(',')
          .map((word) => word.trim())
          .filter(Boolean)[index]
      : undefined;
  return (part ?? text).slice(0, 200);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
