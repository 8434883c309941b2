import { isObject } from './store.ts';
import type { Operation } from './types.ts';

export interface Page {
  body: unknown;
  headers: Record<string, string>;
}

const USUAL = 10;
const MOST = 200;

/** One page of rows in the answer of a list, cut as the description's parameters say. */
export function pageOf(operation: Operation, rows: unknown[], url: URL, sent: unknown): Page {
  const { paging = { kind: 'none' }, rows: place = '' } = operation;
  const asked = (name: string | undefined) =>
    name === undefined
      ? undefined
      : (url.searchParams.get(name) ?? (isObject(sent) ? sent[name] : undefined) ?? undefined);
  const largest = Math.min(paging.maxSize ?? MOST, MOST);
  const usual = paging.kind === 'none' ? largest : USUAL;
  const size = Math.max(1, Math.min(Number(asked(paging.sizeParam) ?? usual) || usual, largest));
  const from = startOf(operation, asked(paging.param), url, size);
  const page = rows.slice(from, from + size);
  const end = from + page.length;
  const more = paging.kind !== 'none' && end < rows.length;
  let body = place === '' ? page : withValue(operation.answer, place, page);
  if (paging.total !== undefined) body = withValue(body, paging.total, rows.length);
  const next = nextOf(url, end, size, operation);
  if (paging.at !== undefined)
    body = withValue(body, paging.at, more ? (paging.kind === 'nextUrl' ? next : String(end)) : undefined);
  return { body, headers: paging.kind === 'link' && more ? { link: `<${next}>; rel="next"` } : {} };
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
