import { createHash } from 'node:crypto';
import { RolekitError } from '@rolekit/sdk';
import { type Paging, readAt } from '@rolekit/sdk/http';
import type { z } from 'zod';

type Scalar = string | number | boolean;

/** One part of a path. What would lead to another path is refused. */
export function segment(value: Scalar): string {
  const text = String(value);
  if (text === '' || text === '.' || text === '..') throw refused('A part of the path is empty or leads elsewhere.');
  return encodeURIComponent(text);
}

/** `?tag=a&tag=b&filter[size]=2`: what a plain query cannot hold; empty without values. */
export function search(values: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    if (Array.isArray(value)) for (const one of value) query.append(name, String(one));
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) query.append(`${name}[${key}]`, textOf(inner));
    else query.append(name, String(value));
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** Fields of a form; those without a value are left out. */
export function formOf(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(given(values)).map(([name, value]) => [name, textOf(value)]));
}

/** Headers; those without a value are left out. */
export function headersOf(values: Record<string, unknown>): Record<string, string> {
  const headers = formOf(values);
  for (const [name, value] of Object.entries(headers))
    if (!/^[\t\x20-\x7e]*$/.test(value)) throw refused(`The header ${name} cannot hold this value.`);
  return headers;
}

/** The value of the header `cookie`; undefined without values. */
export function cookiesOf(values: Record<string, unknown>): string | undefined {
  const pairs = Object.entries(formOf(values)).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length > 0 ? pairs.join('; ') : undefined;
}

/** A file as a call gives it. */
export interface GivenFile {
  name: string;
  text?: string | undefined;
  base64?: string | undefined;
}

const LARGEST_FILE = 64 * 1024;

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
  if (bytes.byteLength > LARGEST_FILE) throw refused(`The file ${name} has more than ${LARGEST_FILE} bytes.`);
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

/** JSON for a value with members. */
export function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** What was given of optional values. */
export function given(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
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
