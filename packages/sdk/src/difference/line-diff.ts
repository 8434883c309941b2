import { diffLines } from 'diff';
import { hiddenCharacters } from '../tree/hidden-characters.ts';

/** Lines of a diff: each begins with `+`, `-` or a blank, or is `…` in the place of unchanged ones. */
export interface LineDiff {
  lines: string[];
  truncated: boolean;
}

const CONTEXT = 3;
/** More differences than these are not looked for: the whole text is shown as replaced. */
const MAX_EDITS = 2000;
const MAX_LINES = 2000;

/** What changed between two texts, line by line, with some lines around each change. */
export function lineDiff(before: string, after: string, maxLines = MAX_LINES, context = CONTEXT): LineDiff {
  const parts = diffLines(before, after, { maxEditLength: MAX_EDITS, timeout: 1000 }) ?? [
    { removed: true, added: false, value: before },
    { removed: false, added: true, value: after },
  ];
  const lines = parts.flatMap(({ added, removed, value }, at) => {
    const rows = value.replace(/\n$/, '').split('\n');
    if (added || removed) return rows.map((row) => `${added ? '+' : '-'}${visible(row)}`);
    return around(rows, at > 0 ? context : 0, at < parts.length - 1 ? context : 0).map((row) =>
      row === undefined ? '…' : ` ${visible(row)}`,
    );
  });
  return { lines: lines.slice(0, maxLines), truncated: lines.length > maxLines };
}

/** The unchanged lines beside a change; undefined where some are left out. */
function around(rows: readonly string[], head: number, tail: number): (string | undefined)[] {
  if (rows.length <= head + tail + 1) return [...rows];
  return [...rows.slice(0, head), undefined, ...(tail === 0 ? [] : rows.slice(-tail))];
}

/** Nothing in a line moves a terminal's cursor, turns the text around or hides: such characters are spelled out. */
export function visible(row: string): string {
  let shown = '';
  let end = 0;
  for (const { offset } of hiddenCharacters(row)) {
    const character = String.fromCodePoint(row.codePointAt(offset) ?? 0);
    shown += row.slice(end, offset) + spelled(character);
    end = offset + character.length;
  }
  return (shown + row.slice(end)).replaceAll('\t', '  ').replace(/[\n\r\p{Co}]/gu, spelled);
}

function spelled(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
