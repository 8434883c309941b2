import { createScanner } from 'jsonc-parser';
import type { Finding } from '../finding.ts';
import { decodeText } from '../tree/decode-text.ts';
import { hiddenCharacters } from '../tree/hidden-characters.ts';
import { Places } from '../tree/line-columns.ts';
import type { BundleFile } from '../tree/types.ts';

/** Of one file; a text that is full of them says no more with a hundred findings. */
const MAX_FINDINGS = 20;
/** Kinds of tokens of jsonc-parser, whose enum cannot be imported by value. */
const STRING = 10;
const END = 17;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Finds invisible, bidirectional and tag characters in the name of every file, and in every text that a model may be
 * given: all files but pictures and built code. JSON is read as its strings, so that an escape hides nothing.
 *
 * @param skip Files for which such findings were made already.
 */
export function checkTexts(files: readonly BundleFile[], skip: ReadonlySet<string>): Finding[] {
  return files.flatMap((file) => [
    ...hiddenCharacters(file.path).map(({ codePoint }) => inName(file.path, codePoint)),
    ...(skip.has(file.path) || isBuiltCode(file.path) ? [] : inContent(file)),
  ]);
}

/** A bundler writes characters of all kinds into its texts, and no model is given them. */
function isBuiltCode(path: string): boolean {
  return path.startsWith('server/') || path === 'connector.mjs';
}

function inContent({ path, bytes }: BundleFile): Finding[] {
  if (bytes.includes(0) && !/\.(?:md|json)$/i.test(path)) return [];
  const decoded = decodeText(bytes, path);
  // what a registry shows of it would be another text
  if ('finding' in decoded) return path.toLowerCase() === 'readme.md' ? [decoded.finding] : [];
  const { text } = decoded;
  const found = path.endsWith('.json') ? inStrings(text) : hiddenCharacters(text);
  if (found.length === 0) return [];
  const places = new Places(text);
  return found
    .filter(({ offset }) => offset > 0 || text.charCodeAt(0) !== BYTE_ORDER_MARK)
    .slice(0, MAX_FINDINGS)
    .map(({ offset, codePoint }) => ({
      code: 'text/hidden-character',
      severity: 'error',
      message: `The invisible character ${codePoint} is here; a model reads it, a person does not.`,
      file: path,
      ...places.at(offset),
      fix: 'Remove it.',
    }));
}

/** Of the strings and keys of a JSON text, each at the place where it begins. */
function inStrings(text: string): { offset: number; codePoint: string }[] {
  const found: { offset: number; codePoint: string }[] = [];
  const scanner = createScanner(text, true);
  for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
    if (token !== STRING) continue;
    const offset = scanner.getTokenOffset();
    found.push(...hiddenCharacters(scanner.getTokenValue()).map(({ codePoint }) => ({ offset, codePoint })));
  }
  return found;
}

function inName(path: string, codePoint: string): Finding {
  return {
    code: 'text/hidden-character',
    severity: 'error',
    message: `The name of the file has the invisible character ${codePoint}.`,
    file: path,
    fix: 'Rename it.',
  };
}
