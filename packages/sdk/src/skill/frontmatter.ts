import { type Document, isMap, isNode, isScalar, LineCounter, type YAMLMap } from 'yaml';
import type { Finding } from '../finding.ts';
import { hasAlias, yamlDocument, yamlFix } from '../tree/yaml-document.ts';

const FENCE = /^---[ \t]*\r?\n/;
const END = /^---[ \t]*(?:\r?\n|$)/m;
const MAX_LENGTH = 64 * 1024;
export const BYTE_ORDER_MARK = '\ufeff';

export interface FrontmatterEntry {
  value: unknown;
  /** Of a mapping: its keys and values as they are written, where a value is one text; undefined where it is more. */
  texts?: [key: string, text: string | undefined][];
  /** Offsets into the whole text. */
  keyOffset: number;
  valueOffset: number;
}

export interface Frontmatter {
  entries: Map<string, FrontmatterEntry>;
  /** Offset of the first character after the closing fence. */
  bodyOffset: number;
}

type Read = { frontmatter?: Frontmatter; findings: Finding[] };

/** The YAML mapping between two `---` lines at the start of a text, with the place of each key and value. */
export function readFrontmatter(text: string, file: string): Read {
  // a byte order mark is a finding of its own
  const mark = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  const open = FENCE.exec(text.slice(mark));
  if (open === null) {
    return fail(
      file,
      1,
      'The file does not start with frontmatter.',
      'Start it with a line "---", name, description and a line "---".',
    );
  }
  const start = mark + open[0].length;
  const close = END.exec(text.slice(start));
  if (close === null || close.index > MAX_LENGTH) {
    return fail(file, 1, 'The frontmatter is not closed.', 'End it with a line "---".');
  }
  const lines = new LineCounter();
  const document = yamlDocument(text.slice(start, start + close.index), lines);
  if (document === undefined)
    return fail(file, 2, 'The frontmatter nests too deep.', 'Write plain "key: value" lines.');
  const broken = syntaxFindings(document, lines, file);
  if (broken.length > 0) return { findings: broken };
  if (hasAlias(document)) return fail(file, 2, 'The frontmatter has YAML anchors or aliases.', 'Write the values out.');
  if (!isMap(document.contents)) {
    return fail(file, 2, 'The frontmatter is not made of "key: value" lines.', 'Write name and description.');
  }
  const entries = new Map<string, FrontmatterEntry>();
  for (const { key, value } of document.contents.items) {
    const keyOffset = start + (offsetOf(key) ?? 0);
    entries.set(isScalar(key) ? String(key.value) : String(key), {
      value: isNode(value) ? value.toJS(document) : null,
      ...(isMap(value) ? { texts: textsOf(value) } : {}),
      keyOffset,
      valueOffset: start + (offsetOf(value) ?? keyOffset - start),
    });
  }
  return { frontmatter: { entries, bodyOffset: start + close.index + close[0].length }, findings: [] };
}

/** What YAML takes for a number, a date or null is a text here, so `1.10` is not `1.1`. */
function textsOf({ items }: YAMLMap): [string, string | undefined][] {
  return items.map(({ key, value }) => [textOf(key) ?? String(key), value === null ? '' : textOf(value)]);
}

function textOf(node: unknown): string | undefined {
  if (!isScalar(node)) return undefined;
  return typeof node.value === 'string' ? node.value : (node.source ?? '');
}

/** A text as every YAML takes it for one: in quotes where one would take it for a number, a date, a truth or more. */
export function yamlText(text: string): string {
  const isPlain = /^[a-z][a-z0-9-]*$/i.test(text) && !/^(?:null|true|false|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

function syntaxFindings(document: Document, lines: LineCounter, file: string): Finding[] {
  return [...document.errors, ...document.warnings].map((problem) => {
    const { line, col } = lines.linePos(problem.pos[0]);
    const message = `Broken YAML: ${problem.message.replace(/\.$/, '')}.`;
    return {
      code: 'skill/syntax',
      severity: 'error',
      message,
      file,
      line: line + 1,
      column: col,
      fix: yamlFix(problem.code),
    };
  });
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function fail(file: string, line: number, message: string, fix: string): Read {
  return { findings: [{ code: 'skill/frontmatter', severity: 'error', message, file, line, column: 1, fix }] };
}
