import { DAY, dayForms, escaped } from './days.ts';
import { hasNumber } from './written-numbers.ts';

/** What an answer can be searched for without a model: a text, a number, or several of them. */
export type Sayable = string | number | readonly Sayable[];

/** Of a smaller whole number every long answer has one. */
const MIN_WHOLE = 10;
const MIN_TEXT = 3;

/** True for a value that an answer holds only when it means it: no yes or no, no small whole number. */
export function isTelling(value: unknown): value is Sayable {
  if (typeof value === 'number') return Math.abs(value) >= MIN_WHOLE || !Number.isInteger(value);
  if (typeof value === 'string') return value.trim().length >= MIN_TEXT;
  return Array.isArray(value) && value.length > 0 && value.every(isTelling);
}

/** True for a value that an answer can be searched for at all. */
export function isSayable(value: unknown): value is Sayable {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return value.trim() !== '';
  return Array.isArray(value) && value.length > 0 && value.every(isSayable);
}

/**
 * True when an answer says a value. Texts count as whole words, whatever their case, quotes, dashes and Markdown; a day also
 * as `15 December 2026` or `Dec 15`; numbers as `hasNumber` reads them; a list when all of it is said.
 */
export function isSaid(answer: string, value: Sayable, tolerance = 0): boolean {
  if (typeof value === 'number') return hasNumber(answer, value, tolerance);
  if (typeof value !== 'string') return value.every((part) => isSaid(answer, part, tolerance));
  const day = DAY.exec(value);
  // vendors write numbers as texts
  if (NUMBER.test(value)) return hasNumber(answer, Number(value), tolerance);
  return hasWords(answer, value) || (day !== null && hasDay(answer, day));
}

/** A text that is a number; one with zeros in front is a name. */
export const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/;

function hasWords(answer: string, text: string): boolean {
  const words = escaped(plain(text));
  const edge = '[\\p{L}\\p{N}]';
  // a word ends only where it begins or ends with a letter or a digit
  const before = /^[\p{L}\p{N}]/u.test(words) ? `(?<!${edge})` : '';
  const after = /[\p{L}\p{N}]$/u.test(words) ? `(?!${edge})` : '';
  return new RegExp(`${before}${words}${after}`, 'u').test(plain(answer));
}

function hasDay(answer: string, day: RegExpExecArray): boolean {
  const forms = dayForms(day);
  return forms.length > 0 && new RegExp(forms.join('|'), 'u').test(plain(answer));
}

/** One line of small letters, with plain quotes and dashes and without the marks of Markdown. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/[*`]|\\(?=[|_*])/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
