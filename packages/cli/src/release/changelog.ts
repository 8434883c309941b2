import type { Release } from './types.ts';

/** Headings as changesets writes them. */
const HEADINGS = { major: 'Major Changes', minor: 'Minor Changes', patch: 'Patch Changes' } as const;

/** The section of a changelog that a release writes: its notes, what it joins, and what changed for its users. */
export function sectionOf(
  { notes, joins, surface }: Pick<Release, 'notes' | 'joins' | 'surface'>,
  version: string,
): string {
  const parts = [`## ${version}`];
  for (const bump of ['major', 'minor', 'patch'] as const) {
    const entries = notes.filter((note) => note.bump === bump).map(({ text }) => item(text));
    if (bump === 'patch') entries.push(...joins.map((join) => item(`Contains ${join.plugin} ${join.version}.`)));
    if (entries.length > 0) parts.push(`### ${HEADINGS[bump]}`, entries.join('\n'));
  }
  if (surface && surface.changes.length > 0) {
    const changes = surface.changes.map(({ level, message }) => item(`${level}: ${message}`));
    parts.push(`### Changed since ${surface.comparedWith}`, changes.join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

/** A changelog with a new section above those of older versions; every other line stays, and so does how its lines end. */
export function withSection(changelog: string | undefined, title: string, section: string): string {
  if (changelog === undefined || changelog.trim() === '') return `# ${title}\n\n${section}`;
  const newline = changelog.includes('\r\n') ? '\r\n' : '\n';
  const lines = changelog.split(/\r?\n/);
  const at = firstVersion(lines);
  const before = lines.slice(0, at).join('\n').trimEnd();
  const after = lines.slice(at).join('\n');
  // an interrupted release wrote it already
  if (after.startsWith(section)) return changelog;
  const parts = [before, section.trimEnd(), after].filter((part) => part !== '');
  return `${parts.join('\n\n').trimEnd()}\n`.replaceAll('\n', newline);
}

/** The line of the first heading of a version: no code, and not that of what is unreleased. */
function firstVersion(lines: readonly string[]): number {
  let isCode = false;
  for (const [index, line] of lines.entries()) {
    if (/^(?:```|~~~)/.test(line)) isCode = !isCode;
    else if (!isCode && /^## /.test(line) && !/unreleased/i.test(line)) return index;
  }
  return lines.length;
}

/** A list item; the lines after its first one are indented below it. */
function item(text: string): string {
  return `- ${text
    .split('\n')
    .map((line, index) => (index === 0 || line === '' ? line : `  ${line}`))
    .join('\n')}`;
}
