// The table of a registry's settings in `docs/operate.md`, from the one in the command.
import { SETTING_NAMES, settingOf, variableOf } from '../packages/cli/src/registry/settings/table.ts';

export function settingsTable() {
  const rows = SETTING_NAMES.map((name) => {
    const { key, flag, about, secret, also = [], default: usual } = settingOf(name);
    const variables = [variableOf(name), ...also].map((variable) => `\`${variable}\``).join(', ');
    const notes = [about, secret ? '; a secret' : '', usual === undefined ? '' : `; default \`${usual}\``].join('');
    return `| \`${key}\` | ${flag === undefined ? '' : `\`--${flag}\``} | ${variables} | ${notes} |`;
  });
  return ['| key in the file | option | variable | |', '|---|---|---|---|', ...rows].join('\n');
}
