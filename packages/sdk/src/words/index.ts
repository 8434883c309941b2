export { type FilledFiles, fillWords, holdsWords, unfillWords } from './fill.ts';
export { type ParsedWords, parseWords, WORDS_FILE } from './parse.ts';
export { renderWord, wordPaths } from './render.ts';
export type {
  ClientWords,
  Currencies,
  FiscalYear,
  Measure,
  Stage,
  Style,
  Term,
  WordPlace,
  Words,
  WordsFile,
} from './types.ts';
export { parseWordsFile, SHIPPED_WORDS_FILE, wordsDigest, wordsFileSchema, writeWordsFile } from './words-file.ts';
