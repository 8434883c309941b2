/** The three texts that a person decides between; undefined is one in which the section is not there. */
export interface Sides {
  before: string | undefined;
  now: string | undefined;
  client: string | undefined;
}

/** What stands behind the marks: whose text follows. */
export type SideLabels = Readonly<Record<keyof Sides, string>>;

/** A conflict as it stands in a file. */
export interface Conflict extends Sides {
  labels: SideLabels;
  /** Offsets of its block in the file. */
  start: number;
  end: number;
  /** 1-based. */
  line: number;
}

export const LABELS: SideLabels = { client: 'yours', before: 'base before', now: 'base now' };

/** Behind the label of a side in which the section is not there: an empty text is something else. */
const GONE = ' (not there)';
const MARK_LENGTH = 7;
const MARKS = /^([<|=>])\1{6,}/;

/**
 * A conflict as a file holds it: the marks that editors know from merges, with the base before between the two. The marks are
 * longer where a text itself has a line that looks like one.
 *
 * @example
 * ```
 * <<<<<<< yours
 * ||||||| base before
 * =======
 * >>>>>>> base now
 * ```
 */
export function conflictText({ before, now, client }: Sides, labels: SideLabels = LABELS): string {
  const texts = [client, before, now];
  const runs = texts.flatMap((text) => (text ?? '').split('\n').map((line) => MARKS.exec(line)?.[0].length ?? 0));
  const length = Math.max(MARK_LENGTH, ...runs.map((run) => run + 1));
  const label = (text: string | undefined, name: string) => ` ${name}${text === undefined ? GONE : ''}\n`;
  return [
    '<'.repeat(length) + label(client, labels.client) + whole(client),
    '|'.repeat(length) + label(before, labels.before) + whole(before),
    `${'='.repeat(length)}\n${whole(now)}`,
    '>'.repeat(length) + label(now, labels.now),
  ].join('');
}

/** The conflicts that a file holds; `broken` are lines of marks that belong to no whole conflict. */
export function readConflicts(text: string): { conflicts: Conflict[]; broken: number[] } {
  const lines = text.split(/(?<=\n)/);
  const offsets = [0];
  for (const line of lines) offsets.push((offsets.at(-1) ?? 0) + line.length);
  const conflicts: Conflict[] = [];
  const broken: number[] = [];
  for (let index = 0; index < lines.length; index++) {
    const open = MARKS.exec(lines[index] ?? '');
    if (open === null || open[1] === '=' || open[1] === '|') continue;
    const found = open[1] === '<' ? conflictAt(lines, index, open[0].length) : undefined;
    if (found === undefined) {
      broken.push(index + 1);
      continue;
    }
    const { last, ...sides } = found;
    conflicts.push({ ...sides, start: offsets[index] ?? 0, end: offsets[last + 1] ?? text.length, line: index + 1 });
    index = last;
  }
  return { conflicts, broken };
}

/** The file with each conflict decided. */
export function resolveConflicts(text: string, decide: (conflict: Conflict) => string | undefined): string {
  let from = 0;
  const parts = readConflicts(text).conflicts.map((conflict) => {
    const part = text.slice(from, conflict.start) + (decide(conflict) ?? '');
    from = conflict.end;
    return part;
  });
  return parts.join('') + text.slice(from);
}

function conflictAt(lines: readonly string[], open: number, length: number) {
  const next = (mark: string, from: number) =>
    lines.findIndex((line, index) => index > from && isMark(line, mark, length));
  const middle = next('|', open);
  const split = middle === -1 ? -1 : next('=', middle);
  const last = split === -1 ? -1 : next('>', split);
  if (last === -1) return undefined;
  const side = (from: number, to: number, label: string) =>
    label.endsWith(GONE) ? undefined : lines.slice(from + 1, to).join('');
  const label = (index: number) => (lines[index] ?? '').slice(length).trim();
  const plain = (index: number) => label(index).replace(GONE.trim(), '').trim();
  return {
    client: side(open, middle, ` ${label(open)}`),
    before: side(middle, split, ` ${label(middle)}`),
    now: side(split, last, ` ${label(last)}`),
    labels: { client: plain(open), before: plain(middle), now: plain(last) },
    last,
  };
}

function isMark(line: string, mark: string, length: number): boolean {
  const run = MARKS.exec(line);
  return run !== null && run[1] === mark && run[0].length === length;
}

function whole(text: string | undefined): string {
  return text === undefined || text === '' || text.endsWith('\n') ? (text ?? '') : `${text}\n`;
}
