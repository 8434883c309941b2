import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, hasErrors, type ToolWords } from '@rolekit/sdk';
import type { BundleFile } from '@rolekit/sdk/bundle';
import { refuseErrors } from '@rolekit/sdk/internal';
import { skillsOf } from '@rolekit/sdk/internal/plugin';
import {
  fillWords,
  mismatched,
  type ParsedWords,
  parseClientWords,
  parseWords,
  parseWordsFile,
  type ReadingTool,
  SHIPPED_WORDS_FILE,
  toolWordsOf,
  WORDS_FILE,
  type Words,
  type WordsFile,
  wordNames,
  writeWordsFile,
} from '@rolekit/sdk/internal/words';
import type { ConnectorDescription } from '@rolekit/sdk/plugin';
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
async function readWords(dir: string, parse: (text: string) => ParsedWords = parseWords): Promise<ParsedWords> {
  const path = join(dir, WORDS_FILE);
  if (!existsSync(path)) return { findings: [] };
  const bytes = await readFile(path);
  try {
    return parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const fix = 'Save it as UTF-8.';
    const message = 'The file is not UTF-8 text.';
    return { findings: [{ code: 'file/encoding', severity: 'error', message, file: WORDS_FILE, fix }] };
  }
}

/**
 * The words of a plugin with a base: those of the base with the values of its own `words.yaml`, or its own where the base has none.
 *
 * @param texts The files of its skills, with what it takes of the base.
 */
export async function clientWords(
  dir: string,
  base: Words | undefined,
  texts: readonly BundleFile[],
): Promise<SourceWords> {
  const { words, findings } = await readWords(dir, (text) =>
    base === undefined ? parseWords(text) : parseClientWords(text, base),
  );
  const effective = words ?? base;
  if (effective === undefined || hasErrors(findings)) return { findings, places: {} };
  const filled = fillWords(texts, effective);
  return { words: effective, findings: [...findings, ...filled.findings], places: filled.places };
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

/** The tools of a bundle that read words. */
export function toolsOf(connectors: readonly ConnectorDescription[]): ReadingTool[] {
  return connectors.flatMap(({ tools }) =>
    tools.flatMap(({ definition, words }) => (words ? [{ name: definition.name, words }] : [])),
  );
}

/** What of the plugin's words its server needs. */
export function readByTools(connectors: readonly ConnectorDescription[], words: Words): ToolWords | null {
  const names = new Set(toolsOf(connectors).flatMap((tool) => wordNames(tool.words)));
  if (names.size === 0) return null;
  const groups = Object.entries(toolWordsOf(words)).flatMap(([group, value]): [string, unknown][] => {
    if (names.has(group)) return [[group, value]];
    const read = Object.entries(value).filter(([name]) => names.has(`${group}.${name}`));
    return read.length > 0 ? [[group, Object.fromEntries(read)]] : [];
  });
  return Object.fromEntries(groups);
}

/** Words that the plugin defines with another type than a tool that reads them: the tool would take its own value. */
export function checkToolWords(words: Words | undefined, connectors: readonly ConnectorDescription[]): Finding[] {
  if (words === undefined) return [];
  const values = toolWordsOf(words);
  return toolsOf(connectors).flatMap((tool) =>
    mismatched(tool.words, values).map(({ word, expected }) => ({
      code: 'words/type',
      severity: 'error' as const,
      message: `The tool ${tool.name} reads ${word} as a ${expected}.`,
      file: WORDS_FILE,
      fix: `Write a ${expected}, or give the word another name.`,
    })),
  );
}

/** The values of the words in a plugin's folder, for what is tried beside it; undefined where there are none, or wrong ones. */
export async function toolWordsIn(dir: string): Promise<ToolWords | undefined> {
  const { words } = await readWords(dir);
  return words && toolWordsOf(words);
}

/** The same of a built plugin's files. */
export function wordsIn(files: readonly BundleFile[]): ToolWords | undefined {
  const file = files.find(({ path }) => path === SHIPPED_WORDS_FILE);
  const words = file && parseWordsFile(new TextDecoder().decode(file.bytes)).wordsFile?.words;
  return words && toolWordsOf(words);
}
