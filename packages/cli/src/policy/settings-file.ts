import { chmod, mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isObject, writeWhole } from '@rolekit/sdk/internal';
import { CliError } from '../errors.ts';
import { jsonEntries, type SettingsEntry, withJsonEntries } from './json-entries.ts';
import { changedToml, readToml } from './toml-lines.ts';

/** A file in which a host reads managed settings; whoever looks after the machine may have others in it. */
export interface SettingsFile {
  /** Where the host reads it. */
  path: string;
  format: 'json' | 'toml';
  /** What the policy asks for. */
  entries: readonly SettingsEntry[];
  /** Whether another entry is the policy's to decide, so that it goes where the policy does not ask for it. */
  owns(path: readonly string[], value: unknown): boolean;
}

/** How a file on a machine differs from what the policy asks for. */
export interface SettingsDrift {
  kind: 'missing' | 'changed' | 'unreadable';
  /** Where in it, and what is too much. */
  places: string[];
}

/**
 * The text of a settings file, with what else stands in it.
 *
 * @throws RK_EXISTS for a file that is not understood
 */
export async function settingsText(file: SettingsFile, root: string): Promise<string> {
  const at = join(root, file.path);
  const before = await textOf(at);
  if (before !== undefined && driftOf(file, before) === undefined) return before;
  const after = changed(file, before ?? '');
  if (after === undefined) {
    const hint = `It is not understood as ${file.format.toUpperCase()} with tables: add the printed settings to it by hand, or move it away.`;
    throw new CliError('RK_EXISTS', { path: at, hint });
  }
  return after;
}

/**
 * Writes it below a root: `/` for this machine. Everybody can read a new one, as hosts need; one that is there keeps mode and owner.
 *
 * @returns undefined where the policy asks for nothing and nothing is there
 */
export async function writeSettings(file: SettingsFile, root: string): Promise<string | undefined> {
  const at = join(root, file.path);
  const text = await settingsText(file, root);
  // what a link leads to is written, and the link stays
  const target = await realpath(at).catch(() => at);
  const found = await stat(target).catch(() => undefined);
  if (found === undefined && file.entries.length === 0) return undefined;
  await makeFolder(dirname(target));
  const owned = found ?? { mode: 0o644, uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 };
  await writeWhole(target, text, { isPrivate: false, flush: true, owned });
  return at;
}

/** Everybody can look into a folder that is made, whatever this process takes away of new ones. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let folder = path; folder.length >= first.length; folder = dirname(folder)) await chmod(folder, 0o755);
}

/** Undefined when the machine has what the policy asks for. */
export async function settingsDrift(file: SettingsFile, root: string): Promise<SettingsDrift | undefined> {
  const text = await textOf(join(root, file.path));
  if (text !== undefined) return driftOf(file, text);
  return file.entries.length === 0 ? undefined : { kind: 'missing', places: [] };
}

function driftOf({ format, entries, owns }: SettingsFile, text: string): SettingsDrift | undefined {
  const found = format === 'json' ? jsonEntries(text) : readToml(text)?.entries;
  if (found === undefined) return { kind: 'unreadable', places: [] };
  const wanted = new Map(entries.map(({ path, value }) => [nameOf(path), value]));
  const there = new Map(found.map(({ path, value }) => [nameOf(path), value]));
  const places = [...wanted].flatMap(([name, value]) =>
    isEqual(there.get(name), value) ? [] : [`${name}${tooMuch(there.get(name), value)}`],
  );
  const others = found.filter(({ path, value }) => !wanted.has(nameOf(path)) && owns(path, value));
  places.push(...others.map(({ path, value }) => `${nameOf(path)} (${JSON.stringify(value)} is not of the policy)`));
  return places.length === 0 ? undefined : { kind: 'changed', places };
}

function changed({ format, entries, owns }: SettingsFile, before: string): string | undefined {
  const wanted = new Set(entries.map(({ path }) => nameOf(path)));
  const isRemoved = ({ path, value }: SettingsEntry) => wanted.has(nameOf(path)) || owns(path, value);
  if (format === 'json') return withJsonEntries(before, isRemoved, entries);
  const found = readToml(before);
  return found && changedToml(found, isRemoved, entries);
}

/** What a list has that it should not. */
function tooMuch(found: unknown, wanted: unknown): string {
  if (!Array.isArray(found) || !Array.isArray(wanted)) return '';
  const others = found.filter((entry) => !wanted.some((value) => isEqual(value, entry)));
  return others.length === 0 ? '' : ` (also allows ${others.map((entry) => JSON.stringify(entry)).join(', ')})`;
}

/** `plugins."a@b".enabled` */
function nameOf(path: readonly string[]): string {
  return path.map((part) => (/^[\w-]+$/.test(part) ? part : JSON.stringify(part))).join('.');
}

/** The same value, whatever the order of keys. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((entry, index) => isEqual(entry, b[index]));
  if (!isObject(a) || !isObject(b)) return a === b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CliError('RK_EXISTS', { path, hint: `It cannot be read (${String(code)}).` });
  }
}
