import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import type { BundleFile } from '@rolekit/sdk/bundle';
import { refuseErrors } from '@rolekit/sdk/internal';
import { skillsOf } from '@rolekit/sdk/internal/plugin';
import {
  fillWords,
  type ParsedWords,
  parseWords,
  SHIPPED_WORDS_FILE,
  WORDS_FILE,
  type Words,
  type WordsFile,
  writeWordsFile,
} from '@rolekit/sdk/internal/words';
import type { Skill } from '@rolekit/sdk/skill';

/** The words of a source folder, and what its skills make of them. */
export interface SourceWords extends ParsedWords {
  words?: Words;
  places: WordsFile['places'];
}

/**
 * Reads the `words.yaml` of a source, and finds every place in its skills that no word fits.
 *
 * @param texts The files of its skills.
 */
export async function checkWords(dir: string, texts: readonly BundleFile[]): Promise<SourceWords> {
  const { words, findings } = await readWords(dir);
  // What is wrong in the skills follows from what is wrong with the words.
  if (findings.length > 0 && words === undefined) return { findings, places: {} };
  const filled = fillWords(texts, words);
  const all = [...findings, ...filled.findings];
  return { ...(words === undefined ? {} : { words }), findings: all, places: filled.places };
}

/** The words that a plugin defines in `words.yaml`; nothing of one that has none. */
async function readWords(dir: string): Promise<ParsedWords> {
  const path = join(dir, WORDS_FILE);
  if (!existsSync(path)) return { findings: [] };
  const bytes = await readFile(path);
  try {
    return parseWords(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const fix = 'Save it as UTF-8.';
    const message = 'The file is not UTF-8 text.';
    return { findings: [{ code: 'file/encoding', severity: 'error', message, file: WORDS_FILE, fix }] };
  }
}

/** What of a source is filled. */
interface Fillable {
  dir: string;
  words: Words | undefined;
  skills: Skill[];
  files: BundleFile[];
}

/**
 * Fills the words of a source's skills and adds its `words.json`.
 *
 * @throws RK_FINDINGS when a word makes a skill one that hosts would not load
 */
export async function fillSource<S extends Fillable>(source: S): Promise<S> {
  const { words, files } = source;
  if (words === undefined) return source;
  const filled = fillWords(files, words);
  refuseErrors(filled.findings, source.dir);
  const text = writeWordsFile(words, filled.places);
  const { skills, findings } = await readSkills(filled.files);
  refuseErrors(findings, source.dir);
  return {
    ...source,
    skills,
    files: [...filled.files, { path: SHIPPED_WORDS_FILE, bytes: new TextEncoder().encode(text) }],
  };
}

async function readSkills(files: readonly BundleFile[]): Promise<{ skills: Skill[]; findings: Finding[] }> {
  const content = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const sized = files.map(({ path, bytes }) => ({ path, size: bytes.length }));
  return skillsOf(sized, async (path) => ({ text: new TextDecoder().decode(content.get(path)) }));
}
