import { randomUUID } from 'node:crypto';

const QUOTE = 34;
const MINUS = 45;
const BACKSLASH = 92;

/**
 * Parses JSON; whole numbers beyond 2^53, which a double would round, become texts with all their digits.
 *
 * @param keepsDigits which numbers stay numbers, where a vendor asks for more than that
 * @throws SyntaxError for what is no JSON
 */
export function parseExact(text: string, keepsDigits?: (number: string) => boolean): unknown {
  const plain: unknown = JSON.parse(text);
  const mayLose = keepsDigits ? /\d[\d.]{15}|\d[eE]/.test(text) : /\d{16}/.test(text);
  return mayLose ? JSON.parse(withLongAsText(text, keepsDigits ?? isSafe)) : plain;
}

/** Fractions and exponents are a double's in every JSON. */
function isSafe(number: string): boolean {
  return number.length < 16 || !/^-?\d+$/.test(number) || Number.isSafeInteger(Number(number));
}

/** Writes JSON; a `bigint` becomes a number with all its digits, where `JSON.stringify` refuses it. */
export function writeExact(value: unknown): string {
  // no text of the value can hold it
  const mark = `${randomUUID()}:`;
  let isLong = false;
  const text = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'bigint') return inner;
    isLong = true;
    return `${mark}${inner}`;
  });
  return isLong ? text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1') : text;
}

/**
 * Reviver of a YAML document that was read with `intAsBigInt`: whole numbers beyond 2^53 are texts of their digits, as
 * `parseExact` has them.
 */
export function exactYamlNumber(_: unknown, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Of valid JSON. A scan and no pattern: texts may have any length, and any number of escapes. */
function withLongAsText(text: string, keepsDigits: (number: string) => boolean): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfText(text, at);
    } else if (code === MINUS || isDigit(code)) {
      const start = at++;
      while (isInNumber(text.charCodeAt(at))) at++;
      const number = text.slice(start, at);
      if (keepsDigits(number)) continue;
      parts.push(text.slice(from, start), `"${number}"`);
      from = at;
    } else at++;
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(from);
}

/** Of a text that begins at `start`: after the quote that is not escaped. */
export function endOfText(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let before = quote;
    while (text.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((quote - before) % 2 === 0) return quote + 1;
  }
  return text.length;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A digit, or one of `+-.eE`. */
function isInNumber(code: number): boolean {
  return isDigit(code) || code === 43 || code === MINUS || code === 46 || code === 69 || code === 101;
}
