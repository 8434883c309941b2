import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '@rolekit/sdk/internal';
import { nearest } from '@rolekit/sdk/internal/texts';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import { askNote } from './questions.ts';
import { BUMPS, type Bump, type ReleasePlugin } from './types.ts';
import {
  choosePlugins,
  findReleaseWorkspace,
  NOTES_FOLDER,
  pluginsNamed,
  type ReleaseWorkspace,
  shown,
} from './workspace.ts';

export interface NoteOptions {
  plugins: readonly string[];
  bump: string | undefined;
  note: string | undefined;
}

export interface AddedNote {
  /** From the working folder. */
  file: string;
  plugins: string[];
  bump: Bump;
  text: string;
}

/**
 * Writes a note of a change, in the format of changesets; asks on a terminal for what the command line does not say.
 *
 * @throws RK_USAGE, RK_FINDINGS, RK_INTERRUPTED
 */
export async function addNote(options: NoteOptions, context: CommandContext): Promise<AddedNote> {
  const { cwd } = context;
  const given = { bump: options.bump === undefined ? undefined : bumpOf(options.bump), note: options.note };
  const workspace = await findReleaseWorkspace(cwd);
  const chosen = choosePlugins(workspace, options.plugins, cwd);
  const isSaid = options.plugins.length > 0 || chosen.length === 1;
  const { plugins, bump, note } = context.interactive
    ? await askNote({ ...given, plugins: isSaid ? chosen : undefined }, workspace.plugins, context)
    : { ...given, plugins: isSaid ? chosen : [] };
  if (plugins.length === 0)
    throw usageError('Say which plugins changed.', `Add \`--plugin ${chosen[0]?.id}\`; several times for several.`);
  if (bump === undefined) throw usageError('Say how far the change goes.', 'Add `--bump patch`, `minor` or `major`.');
  const text = note?.trim() ?? '';
  if (text === '') throw usageError('Say what changed.', 'Add `--note "…"`, for those who use the plugin.');
  const path = freePath(join(workspace.root, NOTES_FOLDER), text);
  const names = plugins.map((plugin) => nameIn(workspace, plugin));
  const frontmatter = names.map((name) => `${JSON.stringify(name)}: ${bump}\n`).join('');
  await writeWhole(path, `---\n${frontmatter}---\n\n${text}\n`, { isPrivate: false });
  return { file: shown(path, cwd), plugins: plugins.map(({ id }) => id), bump, text };
}

function bumpOf(word: string): Bump {
  const bump = BUMPS.find((known) => known === word);
  if (bump) return bump;
  const near = nearest(word, BUMPS);
  throw usageError(
    `\`--bump ${word}\` is no step of a version.`,
    near ? `Did you mean \`--bump ${near}\`?` : `Choose from ${BUMPS.join(', ')}.`,
  );
}

/** The name by which changesets knows a plugin too: that of its package; without one its own. */
function nameIn(workspace: ReleaseWorkspace, { id, manifest, packageName }: ReleasePlugin): string {
  return packageName ?? (pluginsNamed(workspace, manifest.name).length === 1 ? manifest.name : id);
}

/** Named after what the note says; a note of another change with the same words keeps its own. */
function freePath(folder: string, text: string): string {
  const words =
    text
      .toLowerCase()
      .normalize('NFKD')
      .match(/[a-z0-9]+/g) ?? [];
  const said = words.slice(0, 5).join('-').slice(0, 60);
  const name = said === '' || said === 'readme' ? 'note' : said;
  for (let count = 1; ; count++) {
    const path = join(folder, count === 1 ? `${name}.md` : `${name}-${count}.md`);
    if (!existsSync(path)) return path;
  }
}
