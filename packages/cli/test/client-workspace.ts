import { join } from 'node:path';
import { manifestOf, twoAppsWorkspace, writeFiles } from './workspace.ts';

type Files = Readonly<Record<string, string | object>>;

export const TIDY_UP =
  '---\nname: tidy-up\ndescription: Tidy the list. Use when asked to.\n---\n\n# Tidy up\n\n## Read {#read}\n\nRead it with `todo_list_items`.\n\n## Decide {#decide}\n\nKeep what is open. See [rules](references/rules.md).\n';

/**
 * A workspace whose plugin `acme/helper` has two connectors and three skills, and a client `client/helper` that follows it.
 *
 * @param extension of the client's manifest
 * @param files of the client
 * @param at @default a folder of the test
 */
export function clientWorkspace(
  extension: { extends?: object; [key: string]: unknown } = {},
  files: Files = {},
  at?: string,
): { dir: string; base: string; client: string } {
  const { dir, plugin: base } = twoAppsWorkspace(at);
  writeFiles(dir, {
    'plugins/helper/skills/tidy-up/SKILL.md': TIDY_UP,
    'plugins/helper/skills/tidy-up/references/rules.md': '# Rules\n\n## Bounds {#bounds}\n\nTwo days.\n',
    'plugins/helper/skills/write-notes/SKILL.md':
      '---\nname: write-notes\ndescription: Write notes. Use when asked to.\n---\n\nWrite with `notes_add_item`.\n',
    'plugins/helper/skills/set-up/SKILL.md':
      '---\nname: set-up\ndescription: Set up. Use when asked to.\n---\n\n## Check {#check}\n\nSee [tidy-up](../tidy-up/SKILL.md).\n',
    'plugins/helper/LICENSE': 'A licence.\n',
    'plugins/client/plugin.json': clientManifest(extension),
  });
  const client = join(dir, 'plugins/client');
  writeFiles(client, files);
  return { dir, base, client };
}

/** The manifest of a client of `acme/helper`; `extends` need say only what differs. */
export function clientManifest({
  extends: differences,
  ...extension
}: {
  extends?: object;
  [key: string]: unknown;
} = {}): object {
  const base = { plugin: 'acme/helper', range: '^0.1.0', ...differences };
  return manifestOf('helper', { ...extension, namespace: 'client', extends: base });
}
