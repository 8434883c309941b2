import { outlineOf } from '../overlay/index.ts';
import type { BundleFile } from '../tree/types.ts';
import { lineDiff } from './line-diff.ts';
import type { Change, Content, Passage } from './types.ts';

/** Of one passage; a text that is longer says so. */
const MAX_LINES = 400;
/** Unchanged lines around a changed one: the heading says where it is. */
const CONTEXT = 1;
const MAX_TEXT_BYTES = 256 * 1024;

/** One change for each file that is new, gone or other; of texts, with the sections that differ. */
export function fileChanges(
  before: Pick<Content, 'files'>,
  after: Pick<Content, 'files'>,
  isMeant: (path: string) => boolean,
): Change[] {
  const [had, has] = [byPath(before.files, isMeant), byPath(after.files, isMeant)];
  return [...new Set([...had.keys(), ...has.keys()])].toSorted().flatMap((path): Change[] => {
    const [was, is] = [had.get(path), has.get(path)];
    if (was !== undefined && is !== undefined && Buffer.compare(was, is) === 0) return [];
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    return [{ change, text: path, passages: passagesOf(path, textOf(was), textOf(is)) }];
  });
}

function byPath(files: readonly BundleFile[], isMeant: (path: string) => boolean): Map<string, Uint8Array> {
  return new Map(files.filter(({ path }) => isMeant(path)).map(({ path, bytes }) => [path, bytes]));
}

function textOf(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return '';
  try {
    if (bytes.length <= MAX_TEXT_BYTES) return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // not a text
  }
  return `${bytes.length} bytes that are not shown\n`;
}

/** What differs between two texts, section by section where they are Markdown. */
export function passagesOf(path: string, before: string, after: string): Passage[] {
  if (!path.endsWith('.md')) return passage('', before, after);
  const [had, has] = [sectionsOf(before), sectionsOf(after)];
  const gone = [...had].filter(([key]) => !has.has(key));
  const passages = [
    ...[...has].flatMap(([key, { title, text }]) => passage(title, had.get(key)?.text ?? '', text)),
    ...gone.flatMap(([, { title, text }]) => passage(title, text, '')),
  ];
  if (passages.length > 0 || before === after) return passages;
  return [{ section: '', lines: [' The same sections, in another order.'], truncated: false }];
}

function passage(section: string, before: string, after: string): Passage[] {
  if (before === after) return [];
  const lines = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
  const { lines: rows, truncated } = lineDiff(lines(before), lines(after), MAX_LINES, CONTEXT);
  const shown = withoutEdges(rows);
  return shown.length === 0 ? [] : [{ section, lines: shown, truncated }];
}

/** Blank lines at both ends say nothing, and neither does the heading, which names the passage already. */
function withoutEdges(rows: readonly string[]): string[] {
  const isEmpty = (row: string) => /^[ +-]?\s*$/.test(row);
  const isIdle = (row: string) => isEmpty(row) || row === '…' || /^ #{1,6}\s/.test(row);
  const first = rows.findIndex((row) => !isIdle(row));
  const last = rows.findLastIndex((row) => !isEmpty(row) && row !== '…');
  return first === -1 ? [] : rows.slice(first, last + 1);
}

/** The parts of a text from one heading to the next, by id or title. */
function sectionsOf(text: string): Map<string, { title: string; text: string }> {
  const { headings, bodyOffset } = outlineOf(text);
  const found = new Map<string, { title: string; text: string }>();
  const add = (key: string, title: string, part: string) => {
    let free = key;
    for (let count = 2; found.has(free); count++) free = `${key} ${count}`;
    found.set(free, { title, text: part });
  };
  if (bodyOffset > 0) add('---', 'When it is used', text.slice(0, bodyOffset));
  add('', 'Beginning', text.slice(bodyOffset, headings[0]?.start ?? text.length));
  for (const [index, { id, title, start }] of headings.entries())
    add(id === undefined ? title : `#${id}`, title, text.slice(start, headings[index + 1]?.start ?? text.length));
  return found;
}
