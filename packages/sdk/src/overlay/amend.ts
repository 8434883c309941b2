import type { Finding } from '../finding.ts';
import { nearest } from '../suggest.ts';
import { type Amendment, checkAmendment } from './amendment-form.ts';
import { type Section, sectionsOf } from './sections.ts';

/** A text file of a skill, `path` as in the plugin. */
export interface SkillFile {
  path: string;
  text: string;
}

/** A section that was amended, with its text in the base. */
export interface AmendedSection {
  id: string;
  /** File of the skill that has it. */
  path: string;
  before: string;
}

/** Where the text of an amendment came to stand. */
export interface AmendedBlock {
  /** File of the skill, and the 1-based lines of it. */
  path: string;
  line: number;
  lines: number;
  /** File of the amendment, and its line that came to `line`. */
  file: string;
  fileLine: number;
}

export interface Amended {
  /** As they were when one of the findings is an error. */
  files: SkillFile[];
  sections: AmendedSection[];
  blocks: AmendedBlock[];
  findings: Finding[];
}

interface Found extends Section {
  path: string;
  text: string;
}

/**
 * Amends the sections of a skill. The order of the amendments changes nothing: two that would touch each other are findings.
 *
 * @param files the Markdown files of one skill
 */
export function amend(files: readonly SkillFile[], amendments: readonly Amendment[]): Amended {
  const found = files.flatMap(({ path, text }) =>
    sectionsOf(text, path).sections.map((section): Found => ({ ...section, path, text })),
  );
  const ids = new Map(found.map((section) => [section.id, section]));
  const findings = [
    ...amendments.flatMap((amendment) => {
      const section = ids.get(amendment.section);
      return section === undefined ? [unknownSection(amendment, [...ids.keys()])] : checkAmendment(amendment, section);
    }),
    ...twice(amendments),
    ...takenIds(amendments, ids),
    ...overlaps(amendments, ids),
  ];
  if (findings.length > 0) return { files: [...files], sections: [], blocks: [], findings };
  const sections = [...new Set(amendments.map(({ section }) => section))].toSorted().flatMap((id): AmendedSection[] => {
    const section = ids.get(id);
    return section === undefined
      ? []
      : [{ id, path: section.path, before: section.text.slice(section.start, section.end) }];
  });
  const blocks: AmendedBlock[] = [];
  const amended = files.map(({ path, text }) => {
    const own = amendments.filter(({ section }) => ids.get(section)?.path === path);
    if (own.length === 0) return { path, text };
    const result = amendText(text, own, ids);
    blocks.push(...result.blocks.map((block) => ({ ...block, path })));
    return { path, text: result.text };
  });
  return { files: amended, sections, blocks, findings };
}

const LEADING_BLANKS = /^(?:[ \t]*\r?\n)+/;

interface Edit {
  at: number;
  until: number;
  /** Of edits at one place: what ends there comes before what begins there, the inner before the outer end. */
  rank: number;
  text: string;
  file: string;
}

function amendText(
  text: string,
  amendments: readonly Amendment[],
  ids: ReadonlyMap<string, Found>,
): { text: string; blocks: Omit<AmendedBlock, 'path'>[] } {
  const edits = amendments
    .flatMap(({ section, place, text: own, file }): Edit[] => {
      const target = ids.get(section);
      if (target === undefined) return [];
      const { start, end, level } = target;
      if (place === 'after') return [{ at: end, until: end, rank: -level, text: own, file }];
      if (place === 'before') return [{ at: start, until: start, rank: level, text: own, file }];
      return [{ at: start, until: end, rank: level + 0.5, text: own, file }];
    })
    .toSorted((a, b) => a.at - b.at || a.rank - b.rank);
  let from = 0;
  let result = '';
  const blocks: Omit<AmendedBlock, 'path'>[] = [];
  for (const { at, until, text: own, file } of edits) {
    const before = withBlank(result + text.slice(from, at));
    const body = own.replace(LEADING_BLANKS, '').trimEnd();
    const fileLine = linesOf(own.slice(0, LEADING_BLANKS.exec(own)?.[0].length ?? 0)) + 1;
    blocks.push({ line: linesOf(before) + 1, lines: linesOf(body) + 1, file, fileLine });
    result = `${before}${body}\n`;
    from = until;
  }
  const rest = text.slice(from);
  return { text: rest === '' ? `${result.trimEnd()}\n` : withBlank(result) + rest, blocks };
}

function linesOf(text: string): number {
  return text.split('\n').length - 1;
}

function withBlank(text: string): string {
  if (text === '' || /\n\r?\n$/.test(text)) return text;
  return text.endsWith('\n') ? `${text}\n` : `${text}\n\n`;
}

function unknownSection({ section, file }: Amendment, known: readonly string[]): Finding {
  const near = nearest(section, known);
  const list = known.length === 0 ? 'It has none that can be amended.' : `It has ${known.join(', ')}.`;
  return {
    code: 'amendment/unknown-section',
    severity: 'error',
    message: `The base's skill has no section "${section}".`,
    file,
    fix: near === undefined ? list : `Did you mean "${near}"? ${list}`,
  };
}

function twice(amendments: readonly Amendment[]): Finding[] {
  return amendments.flatMap(({ section, place, file }, index): Finding[] => {
    const other = amendments
      .slice(0, index)
      .find((amendment) => amendment.section === section && amendment.place === place);
    if (other === undefined) return [];
    const message = `${other.file} amends the section "${section}" at the same place.`;
    return [{ code: 'amendment/overlap', severity: 'error', message, file, fix: 'Keep one of the two.' }];
  });
}

/** Ids that amendments bring and another section has already. */
function takenIds(amendments: readonly Amendment[], ids: ReadonlyMap<string, Found>): Finding[] {
  const replaced = new Set(amendments.flatMap(({ section, place }) => (place === 'replace' ? [section] : [])));
  const isGone = (id: string): boolean => {
    const section = ids.get(id);
    if (section === undefined) return false;
    return replaced.has(id) || (section.parent !== undefined && isGone(section.parent));
  };
  const owners = new Map([...ids.keys()].filter((id) => !isGone(id)).map((id) => [id, ids.get(id)?.path ?? '']));
  return amendments
    .filter(({ section }) => ids.has(section))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .flatMap(({ text, file }) =>
      sectionsOf(text, file).sections.flatMap(({ id, start }): Finding[] => {
        const owner = owners.get(id);
        owners.set(id, owner ?? file);
        if (owner === undefined) return [];
        const message = `The skill has a section "${id}" in ${owner} already.`;
        const line = text.slice(0, start).split('\n').length;
        return [
          { code: 'section/twice', severity: 'error', message, file, line, column: 1, fix: 'Give it another id.' },
        ];
      }),
    );
}

/** A section that is replaced takes with it what is inside: an amendment of that would be lost. */
function overlaps(amendments: readonly Amendment[], ids: ReadonlyMap<string, Found>): Finding[] {
  const replaced = new Map(
    amendments.flatMap(({ section, place, file }) => (place === 'replace' ? [[section, file]] : [])),
  );
  return amendments.flatMap(({ section, file }): Finding[] => {
    for (let id = ids.get(section)?.parent; id !== undefined; id = ids.get(id)?.parent) {
      const outer = replaced.get(id);
      if (outer === undefined) continue;
      const message = `The section "${section}" is inside "${id}", which ${outer} replaces.`;
      const fix = `Write it into ${outer}, or amend only the sections inside.`;
      return [{ code: 'amendment/overlap', severity: 'error', message, file, fix }];
    }
    return [];
  });
}
