// Just enough of TOML to change single values of a file that somebody else looks after: every other line stays as it is, comments too.

/** A value of the file: where it stands, and what it is when it is a text, a truth value or a number. */
export interface TomlEntry {
  path: string[];
  /** The text as it is written, where it is a list, a date or an inline table. */
  value: unknown;
  /** How many parts of the path its header has. */
  depth: number;
  /** Its lines: the first, and the one after the last. */
  from: number;
  to: number;
}

interface TomlTable {
  path: string[];
  /** A table of a list: `[[name]]`. */
  isListed: boolean;
  line: number;
}

export interface TomlLines {
  lines: string[];
  tables: TomlTable[];
  entries: TomlEntry[];
}

const PART = String.raw`(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')`;
const KEY = String.raw`${PART}(?:\s*\.\s*${PART})*`;
const HEADER = new RegExp(String.raw`^\s*(\[\[?)\s*(${KEY})\s*(\]\]?)\s*(?:#.*)?$`);
const ASSIGNMENT = new RegExp(String.raw`^\s*(${KEY})\s*=\s*(.*)$`);

// whole texts and comments first, so that what is in them counts for nothing
const TOKENS = /"""(?:[^\\]|\\[\s\S])*?"""|'''[\s\S]*?'''|"""|'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#.*|[[\]{}]/g;

/** Undefined for what is not understood. */
export function readToml(text: string): TomlLines | undefined {
  const lines = text.split('\n');
  const tables: TomlTable[] = [];
  const entries: TomlEntry[] = [];
  let table: TomlTable | undefined;
  for (let line = 0; line < lines.length; line += 1) {
    const content = lines[line] ?? '';
    if (/^\s*(?:#.*)?$/.test(content)) continue;
    const [, open, name, close] = HEADER.exec(content) ?? [];
    if (name !== undefined) {
      if (open?.length !== close?.length) return undefined;
      table = { path: keyOf(name), isListed: open === '[[', line };
      tables.push(table);
      continue;
    }
    const [, key, rest] = ASSIGNMENT.exec(content) ?? [];
    if (key === undefined || rest === undefined) return undefined;
    let value = rest;
    let last = line;
    while (!isWhole(value)) {
      last += 1;
      if (last >= lines.length) return undefined;
      value += `\n${lines[last]}`;
    }
    // what stands in a list of tables has no path of its own
    const above = table?.isListed ? [...table.path, `[${table.line}]`] : (table?.path ?? []);
    const path = [...above, ...keyOf(key)];
    entries.push({ path, value: scalarOf(value), depth: above.length, from: line, to: last + 1 });
    line = last;
  }
  return { lines, tables, entries };
}

/** The file without some of its entries and with others; undefined where a table cannot be added to. */
export function changedToml(
  { lines, tables, entries }: TomlLines,
  isRemoved: (entry: TomlEntry) => boolean,
  added: readonly { path: readonly string[]; value: unknown }[],
): string | undefined {
  const removed = entries.filter(isRemoved);
  const kept = entries.filter((entry) => !removed.includes(entry));
  const gone = new Set(removed.flatMap(({ from, to }) => range(from, to)));
  const inserted = new Map<number, string[]>();
  const insertAt = (line: number, text: string) => inserted.set(line, [...(inserted.get(line) ?? []), text]);
  const appended = new Map<string, string[]>();
  for (const { path, value } of added) {
    const above = path.slice(0, -1);
    const text = `${written(path.at(-1) ?? '')} = ${JSON.stringify(value)}`;
    if (kept.some((entry) => isBelow(path, entry.path))) return undefined;
    const table = tables.find(({ path: at, isListed }) => !isListed && isSame(at, above));
    if (table !== undefined) insertAt(table.line, text);
    else if (above.length === 0) insertAt(-1, text);
    // a table that dotted keys began cannot have a header
    else if (kept.some((entry) => entry.depth < above.length && isBelow(entry.path.slice(0, -1), above)))
      return undefined;
    else {
      const header = `[${above.map(written).join('.')}]`;
      appended.set(header, [...(appended.get(header) ?? []), text]);
    }
  }
  // a header with nothing left below it goes too
  tables.forEach(({ line }, index) => {
    const next = tables[index + 1]?.line ?? lines.length;
    const own = entries.filter(({ from }) => from > line && from < next);
    if (own.length > 0 && own.every((entry) => removed.includes(entry)) && !inserted.has(line)) gone.add(line);
  });
  const body = lines.flatMap((content, line) => (gone.has(line) ? [] : [content, ...(inserted.get(line) ?? [])]));
  const head = inserted.get(-1) ?? [];
  const start = [...head, ...(head.length > 0 && body.some((content) => content !== '') ? [''] : []), ...body];
  const tail = [...appended].map(([header, texts]) => [header, ...texts].join('\n'));
  const parts = [start.join('\n').trimEnd(), ...tail].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${parts.join('\n\n')}\n`;
}

function keyOf(text: string): string[] {
  return [...text.matchAll(new RegExp(PART, 'g'))].map(([part]) =>
    String(scalarOf(/^["']/.test(part) ? part : `"${part}"`)),
  );
}

function scalarOf(text: string): unknown {
  const [bare = ''] = /^(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^#\s"'[{][^#]*)/.exec(text) ?? [];
  const rest = text.slice(bare.length).trim();
  if (bare === '' || (rest !== '' && !rest.startsWith('#'))) return text.trim();
  const value = bare.trim();
  if (value.startsWith("'")) return value.slice(1, -1);
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Whether a value ends where its line does: no bracket and no text of several lines is open. */
function isWhole(value: string): boolean {
  let open = 0;
  for (const [token] of value.matchAll(TOKENS)) {
    if (token === '"""' || token === "'''") return false;
    if (token === '[' || token === '{') open += 1;
    if (token === ']' || token === '}') open -= 1;
  }
  return open <= 0;
}

function written(part: string): string {
  return /^[A-Za-z0-9_-]+$/.test(part) ? part : JSON.stringify(part);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function isSame(path: readonly string[], other: readonly string[]): boolean {
  return path.length === other.length && isBelow(path, other);
}

/** Whether a path is another one, or leads through it. */
function isBelow(path: readonly string[], above: readonly string[]): boolean {
  return above.every((part, index) => path[index] === part);
}
