import { linkTarget } from '../../header-fields.ts';
import { readAt } from '../policy/value-at.ts';
import { unexpectedAnswer } from '../request/parse-answer.ts';
import type { HttpRequest } from '../request/types.ts';
import type { HttpResponse } from '../response.ts';
import { hostOf, nextUrl } from './next-url.ts';

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

/** Where an answer says something: a place in its body, such as `paging.next.after`, or a header. */
type Said = string | { header: string };

interface PageSize {
  /** Parameter for the number of rows, e.g. `limit`. @default none is sent */
  sizeParam?: string;
  /** Most rows that the vendor gives at once. */
  maxSize?: number;
  /** Where the answer says how many rows there are in all. */
  total?: Said;
  /** Where it says whether there are more, e.g. `has_more`: decides, whatever else the page looks like. */
  more?: Said;
  /** Where it says that this page is the last one, e.g. `isLast`; the opposite of `more`. */
  last?: Said;
  /** What names the state of the whole list, the same on all of its pages. */
  version?: Said;
}

/** Of lists whose answers name no next page. */
interface Counted extends PageSize {
  /** A page with fewer rows than were asked for is the last one. Needs `sizeParam` or `maxSize`. @default false */
  shortPageEnds?: boolean;
}

type Place = 'query' | 'body';

/** A cursor or token in the answer, sent back as a parameter of the query or a member of the body. */
export function byCursor(options: PageSize & { at: Said; param: string; in?: Place }): Paging {
  return {
    ask: (cursor, limit) => placed(options.in, { ...sized(options, limit), [options.param]: cursor }),
    next: ({ response }) => ({
      next: unlessEnded(options, response, () => textAt(response, options.at)),
      ...wholeOf(options, response),
    }),
  };
}

/** Page numbers. The cursor keeps the size too, because pages of another size would start elsewhere, and how many rows came. */
export function byPage(options: Counted & { param: string /** @default 1 */; first?: number; in?: Place }): Paging {
  const first = options.first ?? 1;
  const read = (cursor: string | undefined, limit: number): [page: number, size: number, seen: number] => {
    const [page = first, size = limit, seen = 0] = (cursor ?? `${first}:${rowsOf(options, limit)}:0`)
      .split(':')
      .map(Number);
    return [page, size, seen];
  };
  return {
    ask(cursor, limit) {
      const [page, size] = read(cursor, limit);
      return placed(options.in, { ...sized(options, size), [options.param]: page });
    },
    next({ response, rows, cursor, limit }) {
      const [page, size, before] = read(cursor, limit);
      const whole = wholeOf(options, response);
      const seen = before + rows.length;
      // a page whose rows were all filtered out, in the middle of the list
      const isGap =
        rows.length === 0 && morePages(options, response) !== false && (page - first + 1) * size < (whole.total ?? 0);
      const next = `${page + 1}:${size}:${seen}`;
      return { next: isGap || goesOn(options, response, { rows, size, seen, ...whole }) ? next : undefined, ...whole };
    },
  };
}

/** A number of rows to skip. */
export function byOffset(options: Counted & { param: string; in?: Place }): Paging {
  return {
    ask: (cursor, limit) => placed(options.in, { ...sized(options, limit), [options.param]: Number(cursor ?? 0) }),
    next({ response, rows, cursor, limit }) {
      const seen = Number(cursor ?? 0) + rows.length;
      const whole = wholeOf(options, response);
      const size = rowsOf(options, limit);
      const more = rows.length > 0 && goesOn(options, response, { rows, size, seen, ...whole });
      return { next: more ? String(seen) : undefined, ...whole };
    },
  };
}

/** The `Link` header (RFC 8288). */
export function byLink(options: PageSize & { /** @default 'next' */ rel?: string } = {}): Paging {
  return {
    ask: (cursor, limit) => (cursor === undefined ? placed('query', sized(options, limit)) : { path: cursor }),
    next: ({ response }) => ({
      next: unlessEnded(options, response, () =>
        nextUrl(linkTarget(response.headers.get('link') ?? '', options.rel ?? 'next'), response),
      ),
      ...wholeOf(options, response),
    }),
  };
}

