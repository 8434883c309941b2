import { GROUPS } from './groups.ts';
import { type ToolWords, wordNames } from './tool-words.ts';
import type { Words, WordsFile } from './types.ts';

/** Groups that are one word each: their keys belong together. */
const WHOLE: readonly string[] = ['fiscalYear', 'currencies'];

/** A word with its value, and who reads it. */
export interface ListedWord {
  /** `thresholds.silentDays` */
  word: string;
  value: unknown;
  /** Files of skills that hold it. */
  skills: string[];
  /** Tools that compute with it. */
  tools: string[];
}

export interface ReadingTool {
  name: string;
  words: ToolWords;
}

/** Every word of a plugin, in the order of the groups, with the skills and tools that read it. */
export function listWords(words: Words, places: WordsFile['places'], tools: readonly ReadingTool[] = []): ListedWord[] {
  const read = Object.entries(places).flatMap(([path, filled]) =>
    [...new Set(filled.map(({ word }) => word))].map((word) => ({ path, word })),
  );
  return entriesOf(words).map(({ word, value, list }) => ({
    word,
    value,
    skills: [...new Set(read.filter((place) => isRead(word, list, place.word)).map(({ path }) => path))].toSorted(),
    tools: tools
      .filter((tool) => wordNames(tool.words).some((name) => name === word || name === word.split('.', 1)[0]))
      .map(({ name }) => name),
  }));
}

function entriesOf(words: Words): { word: string; value: unknown; list?: string }[] {
  return GROUPS.flatMap((group): { word: string; value: unknown; list?: string }[] => {
    const value = words[group];
    if (value === undefined) return [];
    if (WHOLE.includes(group)) return [{ word: group, value }];
    if (Array.isArray(value))
      return value.map((stage) => ({
        word: `stages.${stage.id}`,
        value: stage.label,
        list: `stages.${stage.category}`,
      }));
    return Object.entries(value).map(([name, entry]: [string, object]) => ({
      word: `${group}.${name}`,
      value: 'value' in entry ? entry.value : 'term' in entry ? entry.term : entry,
    }));
  });
}

/** A place names the word, a part of it, or the whole list in which it stands. */
function isRead(word: string, list: string | undefined, place: string): boolean {
  return place === word || place.startsWith(`${word}.`) || place === word.split('.', 1)[0] || place === list;
}
