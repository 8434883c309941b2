import { nearest } from '../suggest.ts';
import { GROUPS, isGroup } from './groups.ts';

/** A place for a word in the source of a skill. */
export interface SourcePlace {
  /** UTF-16 units from the start of the text. */
  offset: number;
  /** As written, with the braces. */
  written: string;
  /** Between the braces. */
  word: string;
  /** Nothing else stands on its line; this is what stands before it. */
  indent: string | undefined;
}

const PLACE = /(?<!\\)\{\{([A-Za-z]\w*(?:\.[A-Za-z0-9][\w-]*)*)\}\}/g;

/**
 * Finds `{{group.word}}` in a skill's text, in code too: a query needs the client's number as well. A backslash before the
 * braces, or white space within them, makes it text, and so does a first name that is no group of words.
 */
export function findPlaces(text: string): SourcePlace[] {
  return [...text.matchAll(PLACE)].flatMap(({ 0: written, 1: word = '', index }) => {
    if (!isGroup(groupOf(word))) return [];
    return [{ offset: index, written, word, indent: indentAt(text, index, index + written.length) }];
  });
}

/** Names that are nearly a group's: `{{treshold.silentDays}}`. */
export function findMistyped(text: string): { offset: number; written: string; meant: string }[] {
  return [...text.matchAll(PLACE)].flatMap(({ 0: written, 1: word = '', index }) => {
    const group = groupOf(word);
    const meant = isGroup(group) || !word.includes('.') ? undefined : nearest(group, GROUPS);
    return meant === undefined ? [] : [{ offset: index, written, meant: `{{${meant}${word.slice(group.length)}}}` }];
  });
}

/** White space before a place that has its line to itself. */
export function indentAt(text: string, start: number, end: number): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const after =
    /^[^\n]*/.exec(text.slice(end, text.indexOf('\n', end) === -1 ? undefined : text.indexOf('\n', end)))?.[0] ?? '';
  return before.trim() === '' && after.trim() === '' ? before : undefined;
}

function groupOf(word: string): string {
  return word.split('.', 1)[0] ?? '';
}
