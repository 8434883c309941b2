import { readAt } from './value-at.ts';
import { oneLine, wordsOf } from './words-of.ts';

/**
 * Where a vendor's errors have what code reads of them. `*` stands for each of a list: `*.errorCode`, `errors.*.field`. What it
 * says in words is found at the usual places.
 */
export interface ErrorPlaces {
  /** Its code: kept as `vendorCode`, the first where there are several. */
  code?: string;
  /** What it says in words, where that is at no usual place: `Elements.*.ValidationErrors.*.Message`. All that is there is said. */
  words?: string;
  /** Names of the fields that it is about, kept as `fields`: texts, or lists of texts. */
  fields?: string;
}

/** What an error of a vendor says. */
export interface VendorError {
  /** All of it for a person, on one line: `INVALID_FIELD: no such column (Fax)`; empty when it says nothing. */
  said: string;
  /** For the data of an error. */
  facts: { vendorCode?: string | number; vendorMessage?: string; fields?: string[] };
}

const MAX_MESSAGE_LENGTH = 2000;
const MAX_FIELDS = 100;

/** Reads the body of an error; what it has not, is left out. */
export function vendorError(body: unknown, { code = '', fields = '', words = '' }: ErrorPlaces): VendorError {
  const star = /(?:^|\.)\*\./.exec(code);
  const entries = star ? valuesAt(body, `${code.slice(0, star.index)}.*`) : [body];
  const place = star ? code.slice(star.index + star[0].length) : code;
  const placed = words === '' ? [] : valuesAt(body, words).flat().filter(isText);
  const errors = entries.map((entry, at) => ({
    code: codeIn(entry, place),
    words: placed.length === 0 ? wordsOf(entry) : at === 0 ? placed.join(' ') : undefined,
  }));
  const names = fields === '' ? [] : valuesAt(body, fields).flat().filter(isText).slice(0, MAX_FIELDS);
  const [vendorCode] = errors.flatMap((error) => error.code ?? []);
  const message = oneLine(errors.flatMap(({ words }) => words ?? []).join(' '), MAX_MESSAGE_LENGTH);
  const said = oneLine(errors.map(sentence).join(' '));
  const unsaid = names.filter((name) => !said.includes(name));
  return {
    said: unsaid.length > 0 ? `${said} (${unsaid.join(', ')})`.trim() : said,
    facts: {
      ...(vendorCode === undefined ? {} : { vendorCode }),
      ...(message === '' ? {} : { vendorMessage: message }),
      ...(names.length > 0 ? { fields: names } : {}),
    },
  };
}

function sentence({ code, words }: { code: string | number | undefined; words: string | undefined }): string {
  return [code === words ? undefined : code, words].filter((part) => part !== undefined).join(': ');
}

function codeIn(entry: unknown, place: string): string | number | undefined {
  const code = place === '' ? undefined : readAt(entry, place);
  return isText(code) || typeof code === 'number' ? code : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** What stands at a place that may have `*` in it. A `*` where no list is stands for what is there. */
function valuesAt(document: unknown, place: string): unknown[] {
  const [head = '', ...rest] = place.split(/(?:^|\.)\*(?:\.|$)/);
  const value = readAt(document, head);
  if (rest.length === 0) return value === undefined ? [] : [value];
  return [value].flat().flatMap((entry) => valuesAt(entry, rest.join('.*.')));
}
