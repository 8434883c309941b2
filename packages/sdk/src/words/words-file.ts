import { z } from 'zod';
import { canonicalJson } from '../digest/canonical.ts';
import { digestOf } from '../digest/digest.ts';
import type { Finding } from '../finding.ts';
import { readJson } from '../tree/read-json.ts';
import { digestText } from '../tree/text-rules.ts';
import { wordsSchema } from './schema.ts';
import type { Words, WordsFile } from './types.ts';

/** What a build ships beside the skills. */
export const SHIPPED_WORDS_FILE = 'words.json';

const place = z.strictObject({ offset: z.int().min(0), length: z.int().min(0), word: z.string().max(200) });

/** Schema of `words.json`. */
export const wordsFileSchema = z.strictObject({
  format: z.literal(1),
  digest: digestText,
  words: wordsSchema,
  places: z.record(z.string(), z.array(place).max(5000)),
}) as z.ZodType<WordsFile>;

/** `sha256:<hex>` of the words in effect, with their definitions; it says nothing of tools. */
export function wordsDigest(words: Words): string {
  return digestOf(new TextEncoder().encode(canonicalJson(words)));
}

/** Reads a `words.json` for its shape; `wordsFile` is there exactly when none of the findings is an error. */
export function parseWordsFile(
  text: string,
  file = SHIPPED_WORDS_FILE,
): { wordsFile?: WordsFile; findings: Finding[] } {
  const { value, findings } = readJson(text, file, 'words', wordsFileSchema);
  return value === undefined ? { findings } : { wordsFile: value, findings };
}

/** The text of a `words.json`: the same bytes for the same words and places. */
export function writeWordsFile(words: Words, places: WordsFile['places']): string {
  const file: WordsFile = { format: 1, digest: wordsDigest(words), words, places };
  return `${JSON.stringify(JSON.parse(canonicalJson(file)), null, 2)}\n`;
}
