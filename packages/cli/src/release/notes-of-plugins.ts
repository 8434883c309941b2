import type { Finding } from '@rolekit/sdk';
import { nearest } from '@rolekit/sdk/internal/texts';
import type { Note, NoteOfPlugin, ReleasePlugin } from './types.ts';
import { brokenNamed, namesIn, pluginsNamed, type ReleaseWorkspace } from './workspace.ts';

export interface ChosenNotes {
  /** Notes of the released plugins. */
  used: Note[];
  byPlugin: Map<string, NoteOfPlugin[]>;
  /** How many name npm packages only. */
  otherNotes: number;
  findings: Finding[];
}

/** Finds the notes of the plugins that are released, and what is wrong with the names in any note. */
export function notesOfPlugins(
  workspace: ReleaseWorkspace,
  released: readonly ReleasePlugin[],
  notes: readonly Note[],
): ChosenNotes {
  const chosen: ChosenNotes = { used: [], byPlugin: new Map(), otherNotes: 0, findings: [] };
  for (const note of notes) {
    const named = note.bumps.map((row) => ({ ...row, plugins: pluginsNamed(workspace, row.name) }));
    const unknown = named.filter(({ name, plugins }) => plugins.length !== 1 && !workspace.packages.has(name));
    chosen.findings.push(...unknown.map(({ name, line }) => unknownName(workspace, name, note.file, line)));
    if (unknown.length > 0) continue;
    const isReleased = ({ plugins: [plugin] }: (typeof named)[number]) =>
      plugin !== undefined && released.includes(plugin);
    if (named.every(({ plugins }) => plugins.length === 0) && named.length > 0) chosen.otherNotes++;
    else if (named.every(isReleased)) {
      chosen.used.push(note);
      for (const { plugins, bump, line } of named)
        for (const { id } of plugins)
          chosen.byPlugin.set(id, [
            ...(chosen.byPlugin.get(id) ?? []),
            { file: note.file, line, bump, text: note.text },
          ]);
    } else if (named.some(isReleased)) {
      const others = named.filter((row) => !isReleased(row));
      chosen.findings.push(...others.map(({ name, line }) => mixed(name, note.file, line, workspace)));
    }
  }
  return chosen;
}

function unknownName(workspace: ReleaseWorkspace, name: string, file: string, line: number): Finding {
  const several = pluginsNamed(workspace, name).map(({ id }) => id);
  const [broken] = brokenNamed(workspace, name).flatMap(({ findings }) => findings);
  const near = nearest(name, namesIn(workspace));
  const [reason, fix] =
    several.length > 0
      ? ['is the name of several plugins', `Write ${several.map((id) => `"${id}"`).join(' or ')}.`]
      : broken
        ? [`cannot be read: ${broken.message.replace(/\.$/, '')}`, 'Correct it: `rolekit validate` says where.']
        : [
            'is no plugin of this workspace',
            near ? `Did you mean "${near}"?` : 'Correct the name, or remove the note.',
          ];
  return { code: 'note/unknown-plugin', severity: 'error', message: `${name} ${reason}.`, file, line, fix };
}

function mixed(name: string, file: string, line: number, { packages }: ReleaseWorkspace): Finding {
  const [reason, fix] = packages.has(name)
    ? ['is an npm package, and this note names plugins too', 'Make two notes of it: changesets releases packages.']
    : ['is not released now, but others of this note are', 'Make two notes of it, or release all of them.'];
  return { code: 'note/mixed', severity: 'error', message: `${name} ${reason}.`, file, line, fix };
}
