/** Reading the values of HTTP fields as RFC 9110 writes them: lists, quoted texts, parameters, qualities. */

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';
const PARAMETER = new RegExp(`^\\s*(${TOKEN})\\s*=\\s*(${TOKEN}|${QUOTED})\\s*$`, 's');
const BEGINS_CHALLENGE = new RegExp(`^(${TOKEN})(?: +(.*))?$`, 's');
const ENTITY_TAG = /^(?:W\/)?("[^"]*")$/;
/** A field that is longer is read to here. */
const MAX_LENGTH = 16 * 1024;

/** The elements of a list, or the parts between semicolons: what is in quotes or in `<…>` parts nothing. */
export function partsOf(field: string, separator: ',' | ';' = ','): string[] {
  const text = field.slice(0, MAX_LENGTH);
  const parts: string[] = [];
  let start = 0;
  let closing: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (closing !== undefined) {
      if (closing === '"' && character === '\\') at++;
      else if (character === closing) closing = undefined;
    } else if (character === '"') closing = '"';
    else if (character === '<') closing = '>';
    else if (character === separator) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...parts, text.slice(start).trim()].filter((part) => part !== '');
}

/** What follows the first semicolon, by names in lower case; of a name that is there twice the first counts. */
export function parametersOf(parts: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of parts) {
    const [, name, value] = PARAMETER.exec(part) ?? [];
    if (name !== undefined && value !== undefined && !found.has(name.toLowerCase()))
      found.set(name.toLowerCase(), unquoted(value));
  }
  return found;
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/gs, '$1') : value;
}

/** A media type without its parameters, in lower case: `application/json` of `Application/JSON; charset=utf-8`. */
export function mediaTypeOf(field: string | null | undefined): string {
  return (field ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/**
 * How gladly a client takes a type, from 0 to 1, and whether it names the type itself. Without the field it takes all.
 *
 * @example acceptance('text/html;q=0.5, *\/*;q=0.1', 'text/html') // { quality: 0.5, named: true }
 */
export function acceptance(accept: string | undefined, type: string): { quality: number; named: boolean } {
  if (accept === undefined || accept.trim() === '') return { quality: 1, named: false };
  const ranges = [type, `${type.split('/', 1)[0]}/*`, '*/*'];
  const found = partsOf(accept).map((element) => {
    const [range = '', ...parameters] = partsOf(element, ';');
    return { rank: ranges.indexOf(range.toLowerCase()), quality: qualityOf(parametersOf(parameters).get('q')) };
  });
  const [best] = found.filter(({ rank }) => rank !== -1).sort((a, b) => a.rank - b.rank);
  return best === undefined ? { quality: 0, named: false } : { quality: best.quality, named: best.rank === 0 };
}

/** What is no quality is none that a client could mean. */
function qualityOf(text: string | undefined): number {
  if (text === undefined) return 1;
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 0;
}

/** True when a client asks for a type by name, and takes no other of these more gladly. */
export function asksFor(accept: string | undefined, type: string, ...others: readonly string[]): boolean {
  const { quality, named } = acceptance(accept, type);
  return named && quality > 0 && others.every((other) => acceptance(accept, other).quality <= quality);
}

/** True when `If-None-Match` names the tag, strong or weak, or any. */
export function matchesTag(field: string | undefined, etag: string): boolean {
  if (field === undefined) return false;
  if (field.trim() === '*') return true;
  const opaque = ENTITY_TAG.exec(etag)?.[1];
  return partsOf(field).some((tag) => ENTITY_TAG.exec(tag)?.[1] === opaque);
}

/** One challenge of `WWW-Authenticate`. */
export interface Challenge {
  /** In lower case. */
  scheme: string;
  parameters: Map<string, string>;
}

/** The challenges of one `WWW-Authenticate`: a server may send several, and a list within each. */
export function challengesOf(field: string): Challenge[] {
  const challenges: { scheme: string; parts: string[] }[] = [];
  for (const element of partsOf(field)) {
    const [, scheme, rest] = PARAMETER.test(element) ? [] : (BEGINS_CHALLENGE.exec(element) ?? []);
    if (scheme !== undefined)
      challenges.push({ scheme: scheme.toLowerCase(), parts: rest === undefined ? [] : [rest] });
    else challenges.at(-1)?.parts.push(element);
  }
  return challenges.map(({ scheme, parts }) => ({ scheme, parameters: parametersOf(parts) }));
}

/** The target of the first `Link` (RFC 8288) with a relation; links of another context, with an `anchor`, are none of the answer. */
export function linkTarget(field: string, relation: string): string | undefined {
  for (const element of partsOf(field)) {
    const [target = '', ...rest] = partsOf(element, ';');
    const [, url] = /^<([^>]*)>$/.exec(target) ?? [];
    const parameters = parametersOf(rest);
    const relations = (parameters.get('rel') ?? '').toLowerCase().split(/\s+/);
    if (url !== undefined && !parameters.has('anchor') && relations.includes(relation.toLowerCase())) return url;
  }
  return undefined;
}
