import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, RolekitError } from '@rolekit/sdk';
import { nearest } from '@rolekit/sdk/internal/texts';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { BUMPS, type Note } from './types.ts';
import { NOTES_FOLDER, shown } from './workspace.ts';

const MAX_NOTES = 2000;
const MAX_NOTE_BYTES = 64 * 1024;
const WORDS = [...BUMPS, 'none'] as const;
const FORM = 'Begin it with `---`, a line such as `"acme/sales": minor`, and `---`; the text follows.';

/** Reads the notes of a workspace as changesets writes them, with every problem at once. */
export async function readNotes(root: string, cwd: string): Promise<{ notes: Note[]; findings: Finding[] }> {
  const folder = join(root, NOTES_FOLDER);
  const names = (await readdir(folder).catch(() => [])).filter(isNote).toSorted();
  if (names.length > MAX_NOTES) {
    const hint = 'Release what is noted first.';
    throw new RolekitError('RK_FILE', { path: folder, reason: `it has more than ${MAX_NOTES} notes`, hint });
  }
  const notes: Note[] = [];
  const findings: Finding[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const file = shown(path, cwd);
    const { size } = await stat(path);
    const read =
      size > MAX_NOTE_BYTES
        ? tooLarge(file, size)
        : parseNote((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''), file);
    findings.push(...read.findings);
    if ('note' in read) notes.push({ path, file, ...read.note });
  }
  return { notes, findings };
}

function isNote(name: string): boolean {
  return name.endsWith('.md') && !name.startsWith('.') && name.toLowerCase() !== 'readme.md';
}

type ParsedNote = { note: Pick<Note, 'bumps' | 'text'>; findings: Finding[] } | { findings: Finding[] };

/** Reads a note; `note` is there exactly when it has no finding. */
export function parseNote(source: string, file: string): ParsedNote {
  const lines = source.split(/\r?\n/);
  const start = lines.findIndex((line) => line.trim() !== '');
  if (lines[start]?.trim() !== '---') return failed(file, Math.max(start, 0) + 1, 'The note has no frontmatter.', FORM);
  const end = lines.findIndex((line, index) => index > start && line.trim() === '---');
  if (end === -1) return failed(file, start + 1, 'The frontmatter of the note has no end.', FORM);
  const counter = new LineCounter();
  const document = parseDocument(lines.slice(start + 1, end).join('\n'), { lineCounter: counter });
  const lineAt = (offset = 0) => counter.linePos(offset).line + start + 1;
  const [broken] = document.errors;
  if (broken) {
    const reason = broken.message.split(/ at line |\n/)[0] ?? '';
    return failed(file, lineAt(broken.pos[0]), `The frontmatter is not YAML: ${reason}.`, FORM);
  }
  if (document.contents === null) return { note: { bumps: [], text: '' }, findings: [] };
  if (!isMap(document.contents)) return failed(file, start + 2, 'The frontmatter names no plugins.', FORM);
  const bumps: Note['bumps'] = [];
  const findings: Finding[] = [];
  for (const { key, value } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const line = lineAt(isScalar(key) ? key.range?.[0] : 0);
    const bump = WORDS.find((word) => isScalar(value) && value.value === word);
    if (bump !== undefined && name !== '') bumps.push({ name, bump, line });
    else findings.push(bumpFinding(file, line, name, isScalar(value) ? String(value.value) : 'a list'));
  }
  const text = lines
    .slice(end + 1)
    .join('\n')
    .trim();
  if (text === '')
    findings.push(
      finding('note/empty', file, end + 1, 'The note has no text.', 'Say below the frontmatter what changed for whom.'),
    );
  return findings.length > 0 ? { findings } : { note: { bumps, text }, findings };
}

function bumpFinding(file: string, line: number, name: string, word: string): Finding {
  const near = nearest(word, WORDS);
  const fix = near ? `Did you mean \`${near}\`?` : 'Write patch, minor, major or none.';
  return finding('note/bump', file, line, `\`${word}\` is no step of a version (of ${name}).`, fix);
}

function tooLarge(file: string, size: number): ParsedNote {
  return failed(file, 1, `The note has ${size} bytes; the limit is ${MAX_NOTE_BYTES}.`, 'Make it shorter.');
}

function failed(file: string, line: number, message: string, fix: string): ParsedNote {
  return { findings: [finding('note/frontmatter', file, line, message, fix)] };
}

function finding(code: string, file: string, line: number, message: string, fix: string): Finding {
  return { code, severity: 'error', message, file, line, fix };
}
