import type { Finding } from '../finding.ts';
import { readConflicts } from './conflict.ts';
import { outlineOf, type Section, sectionsOf } from './sections.ts';

/** What a client makes of one section of a base's skill. */
export interface Amendment {
  /** Id of the section. */
  section: string;
  place: 'replace' | 'before' | 'after';
  text: string;
  /** Where it stands, for the findings. */
  file: string;
}

/** What is wrong with an amendment by itself, or for the level of its section. */
export function checkAmendment(
  { place, text, file }: Amendment,
  { id, level, title }: Pick<Section, 'id' | 'level' | 'title'>,
): Finding[] {
  const at = (offset: number) => ({ line: text.slice(0, offset).split('\n').length, column: 1 });
  const error = (code: string, message: string, fix: string, offset = 0): Finding => {
    return { code, severity: 'error', message, file, ...at(offset), fix };
  };
  const conflicts = checkConflicts(text, file);
  if (conflicts.length > 0) return conflicts;
  const own = `${'#'.repeat(level)} ${title} {#${id}}`;
  if (text.trim() === '') {
    const fix =
      place === 'replace'
        ? `Begin with "${own}" and write the section.`
        : 'Write what stands there, or remove the file.';
    return [error('amendment/form', 'The amendment is empty.', fix)];
  }
  const { headings, bodyOffset } = outlineOf(text);
  if (bodyOffset > 0 && text.startsWith('---'))
    return [error('amendment/form', 'An amendment has no frontmatter.', 'Remove it: it is that of the skill.')];
  if (!endsClosed(text)) {
    const fix = 'Close the code block or the comment that is open at its end.';
    return [error('amendment/form', 'The amendment would swallow what follows it.', fix, text.length)];
  }
  const ids = sectionsOf(text, file).findings.map((finding) => ({ ...finding, severity: 'error' as const }));
  const [first] = headings;
  const outer = headings.find(
    (heading, index) => heading.level < level || (place === 'replace' && index > 0 && heading.level === level),
  );
  if (place === 'replace' && (first?.id !== id || first.level !== level || text.slice(0, first.start).trim() !== '')) {
    const message = `What replaces the section "${id}" must begin with its heading.`;
    return [error('amendment/form', message, `Begin with "${own}"; its words may be others, its level and id not.`)];
  }
  if (outer === undefined) return ids;
  const fix =
    place === 'replace'
      ? `Begin its heading with ${'#'.repeat(level + 1)}, or write it into ${file.replace(/\.md$/, '.after.md')}.`
      : `Begin it with ${'#'.repeat(level)} or more.`;
  const message = `The heading "${outer.title}" would end the section "${id}".`;
  return [...ids, error('amendment/form', message, fix, outer.start)];
}

/** Conflicts that a rebase left and nobody has decided. */
export function checkConflicts(text: string, file: string): Finding[] {
  const { conflicts, broken } = readConflicts(text);
  const lines = [...conflicts.map(({ line }) => line), ...broken];
  return lines.map((line) => ({
    code: 'overlay/conflict',
    severity: 'error',
    message: 'A conflict with the base is not decided.',
    file,
    line,
    column: 1,
    fix: 'Keep the text that is right and remove the lines of marks.',
  }));
}

/** A heading behind it is still one. */
function endsClosed(text: string): boolean {
  const start = text.trimEnd().length + 2;
  return outlineOf(`${text.trimEnd()}\n\n# end\n`).headings.at(-1)?.start === start;
}
