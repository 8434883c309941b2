import { sectionsOf } from './sections.ts';

/** A part of a text that one section owns; a section around others owns what lies between them. Joined, they are the text. */
export interface Piece {
  /** Id of a section, or one of the two below. */
  id: string;
  text: string;
}

/** What is outside of every section with an id. */
export const UNNAMED = '';
/** The frontmatter, which no section can be named after. */
export const FRONTMATTER = '---';

/** Cuts a text where sections with ids begin and end. */
export function piecesOf(text: string): Piece[] {
  const { sections, bodyOffset } = sectionsOf(text);
  const cuts = new Set([0, bodyOffset, text.length, ...sections.flatMap(({ start, end }) => [start, end])]);
  const offsets = [...cuts].toSorted((a, b) => a - b);
  return offsets.slice(0, -1).map((from, index) => {
    const owner = sections.findLast(({ start, end }) => start <= from && from < end)?.id;
    const id = owner ?? (from < bodyOffset ? FRONTMATTER : UNNAMED);
    return { id, text: text.slice(from, offsets[index + 1]) };
  });
}
