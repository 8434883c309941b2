import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, writeWhole } from '@rolekit/sdk/internal';
import { CliError } from '../errors.ts';
import type { HostSettings } from './host-settings.ts';

/** How a host's managed settings on a machine differ from those that the policy asks for. */
export interface SettingsDrift {
  kind: 'missing' | 'changed' | 'unreadable';
  /** Keys that are not as they should be. */
  keys: string[];
}

/** The text of a settings file, with what else stands in it. @throws RK_EXISTS */
export async function settingsText({ content, path }: HostSettings, root: string): Promise<string> {
  const file = join(root, path);
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if ('toml' in content) {
    if (before === undefined || before === content.toml) return content.toml;
    throw new CliError('RK_EXISTS', { path: file, hint: 'Add the printed lines to it by hand, or move it away.' });
  }
  const kept: unknown = before === undefined ? {} : parsed(before);
  if (!isObject(kept)) throw new CliError('RK_EXISTS', { path: file, hint: 'It is no JSON object: move it away.' });
  return `${JSON.stringify(merged(kept, content.json), null, 2)}\n`;
}

/** Writes it below a root: `/` for this machine. Everybody can read it, as hosts need. */
export async function writeSettings(settings: HostSettings, root: string): Promise<string> {
  const file = join(root, settings.path);
  await writeWhole(file, await settingsText(settings, root), { isPrivate: false });
  return file;
}

/** Undefined when the machine has what the policy asks for. */
export async function settingsDrift({ content, path }: HostSettings, root: string): Promise<SettingsDrift | undefined> {
  const text = await readFile(join(root, path), 'utf8').catch(() => undefined);
  if (text === undefined) return { kind: 'missing', keys: [] };
  if ('toml' in content) {
    const lines = new Set(linesOf(text));
    const keys = linesOf(content.toml).filter((line) => !lines.has(line));
    const others = linesOf(text).filter((line) => /^url\s*=/.test(line) && !linesOf(content.toml).includes(line));
    return keys.length + others.length === 0 ? undefined : { kind: 'changed', keys: [...keys, ...others] };
  }
  const found = parsed(text);
  if (!isObject(found)) return { kind: 'unreadable', keys: [] };
  const keys = differences(content.json, found, '');
  return keys.length === 0 ? undefined : { kind: 'changed', keys };
}

function differences(wanted: Record<string, unknown>, found: Record<string, unknown>, above: string): string[] {
  return Object.entries(wanted).flatMap(([key, value]) => {
    const there = found[key];
    if (isObject(value)) return differences(value, isObject(there) ? there : {}, `${above}${key}.`);
    return JSON.stringify(there) === JSON.stringify(value) ? [] : [`${above}${key}`];
  });
}

function merged(before: Record<string, unknown>, added: Record<string, unknown>): Record<string, unknown> {
  const result = { ...before };
  for (const [key, value] of Object.entries(added)) {
    const there = result[key];
    result[key] = isObject(value) && isObject(there) ? merged(there, value) : value;
  }
  return result;
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
