import type { HttpRequest, HttpResponse } from './client.ts';
import { nextUrl } from './next-url.ts';
import { readAt } from './read-at.ts';

/** What a page adds to the request of a list. */
export interface PageAsk {
  /** In the place of the request's own path. */
  path?: string;
  query?: HttpRequest['query'];
  json?: Record<string, unknown>;
}

export interface PageAnswer {
  response: HttpResponse;
  rows: readonly unknown[];
  /** Of this page; undefined for the first. */
  cursor: string | undefined;
  /** Rows that were asked for. */
  limit: number;
}

/** How a vendor cuts a list into pages: pure, told of one page at a time. */
export interface Paging {
  ask(cursor: string | undefined, limit: number): PageAsk;
  /** The next page's cursor; none at the end. */
  next(answer: PageAnswer): {
    next?: string | undefined;
    total?: number | undefined;
    /** Where the vendor names the state of the whole list: a change of it is said with the result. */
    version?: string | undefined;
  };
  /** The total is, or may be, of what is left: that it changes means nothing. @default false */
  isTotalOfRest?: boolean;
}

interface PageSize {
  /** Parameter for the number of rows, e.g. `limit`. @default none is sent */
  sizeParam?: string;
  /** Most rows that the vendor gives at once. */
  maxSize?: number;
  /** Where the answer says how many rows there are in all. */
  total?: string;
  /** What names the state of the whole list, the same on all of its pages: a place in the body, or a header. */
  version?: string | { header: string };
}

type Place = 'query' | 'body';

/** A cursor or token in the answer's body, sent back as a parameter of the query or a member of the body. */
export function byCursor(options: PageSize & { at: string; param: string; in?: Place }): Paging {
  return {
    ask: (cursor, limit) => placed(options.in, { ...sized(options, limit), [options.param]: cursor }),
    next: ({ response }) => ({ next: textAt(response, options.at), ...wholeOf(options, response) }),
  };
}

/** Page numbers. The cursor keeps the size too: pages of another size would start elsewhere. */
export function byPage(
  options: PageSize & { param: string /** @default 1 */; first?: number; in?: Place; shortPageEnds?: boolean },
): Paging {
  const first = options.first ?? 1;
  const read = (cursor: string | undefined, limit: number): [page: number, size: number] => {
    const [page, size] = (cursor ?? `${first}:${rowsOf(options, limit)}`).split(':').map(Number);
    return [page ?? first, size ?? limit];
  };
  return {
    ask(cursor, limit) {
      const [page, size] = read(cursor, limit);
      return placed(options.in, { ...sized(options, size), [options.param]: page });
    },
    next({ response, rows, cursor, limit }) {
      const [page, size] = read(cursor, limit);
      const whole = wholeOf(options, response);
      const seen = (page - first) * size + rows.length;
      return { next: goesOn(options, rows, size, seen, whole.total) ? `${page + 1}:${size}` : undefined, ...whole };
    },
  };
}

/** A number of rows to skip. */
export function byOffset(options: PageSize & { param: string; in?: Place; shortPageEnds?: boolean }): Paging {
  return {
    ask: (cursor, limit) => placed(options.in, { ...sized(options, limit), [options.param]: Number(cursor ?? 0) }),
    next({ response, rows, cursor, limit }) {
      const seen = Number(cursor ?? 0) + rows.length;
      const whole = wholeOf(options, response);
      const more = goesOn(options, rows, rowsOf(options, limit), seen, whole.total);
      return { next: more ? String(seen) : undefined, ...whole };
    },
  };
}

/** The `Link` header (RFC 8288). */
export function byLink(options: PageSize & { /** @default 'next' */ rel?: string } = {}): Paging {
  return {
    ask: (cursor, limit) => (cursor === undefined ? placed('query', sized(options, limit)) : { path: cursor }),
    next: ({ response }) => ({
      next: nextUrl(linkOf(response.headers.get('link') ?? '', options.rel ?? 'next'), response),
      ...wholeOf(options, response),
    }),
  };
}

/** A whole URL, or a path, in the answer's body. */
export function byNextUrl(options: PageSize & { at: string }): Paging {
  return {
    ask: (cursor, limit) => (cursor === undefined ? placed('query', sized(options, limit)) : { path: cursor }),
    next: ({ response }) => ({ next: nextUrl(textAt(response, options.at), response), ...wholeOf(options, response) }),
  };
}

/** Rows after the last one's key, in an order that only this key decides. Ends with an empty page. */
export function byKeyset(
  options: PageSize & {
    param: string;
    in?: Place;
    key(row: unknown): string | number | undefined;
    shortPageEnds?: boolean;
  },
): Paging {
  return {
    // most vendors count what lies behind the key
    isTotalOfRest: true,
    ask: (cursor, limit) => placed(options.in, { ...sized(options, limit), [options.param]: cursor }),
    next({ response, rows, limit }) {
      const key = rows.length > 0 ? options.key(rows.at(-1)) : undefined;
      const more = key !== undefined && !(options.shortPageEnds && rows.length < rowsOf(options, limit));
      return { next: more ? String(key) : undefined, ...wholeOf(options, response) };
    },
  };
}

/** Vendors give fewer rows than asked for many reasons: without a total, only an empty page is surely the end. */
function goesOn(
  { shortPageEnds }: { shortPageEnds?: boolean },
  rows: readonly unknown[],
  asked: number,
  seen: number,
  total: number | undefined,
): boolean {
  if (rows.length === 0 || (total !== undefined && seen >= total)) return false;
  return !(shortPageEnds && rows.length < asked);
}

function rowsOf({ maxSize }: PageSize, limit: number): number {
  return Math.min(limit, maxSize ?? limit);
}

function sized(size: PageSize, limit: number): Record<string, number> {
  return size.sizeParam === undefined ? {} : { [size.sizeParam]: rowsOf(size, limit) };
}

function placed(place: Place | undefined, values: Record<string, string | number | undefined>): PageAsk {
  const set = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  return place === 'body' ? { json: set } : { query: set as Record<string, string | number> };
}

function wholeOf(
  { total, version }: PageSize,
  response: HttpResponse,
): { total?: number | undefined; version?: string | undefined } {
  const value = total === undefined ? undefined : readAt(response.body, total);
  const state =
    typeof version === 'object' ? response.headers.get(version.header) : version && readAt(response.body, version);
  return {
    ...(typeof value === 'number' ? { total: value } : {}),
    ...(typeof state === 'string' || typeof state === 'number' ? { version: String(state) } : {}),
  };
}

/** An empty cursor means the end with many vendors, and is never sent. */
function textAt({ body }: HttpResponse, place: string): string | undefined {
  const value = readAt(body, place);
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
}

function linkOf(header: string, rel: string): string | undefined {
  for (const [, target, parameters] of header.matchAll(/<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^",;\s]+))*)/g)) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^",;\s]+))/i.exec(parameters ?? '');
    if ((relation?.[1] ?? relation?.[2] ?? '').split(/\s+/).includes(rel)) return target;
  }
  return undefined;
}
