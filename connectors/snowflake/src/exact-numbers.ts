import { parseExact } from '@rolekit/sdk/http';

/** Digits that say something: without sign, point, exponent and zeros at the ends. */
function digitsOf(text: string): string {
  return text
    .replace(/[eE].*$/, '')
    .replace(/[-+.]/g, '')
    .replace(/^0+|0+$/g, '');
}

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;

/** A decimal number, as a number when a double surely keeps all its digits, else as the text that it is. */
export function exactNumber(text: string): number | string {
  if (!NUMBER.test(text)) return text;
  const value = Number(text);
  if (/^[-+]?\d+$/.test(text)) return Number.isSafeInteger(value) ? value : text;
  const digits = digitsOf(text);
  // up to 15 digits a double gives back exactly what was sent
  return digits.length <= 15 && Number.isFinite(value) && (value !== 0 || digits === '') ? value : text;
}

/** A double as Snowflake prints it; `NaN`, `inf` and `-inf` stay texts. */
export function realNumber(text: string): number | string {
  return NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** A number of a document: a decimal that keeps its digits, or a double that prints as it was sent. */
function keepsDigits(text: string): boolean {
  if (typeof exactNumber(text) === 'number') return true;
  const value = Number(text);
  return /[.eE]/.test(text) && Number.isFinite(value) && value !== 0 && digitsOf(text) === digitsOf(String(value));
}

/** A JSON document; numbers that would lose digits become texts. What is no JSON (`undefined`, NaN) stays a text. */
export function exactDocument(raw: string): object | string | number | boolean | null {
  try {
    return parseExact(raw, keepsDigits) as ReturnType<typeof exactDocument>;
  } catch {
    return raw;
  }
}
