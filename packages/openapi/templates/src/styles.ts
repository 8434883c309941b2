import { RolekitError } from '@rolekit/sdk';
import { writeExact } from '@rolekit/sdk/http';

/** How OpenAPI writes a value into a query or a form. */
export type Style = 'form' | 'spaceDelimited' | 'pipeDelimited' | 'tabDelimited' | 'deepObject' | 'cookie' | 'json';

/** A parameter or a field; without a style, lists are repeated and values with members are JSON. */
export type Written = readonly [name: string, value: unknown, style?: Style, explode?: boolean, reserved?: 'reserved'];

const DELIMITERS: Record<Style, string> = {
  form: ',',
  spaceDelimited: ' ',
  pipeDelimited: '|',
  tabDelimited: '\t',
  deepObject: ',',
  cookie: ',',
  json: ',',
};

/** Names and texts of a value; `join` puts the texts of a list or of members into one. */
function pairsOf(
  [name, value, style, explode = style === undefined]: Written,
  join: (texts: string[], delimiter: string) => string,
): [string, string][] {
  if (value === undefined || value === null) return [];
  const members = membersOf(value);
  if (style === 'json' || (members && style === undefined)) return [[name, join([writeExact(value)], '')]];
  const one = (key: string, inner: unknown): [string, string] => [key, join([textOf(inner)], '')];
  if (members && style === 'deepObject') return members.map(([key, inner]) => one(`${name}[${key}]`, inner));
  const items = Array.isArray(value) ? value : [value];
  if (explode) return members ? members.map(([key, inner]) => one(key, inner)) : items.map((item) => one(name, item));
  const texts = (members ? members.flat() : items).map(textOf);
  return texts.length === 0 ? [] : [[name, join(texts, DELIMITERS[style ?? 'form'])]];
}

/** `?tag=a&tag=b&filter[size]=2`: what a plain query cannot hold; empty without values. */
export function search(...parameters: readonly Written[]): string {
  const text = parameters.flatMap(encodedPairs).join('&');
  return text === '' ? '' : `?${text}`;
}

/** The body of a form; fields without a value are left out. */
export function formOf(...fields: readonly Written[]): string {
  const plain = (field: Written) => pairsOf(field, (texts, delimiter) => texts.join(delimiter));
  return fields
    .flatMap((field) =>
      field[4] ? encodedPairs(field) : plain(field).map((pair) => new URLSearchParams([pair]).toString()),
    )
    .join('&');
}

/** `name=value`, percent-encoded. */
function encodedPairs(written: Written): string[] {
  const [, value, style = '', explode, reserved] = written;
  const isJoined = typeof value === 'object' && explode !== true && style !== 'json' && style !== 'deepObject';
  const encode = reserved ? (text: string) => reservedText(text, isJoined) : encodeURIComponent;
  const join = (texts: string[], delimiter: string) =>
    texts.map(encode).join(delimiter === ',' ? ',' : encodeURIComponent(delimiter));
  return pairsOf(written, join).map(([name, text]) => `${encodeURIComponent(name)}=${text}`);
}

/**
 * A value whose reserved characters and percent-encoded triples stay as they are (`allowReserved`; RFC 6570, 3.2.3), but for those
 * that would end the value: `#`, `[` and `]` are in no query, `&`, `=` and `+` mean something in a form, `,` parts joined values.
 */
function reservedText(text: string, isJoined: boolean): string {
  const plain = isJoined ? /%(?:3A|2F|3F|40|24|3B)/g : /%(?:3A|2F|3F|40|24|3B|2C)/g;
  const parts = text.split(/(%[\dA-Fa-f]{2})/);
  return parts
    .map((part, at) => (at % 2 === 1 ? part : encodeURIComponent(part).replace(plain, decodeURIComponent)))
    .join('');
}

type PathStyle = 'simple' | 'label' | 'matrix' | 'spaceDelimited' | 'pipeDelimited' | 'tabDelimited';

/** Several values in a part of a path: `3,4`, `.3.4` or `;id=3;id=4`. */
export function pathPart(name: string, value: unknown, style: PathStyle, explode = false): string {
  const encode = (part: unknown) => encodeURIComponent(textOf(part));
  const members = membersOf(value);
  const items = Array.isArray(value) ? value : [value];
  const pair = (key: unknown, inner: unknown) =>
    textOf(inner) === '' ? encode(key) : `${encode(key)}=${encode(inner)}`;
  const [before = '', between = ','] = { label: ['.', '.'], matrix: [';', ';'] }[style as string] ?? [];
  const delimiter = style.endsWith('Delimited') ? encodeURIComponent(DELIMITERS[style as Style]) : ',';
  const exploded = members
    ? members.map(([key, inner]) => `${encode(key)}=${encode(inner)}`)
    : items.map((item) => (style === 'matrix' ? pair(name, item) : encode(item)));
  const flat = (members ? members.flat() : items).map(encode).join(delimiter);
  const whole = style === 'matrix' ? (flat === '' ? encode(name) : `${encode(name)}=${flat}`) : flat;
  const text = before + (explode ? exploded.join(between) : whole);
  if (['', '.', '..', ';'].includes(text)) throw refused('A part of the path is empty or leads elsewhere.');
  return text;
}

/** Several values in a header: `a,b`, `size,2` or, exploded, `size=2`. */
export function simpleOf(value: unknown, explode = false, style: Style = 'form'): string | undefined {
  if (value === undefined || value === null) return undefined;
  const members = membersOf(value);
  if (members && explode) return members.map(([key, inner]) => `${key}=${textOf(inner)}`).join(',');
  return (members ? members.flat() : Array.isArray(value) ? value : [value]).map(textOf).join(DELIMITERS[style]);
}

function membersOf(value: unknown): [string, unknown][] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
}

/** Headers; those without a value are left out. */
export function headersOf(values: Record<string, unknown>): Record<string, string> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const headers = Object.fromEntries(given.map(([name, value]) => [name, textOf(value)]));
  for (const [name, value] of Object.entries(headers))
    if (!/^[\t\x20-\x7e]*$/.test(value)) throw refused(`The header ${name} cannot hold this value.`);
  return headers;
}

/** The value of the header `cookie`; undefined without values. A value in the style `cookie` is sent as it is. */
export function cookiesOf(...cookies: readonly Written[]): string | undefined {
  const pairs = cookies.flatMap((cookie) => {
    const isPlain = cookie[2] === 'cookie';
    const join = (texts: string[], delimiter: string) =>
      texts.map((text) => (isPlain ? text : encodeURIComponent(text))).join(delimiter);
    return pairsOf(cookie, join);
  });
  if (pairs.some(([name, value]) => !/^[!#$%&'*+.^`|~\w-]+$/.test(name) || /[^\x21-\x7e]|[;"\\]/.test(value)))
    throw refused('A cookie cannot hold this value.');
  return pairs.length > 0 ? pairs.map(([name, value]) => `${name}=${value}`).join('; ') : undefined;
}

/** JSON for a value with members. */
export function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? writeExact(value) : String(value);
}

function refused(reason: string): RolekitError {
  return new RolekitError('RK_INVALID_REQUEST', { reason, hint: 'Check the arguments.' });
}
