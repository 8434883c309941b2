// Options of commands, made from the table of settings. `--help` loads this file.
import {
  CONFIG,
  LOG_LEVELS,
  PLACE_NAMES,
  type PlaceFlag,
  SETTING_NAMES,
  type Setting,
  type SettingFlag,
  type SettingName,
  settingOf,
} from './table.ts';

type Flag =
  | { type: 'string'; valueHint: string; description: string }
  | { type: 'enum'; options: string[]; description: string }
  | { type: 'boolean'; description: string };

const CONFIG_FLAG = { config: { type: 'string', valueHint: 'file', description: CONFIG.about } } as const;

function flagsOf<F extends string>(names: readonly SettingName[]): Record<F, Flag> {
  const entries = names.flatMap((name) => {
    const setting = settingOf(name);
    return setting.flag === undefined ? [] : [[setting.flag, flagOf(setting)] as const];
  });
  return Object.fromEntries(entries) as Record<F, Flag>;
}

/** The default stands in the text: an option that nobody typed must not hide the environment. */
function flagOf({ kind, hint = 'value', about, default: usual }: Setting): Flag {
  const description = usual === undefined ? about : `${about} (default: ${usual})`;
  if (kind === 'yes') return { type: 'boolean', description };
  if (kind === 'level') return { type: 'enum', options: [...LOG_LEVELS], description };
  return { type: 'string', valueHint: hint, description };
}

/** For commands that work on the data of a registry. */
export const placeFlags = { ...flagsOf<PlaceFlag>(PLACE_NAMES), ...CONFIG_FLAG };

/** For those that need its key too. */
export const keyFlags = { ...placeFlags, ...flagsOf<'signing-key'>(['signingKey']) };

/** For those that serve it. */
export const settingFlags = { ...flagsOf<SettingFlag>(SETTING_NAMES), ...CONFIG_FLAG };
