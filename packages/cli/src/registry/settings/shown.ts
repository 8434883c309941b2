import { nearest } from '@rolekit/sdk/internal/texts';
import type { Resolved, Source } from './resolve.ts';
import { SETTING_NAMES, type SettingName, settingOf, variableOf } from './table.ts';

/** A setting as people may see it. */
export interface ShownSetting {
  /** In the settings file. */
  key: string;
  option: string | null;
  variable: string;
  /** null where there is none, and for a secret. */
  value: string | null;
  isSecret: boolean;
  isSet: boolean;
  /** null where nothing is set. */
  source: Source | null;
}

/** Every setting with its value and where that comes from; no secret is in it. */
export function shownSettings({ values, sources }: Resolved): ShownSetting[] {
  return SETTING_NAMES.map((name) => {
    const { key, flag, secret = false } = settingOf(name);
    const value = values[name];
    const isSet = value !== undefined;
    return {
      key,
      option: flag === undefined ? null : `--${flag}`,
      variable: variableOf(name),
      value: !isSet || secret ? null : textOf(value),
      isSecret: secret,
      isSet,
      source: sources.get(name) ?? null,
    };
  });
}

/** Variables that look like a setting and are none, with the one that is meant. */
export function misspelled(env: NodeJS.ProcessEnv): { variable: string; meant: string }[] {
  const known = SETTING_NAMES.flatMap((name: SettingName) => [
    variableOf(name),
    ...(settingOf(name).secret ? [`${variableOf(name)}_FILE`] : []),
  ]);
  return Object.keys(env)
    .filter((variable) => /^ROLEKIT_REGISTRY_\w/.test(variable) && !OTHERS.has(variable) && !known.includes(variable))
    .flatMap((variable) => {
      const meant = nearest(variable, known);
      return meant === undefined ? [] : [{ variable, meant }];
    });
}

const OTHERS: ReadonlySet<string> = new Set(['ROLEKIT_REGISTRY_CONFIG', 'ROLEKIT_REGISTRY_TO_DATABASE']);

function textOf(value: string | number | boolean | string[]): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