/** A whole URL, or a path, in the answer's body. */
export function byNextUrl(options: PageSize & { at: Said }): Paging {
  return {
    ask: (cursor, limit) => (cursor === undefined ? placed('query', sized(options, limit)) : { path: cursor }),
    next: ({ response }) => ({
      next: unlessEnded(options, response, () => nextUrl(textAt(response, options.at), response)),
      ...wholeOf(options, response),
    }),
  };
}

/**
 * Rows after the last one's key, in an order that only this key decides. Ends with an empty page, unless the vendor says so before.
 * A row without a key is an error: what follows it could not be asked for.
 */
export function byKeyset(
  options: Counted & {
    param: string;
    in?: Place;
    /** Where a vendor's row has its key, or what finds it there. @default 'id' */
    key?: string | ((row: unknown) => string | number | undefined);
  },
): Paging {
  const { key: place = 'id' } = options;
  const keyOf = typeof place === 'string' ? (row: unknown) => readAt(row, place) : place;
  return {
    // most vendors count what lies behind the key
    isTotalOfRest: true,
    ask: (cursor, limit) => placed(options.in, { ...sized(options, limit), [options.param]: cursor }),
    next({ response, rows, limit }) {
      const { version, total } = wholeOf(options, response);
      const size = rowsOf(options, limit);
      const more = rows.length > 0 && goesOn(options, response, { rows, size });
      const key = more ? keyOf(rows.at(-1)) : undefined;
      if (more && (key === undefined || key === null || key === ''))
        throw unexpectedAnswer(hostOf(response), `the last row of a page has no key, and more follow it`);
      return { next: key === undefined ? undefined : String(key), total, version };
    },
  };
}

function valueIn(place: Said | undefined, { body, headers }: HttpResponse): unknown {
  if (place === undefined) return undefined;
  return typeof place === 'string' ? readAt(body, place) : (headers.get(place.header) ?? undefined);
}

/** True or false where the vendor says whether more follows. */
function morePages({ more, last }: PageSize, response: HttpResponse): boolean | undefined {
  const hasMore = asBoolean(valueIn(more, response));
  const denies = asBoolean(valueIn(last, response));
  return hasMore ?? (denies === undefined ? undefined : !denies);
}

/** Headers, and some vendors, write it as text. */
function asBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' || value === 'false' ? value === 'true' : undefined;
}

/** Some vendors name a next page after the last one, too. */
function unlessEnded(options: PageSize, response: HttpResponse, next: () => string | undefined): string | undefined {
  return morePages(options, response) === false ? undefined : next();
}

/** Vendors give fewer rows than asked for many reasons: without a word or a total, only an empty page is surely the end. */
function goesOn(
  options: Counted,
  response: HttpResponse,
  {
    rows,
    size,
    seen = 0,
    total,
  }: { rows: readonly unknown[]; size: number; seen?: number; total?: number | undefined },
): boolean {
  const hasMore = morePages(options, response);
  if (hasMore !== undefined) return hasMore;
  if (rows.length === 0 || (total !== undefined && seen >= total)) return false;
  // where the size is not sent, the vendor's own is the one to compare with
  const full = options.sizeParam === undefined ? (options.maxSize ?? 0) : size;
  return !(options.shortPageEnds && rows.length < full);
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
  const state = valueIn(version, response);
  return {
    ...countOf(valueIn(total, response)),
    ...(typeof state === 'string' || typeof state === 'number' ? { version: String(state) } : {}),
  };
}

/** Some vendors write numbers as text. */
function countOf(value: unknown): { total?: number } {
  const isCount = typeof value === 'number' || (typeof value === 'string' && /^\d{1,15}$/.test(value));
  return isCount ? { total: Number(value) } : {};
}

/** An empty cursor means the end with many vendors, and is never sent. */
function textAt(response: HttpResponse, place: Said): string | undefined {
  const value = valueIn(place, response);
  return (typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
}
