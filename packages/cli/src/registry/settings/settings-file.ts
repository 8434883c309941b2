import { readFileSync } from 'node:fs';
import { RolekitError } from '@rolekit/sdk';
import { isObject } from '@rolekit/sdk/internal';
import { placeInJson, readJson } from '@rolekit/sdk/internal/plugin';
import { nearest } from '@rolekit/sdk/internal/texts';
import { z } from 'zod';
import { SETTING_NAMES, type SettingName, settingOf } from './table.ts';

/** What a settings file says. Its values may be secrets: only places are named. */
export interface SettingsFile {
  path: string;
  values: ReadonlyMap<SettingName, unknown>;
  /** `registry.json:3:11` of a setting. */
  placeOf(name: SettingName): string;
}

const MAX_BYTES = 256 * 1024;

/**
 * Reads a settings file; every key is a known one.
 *
 * @throws RK_FILE with line and column
 */
export function readSettingsFile(path: string): SettingsFile {
  const text = readSmall(path, 'Check the path in `--config` or ROLEKIT_REGISTRY_CONFIG.');
  const { value, findings } = readJson(text, path, 'json', z.looseObject({}));
  if (value === undefined) {
    const [finding] = findings;
    throw refused(
      `${path}:${finding?.line}:${finding?.column}`,
      finding?.message ?? 'not JSON',
      'Write one JSON object.',
    );
  }
  const byKey = new Map(SETTING_NAMES.map((name) => [settingOf(name).key, name]));
  const values = new Map<SettingName, unknown>();
  for (const [key, given] of keysOf(value, byKey)) {
    const name = byKey.get(key);
    if (name === undefined) throw unknownKey(path, text, key, [...byKey.keys()]);
    values.set(name, given);
  }
  const placeOf = (name: SettingName) => at(path, text, settingOf(name).key);
  return { path, values, placeOf };
}

/** A text that an operator wrote, such as a secret: without the line end that editors add. @throws RK_FILE */
export function readSecret(path: string): string {
  const secret = readSmall(path, 'Make it readable for the user that the registry runs as.').trim();
  if (secret === '') throw refused(path, 'is empty', 'Write the secret into it and nothing else.');
  return secret;
}

/** Dotted keys; an object is a setting's value only where a setting has that key. */
function keysOf(value: object, known: ReadonlyMap<string, unknown>, above = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([key, given]) => {
    const whole = `${above}${key}`;
    const isGroup = above === '' && isObject(given) && !known.has(whole);
    return isGroup ? keysOf(given, known, `${whole}.`) : [[whole, given] as [string, unknown]];
  });
}

function unknownKey(path: string, text: string, key: string, known: readonly string[]): RolekitError {
  const near = nearest(key, known);
  const hint = near === undefined ? 'Remove it, or see `rolekit registry settings`.' : `Did you mean \`${near}\`?`;
  return refused(at(path, text, key), `there is no setting \`${key}\``, hint);
}

function at(path: string, text: string, key: string): string {
  const { line, column } = placeInJson(text, key.split('.'));
  return `${path}:${line}:${column}`;
}

function readSmall(path: string, hint: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw refused(path, `cannot be read (${codeOf(cause)})`, hint);
  }
  if (text.length > MAX_BYTES) throw refused(path, 'is too long', hint);
  return text;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'failed';
}

function refused(path: string, reason: string, hint: string): RolekitError {
  return new RolekitError('RK_FILE', { path, reason, hint });
}
