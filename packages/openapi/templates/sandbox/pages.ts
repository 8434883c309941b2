import { isObject } from './store.ts';
import type { Operation } from './types.ts';

export interface Page {
  body: unknown;
  headers: Record<string, string>;
}

const USUAL = 10;
const MAX_ROWS = 200;

/** One page of rows in the answer of a list, cut as the description's parameters say. */
export function pageOf(operation: Operation, rows: unknown[], url: URL, sent: unknown, pageRows: number): Page {
  const { paging = { kind: 'none' }, rows: place = '' } = operation;
  const asked = (name: string | undefined) => (name === undefined ? undefined : parameterOf(name, url, sent));
  const largest = Math.min(paging.maxSize ?? MAX_ROWS, MAX_ROWS, paging.kind === 'none' ? MAX_ROWS : pageRows);
  const usual = paging.kind === 'none' ? largest : USUAL;
  const size = Math.max(1, Math.min(Number(asked(paging.sizeParam) ?? usual) || usual, largest));
  const position = asked(paging.param);
  const from =
    paging.kind === 'keyset' ? afterKey(rows, paging.key, position) : startOf(operation, position, url, size);
  const page = rows.slice(from, from + size);
  const end = from + page.length;
  const more = paging.kind !== 'none' && end < rows.length;
  let body = place === '' ? page : withValue(operation.answer, place, page);
  if (paging.total !== undefined) body = withValue(body, paging.total, rows.length);
  body = withEnd(body, operation, more);
  const next = nextOf(url, end, size, operation);
  if (paging.at !== undefined)
    body = withValue(body, paging.at, more ? (paging.kind === 'nextUrl' ? next : String(end)) : undefined);
  return { body, headers: paging.kind === 'link' && more ? { link: `<${next}>; rel="next"` } : {} };
}

/** A page without rows that leads to the one that was asked for; where no page may be empty, the one that was asked for. */
export function emptyPage(operation: Operation, body: unknown, url: URL, sent: unknown): unknown {
  const { paging, rows: place = '' } = operation;
  if (place === '' || paging?.at === undefined) return body;
  const position = paging.param === undefined ? undefined : parameterOf(paging.param, url, sent);
  const next = paging.kind === 'nextUrl' ? url.pathname + url.search : position;
  return next === undefined ? body : withEnd(withValue(withValue(body, place, []), paging.at, next), operation, true);
}

/** The answer, which says whether more follows where the description has a place for it. */
function withEnd(body: unknown, { paging }: Operation, more: boolean): unknown {
  const said = paging?.more === undefined ? body : withValue(body, paging.more, more);
  return paging?.last === undefined ? said : withValue(said, paging.last, !more);
}

/** The place after the row with this key. */
function afterKey(rows: readonly unknown[], name = 'id', key: unknown): number {
  if (key === undefined) return 0;
  return rows.findIndex((row) => isObject(row) && String(row[name]) === String(key)) + 1;
}

function startOf({ paging }: Operation, position: unknown, url: URL, size: number): number {
  const number = Number(position ?? Number.NaN);
  switch (paging?.kind) {
    case 'cursor':
    case 'offset':
      return Number.isInteger(number) && number > 0 ? number : 0;
    case 'page':
      return Math.max(0, ((Number.isInteger(number) ? number : (paging.first ?? 1)) - (paging.first ?? 1)) * size);
    case 'nextUrl':
    case 'link':
      return Math.max(0, Number(url.searchParams.get('from') ?? 0) || 0);
    default:
      return 0;
  }
}

/** A parameter of the query, or a member of the body. */
function parameterOf(name: string, url: URL, sent: unknown): unknown {
  return url.searchParams.get(name) ?? (isObject(sent) ? sent[name] : undefined) ?? undefined;
}

function nextOf(url: URL, end: number, size: number, { paging }: Operation): string {
  const next = new URL(url);
  next.searchParams.set('from', String(end));
  if (paging?.sizeParam !== undefined) next.searchParams.set(paging.sizeParam, String(size));
  return next.pathname + next.search;
}

/** A copy with another value at a dotted place; `undefined` takes it away. */
function withValue(body: unknown, place: string, value: unknown): unknown {
  const [key = '', ...rest] = place.startsWith('@') ? [place] : place.split('.');
  const copy: Record<string, unknown> = isObject(body) ? { ...body } : {};
  const inner = rest.length === 0 ? value : withValue(copy[key], rest.join('.'), value);
  if (inner === undefined) delete copy[key];
  else copy[key] = inner;
  return copy;
}
