import { endOfText, parseExact } from '../../http/request/exact-json.ts';
import { parseInteger, parseNumber, plainDecimal } from '../../parse-values.ts';
import type { JsonType } from './json-types.ts';

const WHOLE = /^-?[1-9]\d*$/;
const DECIMAL = /^-?(?:0|[1-9]\d*)\.\d+$/;
const MAX_DEPTH = 32;
const MAX_SHOWN = 40;

/** What a text stands for where none is taken, or why nothing is. */
export type TextValue = { value: unknown } | { reason: string };

/** The value of one of these types that a text writes as JSON does, when nothing of it is lost. */
export function valueOfText(text: string, types: readonly JsonType[]): TextValue {
  if (text === 'null' && types.includes('null')) return { value: null };
  if ((text === 'true' || text === 'false') && types.includes('boolean')) return { value: text === 'true' };
  const takesFraction = types.includes('number');
  const number = takesFraction ? parseNumber(text) : types.includes('integer') ? parseInteger(text) : undefined;
  if (number !== undefined) return { value: number };
  if (/^\s*\[/.test(text) && types.includes('array')) return valueOfJson(text);
  if (/^\s*\{/.test(text) && types.includes('object')) return valueOfJson(text);
  return { reason: reasonOf(text, types) };
}

function valueOfJson(text: string): TextValue {
  let value: unknown;
  try {
    value = parseExact(text);
  } catch {
    return { reason: `is not JSON: ${shown(text)}. Send the list or object itself, not as text` };
  }
  const { depth, names, numbers } = scanJson(text);
  if (depth > MAX_DEPTH) return { reason: `nests deeper than ${MAX_DEPTH} levels. Send less` };
  if (names > namesIn(value)) return { reason: 'has a key twice. Send each key once' };
  const lost = numbers.find((number) => !isExact(number));
  if (lost !== undefined)
    return { reason: `has ${shown(lost)}, which a number cannot hold exactly. Send fewer digits` };
  return { value };
}

/** Whole ones beyond 2^53 stay texts. */
function isExact(number: string): boolean {
  return /^-?\d+$/.test(number) || plainDecimal(number) === plainDecimal(String(Number(number)));
}

/** Of valid JSON: how deep it goes, how many names of fields it has, and its numbers. */
function scanJson(text: string): { depth: number; names: number; numbers: string[] } {
  const numbers: string[] = [];
  let names = 0;
  let open = 0;
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const char = text.charAt(at);
    const start = at++;
    if (char === '"') at = endOfText(text, start);
    else if (char === ':') names++;
    else if (char === '[' || char === '{') depth = Math.max(depth, ++open);
    else if (char === ']' || char === '}') open--;
    else if (char === '-' || (char >= '0' && char <= '9')) {
      while (/[\d.eE+-]/.test(text.charAt(at))) at++;
      numbers.push(text.slice(start, at));
    }
  }
  return { depth, names, numbers };
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, part) => sum + namesIn(part), own);
}

const WHAT: Partial<Record<JsonType, string>> = {
  null: 'null',
  boolean: 'true or false',
  integer: 'a whole number, such as 5, in plain digits',
  number: 'a number, such as 0.5',
  array: 'a JSON list, such as ["a"]',
  object: 'a JSON object, such as {"name": "value"}',
};

function reasonOf(text: string, types: readonly JsonType[]): string {
  if (types.includes('integer') && WHOLE.test(text))
    return `is ${shown(text)}, beyond ±2^53, where numbers lose digits. Send one from -9007199254740991 to 9007199254740991`;
  if (types.includes('number') && DECIMAL.test(text))
    return `is ${shown(text)}, whose digits a number does not keep. Send at most 15 digits`;
  const forms = types
    .filter((type) => !(type === 'integer' && types.includes('number')))
    .flatMap((type) => WHAT[type] ?? []);
  return `is the text ${shown(text)}. Send ${forms.join(', or ')}`;
}

function shown(text: string): string {
  const isLong = text.length > MAX_SHOWN;
  return isLong ? `${JSON.stringify(text.slice(0, MAX_SHOWN))}…` : JSON.stringify(text);
}
