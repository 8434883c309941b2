import type { Finding } from '../finding.ts';
import { shortened } from '../tree/hidden-characters.ts';
import { Places } from '../tree/line-columns.ts';
import type { BundleFile } from '../tree/types.ts';
import { fillWords, holdsWords, unfillWords } from './fill.ts';
import type { WordPlace, WordsFile } from './types.ts';
import { SHIPPED_WORDS_FILE, wordsDigest } from './words-file.ts';

const REBUILD = 'Build the plugin again: `rolekit build`.';
const MAX_FINDINGS = 20;

/**
 * Checks that each place of a `words.json` holds what its word says: taken back to its place and filled again, a file must be
 * as it was shipped.
 */
export function checkShippedWords(files: readonly BundleFile[], wordsFile: WordsFile): Finding[] {
  const { digest, words, places } = wordsFile;
  const findings: Finding[] = [];
  if (wordsDigest(words) !== digest)
    findings.push(error('digest', SHIPPED_WORDS_FILE, 'The digest is not that of the words in the file.'));
  for (const [path, filled] of Object.entries(places)) {
    const file = files.find((file) => file.path === path);
    if (file === undefined || !holdsWords(path))
      findings.push(error('place', SHIPPED_WORDS_FILE, `"${path}" is no text of a skill in this bundle.`));
    else findings.push(...checkFile(file, filled, wordsFile));
  }
  return findings.slice(0, MAX_FINDINGS);
}

function checkFile(file: BundleFile, filled: readonly WordPlace[], wordsFile: WordsFile): Finding[] {
  const disordered = filled.some(({ offset, length }, index) => {
    const { offset: before = 0, length: width = 0 } = filled[index - 1] ?? {};
    return offset < before + width || offset + length > file.bytes.length;
  });
  if (disordered)
    return [error('place', file.path, 'words.json names places that overlap, or lie outside of the file.')];
  const { files, places } = fillWords(unfillWords([file], wordsFile), wordsFile.words);
  const again = files[0]?.bytes ?? new Uint8Array();
  const other = filled.find(({ offset, length, word }, index) => {
    const now = places[file.path]?.[index];
    return (
      now?.offset !== offset ||
      now.length !== length ||
      now.word !== word ||
      !isEqual(file.bytes, again, offset, length)
    );
  });
  if (other === undefined && again.length === file.bytes.length) return [];
  return [
    other === undefined ? error('place', file.path, 'words.json leaves out a place for a word.') : differs(file, other),
  ];
}

function differs({ path, bytes }: BundleFile, { offset, length, word }: WordPlace): Finding {
  const before = new TextDecoder().decode(bytes.subarray(0, offset));
  const held = new TextDecoder().decode(bytes.subarray(offset, offset + length));
  const message = `The skill holds "${shortened(held, 60)}" here, and its word "${word}" says something else.`;
  return { ...error('place', path, message), ...new Places(before).at(before.length) };
}

function isEqual(a: Uint8Array, b: Uint8Array, offset: number, length: number): boolean {
  for (let index = offset; index < offset + length; index++) if (a[index] !== b[index]) return false;
  return true;
}

function error(rule: 'digest' | 'place', file: string, message: string): Finding {
  return { code: `words/${rule}`, severity: 'error', message, file, fix: REBUILD };
}
