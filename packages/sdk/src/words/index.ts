export { checkShippedWords } from './check-shipped.ts';
export { type ParsedClientWords, parseClientWords } from './client.ts';
export { type FilledFiles, fillWords, holdsWords, unfillWords } from './fill.ts';
export { type ParsedWords, parseWords, WORDS_FILE } from './parse.ts';
export { renderWord } from './render.ts';
export { toolWordsSchema } from './schema.ts';
export { mismatched, type ToolWords, toolWordsOf, type WordsOf, wordNames, wordsFor } from './tool-words.ts';
export type {
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
export { type ListedWord, listWords, type ReadingTool } from './word-list.ts';
export { parseWordsFile, SHIPPED_WORDS_FILE, wordsDigest, wordsFileSchema, writeWordsFile } from './words-file.ts';
