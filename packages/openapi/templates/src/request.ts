import { createHash } from 'node:crypto';
import { named, nameIn, quotedName, RolekitError, UNKNOWN_NAME } from '@rolekit/sdk';
import { type Paging, readAt, writeExact } from '@rolekit/sdk/http';
import type { z } from 'zod';

type Scalar = string | number | boolean;

/** One part of a path. What would lead to another path is refused. */
export function segment(value: Scalar): string {
  const text = String(value);
  if (text === '' || text === '.' || text === '..') throw refused('A part of the path is empty or leads elsewhere.');
  return encodeURIComponent(text);
}

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
  const headers = textsOf(values);
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

/** A file as a call gives it. */
export interface GivenFile {
  name: string;
  text?: string | undefined;
  base64?: string | undefined;
}

const MAX_FILE_BYTES = 64 * 1024;

/** The content of a file: a text, or Base64. */
export function bytesOf<F extends GivenFile | undefined>(
  file: F,
): F extends GivenFile ? Uint8Array<ArrayBuffer> : undefined;
export function bytesOf(file: GivenFile | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (!file) return undefined;
  const { name, text, base64 } = file;
  if ((text === undefined) === (base64 === undefined))
    throw refused(`The file ${name} needs \`text\` or \`base64\`, and not both.`);
  if (base64 !== undefined && !/^(?:[\w+/-]{4})*(?:[\w+/-]{2,3}={0,2})?$/.test(base64))
    throw refused(`The content of ${name} is not Base64.`);
  const bytes = new Uint8Array(text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text));
  if (bytes.byteLength > MAX_FILE_BYTES) throw refused(`The file ${name} has more than ${MAX_FILE_BYTES} bytes.`);
  return bytes;
}

export function fileOf(file: GivenFile | undefined): File | undefined {
  const bytes = bytesOf(file);
  return file && bytes && new File([bytes], file.name);
}

/** What a person reads of a file before it is sent. */
export function shownFile(file: GivenFile | undefined): Record<string, unknown> | undefined {
  const bytes = bytesOf(file);
  if (!file || !bytes) return undefined;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return given({ name: file.name, bytes: bytes.byteLength, sha256, text: file.text });
}

/** Fields and files of a form; those without a value are left out, and lists are sent one by one. */
export function multipartOf(values: Record<string, unknown>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(given(values)))
    for (const one of Array.isArray(value) ? value : [value])
      if (one instanceof File) form.append(name, one);
      else form.append(name, textOf(one));
  return form;
}

function textsOf(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(given(values)).map(([name, value]) => [name, textOf(value)]));
}

/** A copy in which texts of digits are the whole numbers that they write, at these places; `*` is each item or member. */
export function withDigits(value: unknown, ...places: (readonly string[])[]): unknown {
  if (places.some(({ length }) => length === 0))
    return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const below = (name: string) => places.flatMap(([first, ...rest]) => (first === '*' || first === name ? [rest] : []));
  const inside = (name: string, inner: unknown) => {
    const rest = below(name);
    return rest.length === 0 ? inner : withDigits(inner, ...rest);
  };
  if (Array.isArray(value)) return value.map((item, index) => inside(String(index), item));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inside(name, inner)]));
}

/** JSON for a value with members. */
export function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? writeExact(value) : String(value);
}

/** Members that an answer may not show (`writeOnly`), and where further ones are; `*` is any other member. */
export interface WriteOnly {
  leave: readonly string[];
  into: Readonly<Record<string, number>>;
}

/** An answer without the members that an API only takes; what holds for a list holds for its items. */
export function shownOf(value: unknown, entries: readonly WriteOnly[], at = 0): unknown {
  const entry = entries[at];
  if (typeof value !== 'object' || value === null || !entry) return value;
  if (Array.isArray(value)) return value.map((item) => shownOf(item, entries, at));
  const { leave, into } = entry;
  const nextOf = (name: string) => (Object.hasOwn(into, name) ? into[name] : into['*']);
  const members = Object.entries(value).filter(([name]) => !leave.includes(name));
  return Object.fromEntries(
    members.map(([name, inner]) => {
      const next = nextOf(name);
      return [name, next === undefined ? inner : shownOf(inner, entries, next)];
    }),
  );
}

/** What was given of optional values. */
export function given(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

const ID_MEMBER = /"(?:ids?|\w*[a-z0-9]Ids?|\w*_ids?)":/;

/**
 * What a write is about, for the person who approves it: its ids, the last with the name of what the API says stands there, and the
 * name of what is new. Of the other ids the API tells no name here: look it up where you know a call that does.
 */
export function summaryOf(
  title: string,
  ids: readonly unknown[],
  input: Record<string, unknown>,
  current?: unknown,
): string {
  const name = current === undefined ? undefined : nameIn(current);
  const last = ids.length - 1;
  const shown = ids.map((id, at) => String(named(String(id), (at === last && name) || UNKNOWN_NAME)));
  const own = current === undefined ? nameIn(input) : undefined;
  const rest = Object.fromEntries(Object.entries(input).filter(([, value]) => !ids.includes(value)));
  const others = ID_MEMBER.test(JSON.stringify(rest)) ? [`- other ids ${UNKNOWN_NAME}`] : [];
  return [title, ...shown, ...(own === undefined ? [] : [quotedName(own)]), ...others].join(' ');
}

/** The current values of what changes. */
export function currentOf(body: unknown, changes: Record<string, unknown>): Record<string, unknown> {
  const current = recordOf(body);
  return Object.fromEntries(Object.keys(changes).map((name) => [name, current[name] ?? null]));
}

export function recordOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : { value: body };
}

/** The rows of an answer; undefined where there is no list. */
export function rowsAt(body: unknown, place: string): unknown[] | undefined {
  const rows = readAt(body, place);
  return Array.isArray(rows) ? rows : undefined;
}

/** What names a row. */
export function keyOf(row: unknown, name: string): string | number | undefined {
  const key = readAt(row, name);
  return typeof key === 'string' || typeof key === 'number' ? key : undefined;
}

/** Refuses a value none of whose members is one that the API describes. */
export function known<S extends z.ZodObject>(schema: S): S {
  return schema.refine((value) => {
    const names = Object.keys(value);
    return names.length === 0 || names.some((name) => Object.hasOwn(schema.shape, name));
  }, 'It has none of the members that the API describes.');
}

/** A list that comes whole, or as much of it as the API gives at once. */
export function onePage(sizeParam?: string, size = 200): Paging {
  return { ask: () => (sizeParam === undefined ? {} : { query: { [sizeParam]: size } }), next: () => ({}) };
}

function refused(reason: string): RolekitError {
  return new RolekitError('RK_INVALID_REQUEST', { reason, hint: 'Check the arguments.' });
}
