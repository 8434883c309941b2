import type { Heading, Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Finding } from '../finding.ts';
import { Places } from '../tree/line-columns.ts';
import { isName, toName } from '../tree/names.ts';

/** A section of a skill that has an id: from its heading to the next one of its level or higher. */
export interface Section {
  /** As in `## Decide {#decide}`. */
  id: string;
  /** The heading's text, without the id. */
  title: string;
  /** 1–6 */
  level: number;
  /** Offsets into the whole text; `start` is that of the heading's line, `bodyStart` that of the line below it. */
  start: number;
  bodyStart: number;
  end: number;
  /** Id of the nearest section around it. */
  parent?: string;
}

/** The sections of a text, in order; `findings` are warnings of ids that cannot be amended. */
export interface Sections {
  sections: Section[];
  /** Offset of the first character after the frontmatter. */
  bodyOffset: number;
  findings: Finding[];
}

/** A heading of the text itself, with an id or without: headings in lists and quotations make no sections. */
export interface OutlineHeading {
  title: string;
  level: number;
  start: number;
  bodyStart: number;
  end: number;
  /** As written, between `{#` and `}`. */
  id?: string;
  idOffset: number;
}

const OPEN = /^\ufeff?---[ \t]*\r?\n/;
const CLOSE = /^---[ \t]*(?:\r?\n|$)/m;
/** At the end of a heading, as Pandoc, kramdown and Docusaurus write it; closing `#` may follow. */
const ID = /\{\s*#([^{}]*)\}\s*$/;

/**
 * Finds the sections of a skill's file that have an id. Code in fences and HTML hold no headings.
 *
 * @param file for the findings
 */
export function sectionsOf(text: string, file = 'SKILL.md'): Sections {
  const { headings, bodyOffset, apart } = outlineOf(text);
  const places = new Places(text);
  const findings: Finding[] = [];
  const add = (code: string, offset: number, message: string, fix: string) => {
    findings.push({ code, severity: 'warning', message, file, ...places.at(offset), fix });
  };
  for (const { idOffset, id = '' } of apart)
    add('section/id', idOffset, `The heading of "${id}" is in a list or a quotation.`, 'Move it out to amend it.');
  const sections: Section[] = [];
  for (const { id, idOffset, title, level, start, bodyStart, end } of headings) {
    if (id === undefined) continue;
    if (!isName(id)) {
      const name = toName(id);
      const fix = name === '' ? 'Use lower-case letters, digits and single hyphens.' : `Write {#${name}}.`;
      add('section/id', idOffset, `"${id}" is not the id of a section: it must be a lower-case name.`, fix);
    } else if (sections.some((section) => section.id === id)) {
      add(
        'section/twice',
        idOffset,
        `Two sections have the id "${id}".`,
        'Rename one: an amendment names one section.',
      );
    } else {
      const parent = sections.findLast((section) => section.start < start && start < section.end)?.id;
      sections.push({ id, title, level, start, bodyStart, end, ...(parent === undefined ? {} : { parent }) });
    }
  }
  return { sections, bodyOffset, findings };
}

/** The headings of a text with their extents, as CommonMark reads it. */
export function outlineOf(text: string): { headings: OutlineHeading[]; apart: OutlineHeading[]; bodyOffset: number } {
  const bodyOffset = bodyOffsetOf(text);
  const tree = fromMarkdown(text.slice(bodyOffset));
  const headings: OutlineHeading[] = [];
  const apart: OutlineHeading[] = [];
  const visit = (node: Nodes, depth: number) => {
    if (node.type === 'heading') {
      const heading = headingOf(text, node, bodyOffset);
      if (depth === 1) headings.push(heading);
      else if (heading.id !== undefined) apart.push(heading);
    } else if ('children' in node) for (const child of node.children) visit(child, depth + 1);
  };
  visit(tree, 0);
  for (const [index, heading] of headings.entries())
    heading.end = headings.slice(index + 1).find(({ level }) => level <= heading.level)?.start ?? text.length;
  return { headings, apart, bodyOffset };
}

function bodyOffsetOf(text: string): number {
  const none = text.startsWith('\ufeff') ? 1 : 0;
  const open = OPEN.exec(text)?.[0].length;
  if (open === undefined) return none;
  const close = CLOSE.exec(text.slice(open));
  return close === null ? none : open + close.index + close[0].length;
}

function headingOf(text: string, { depth, position }: Heading, bodyOffset: number): OutlineHeading {
  const from = bodyOffset + (position?.start.offset ?? 0);
  const to = bodyOffset + (position?.end.offset ?? 0);
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const lineEnd = text.indexOf('\n', to);
  const written = text.slice(from, to);
  // the underline of the other form of heading, or the closing `#` of this one
  const line = /^#{1,6}(?:\s|$)/.test(written) ? written.replace(/\s+#+\s*$/, '') : written.replace(/\r?\n[^\n]*$/, '');
  const match = ID.exec(line);
  const title = (match === null ? line : line.slice(0, match.index)).replace(/^#{1,6}/, '').trim();
  return {
    title,
    level: depth,
    start,
    bodyStart: lineEnd === -1 ? text.length : lineEnd + 1,
    end: text.length,
    ...(match === null ? {} : { id: match[1]?.trim() ?? '' }),
    idOffset: from + (match?.index ?? 0),
  };
}
