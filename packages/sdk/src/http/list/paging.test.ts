import { describe, expect, it } from 'vitest';
import type { HttpClient, HttpRequest } from '../request/types.ts';
import { listPage } from './fetch-page.ts';
import { byCursor, byKeyset, byLink, byNextUrl, byOffset, byPage, type Paging } from './paging.ts';

const ROWS = Array.from({ length: 23 }, (_, index) => ({ id: index + 1 }));
interface Answer {
  rows: unknown[];
  link?: string | undefined;
  [key: string]: unknown;
}

/** Walks a list of a vendor in memory, as a host would: page after page, by cursor. */
async function walk(paging: Paging, vendor: (request: HttpRequest) => Answer, limits = [10]) {
  const ids: number[] = [];
  let asked = 0;
  const http: HttpClient = {
    async request(request) {
      const { link, ...body } = vendor(request);
      const headers = new Headers(link === undefined ? {} : { link });
      return { status: 200, headers, body, url: 'https://api.shop.example/v1/orders' };
    },
  };
  let cursor: string | undefined;
  do {
    if (asked === 20) throw new TypeError('endless');
    const limit = limits[asked++ % limits.length] ?? 10;
    const request: HttpRequest = { path: '/orders', query: { status: 'open' }, json: { filter: 1 } };
    const rows = (body: unknown) => (body as Answer).rows;
    const page = await listPage(http, { request, paging, rows, cursor, limit });
    ids.push(...page.items.map((row) => (row as { id: number }).id));
    cursor = page.next;
  } while (cursor !== undefined);
  return { ids, asked };
}
const TWENTY = ROWS.map((row) => row.id).slice(0, 20);
const ALL = ROWS.map((row) => row.id);
/** Every way of paging over the same vendor, which says in its own words whether more follows. */
const vendorThatSays = (said: (isLast: boolean) => object) => (request: HttpRequest) => {
  const { query } = request;
  const [, next = 0] = /after=(\d+)/.exec(request.path) ?? [];
  const from = number(query?.after ?? query?.skip ?? (Number(query?.page ?? 1) - 1) * 10, 0) || Number(next);
  const rows = cut(from, 10);
  const last = rows.at(-1)?.id ?? from;
  // named after the last page, too
  return {
    rows,
    cursor: String(last),
    url: `?after=${last}`,
    link: `<?after=${last}>; rel=next`,
    ...said(last === 20),
  };
};
const EVERY: [string, (says: object) => Paging][] = [
  ['a cursor', (says) => byCursor({ at: 'cursor', param: 'after', ...says })],
  ['page numbers', (says) => byPage({ param: 'page', ...says })],
  ['offsets', (says) => byOffset({ param: 'skip', ...says })],
  ['the Link header', (says) => byLink(says)],
  ['the next URL', (says) => byNextUrl({ at: 'url', ...says })],
  ['the last row’s key', (says) => byKeyset({ param: 'after', ...says })],
];
const number = (value: unknown, otherwise: number) => Number(value ?? otherwise);
/** A vendor gives at most ten rows whatever it is asked for. */
const cut = (from: number, size: unknown) => ROWS.slice(from, from + Math.min(10, number(size, 10)));

describe('a vendor that goes wrong', () => {
  const paging = byCursor({ at: 'after', param: 'after' });

  it('and sends a page twice is noticed', async () => {
    let count = 0;
    await expect(walk(paging, () => ({ rows: ROWS.slice(0, 10), after: `c${++count}` }))).rejects.toThrow(
      'api.shop.example is not available: it sent the same page twice',
    );
  });

  it('and names the same page again is noticed', async () => {
    let count = 0;
    await expect(walk(paging, () => ({ rows: [++count], after: 'c' }))).rejects.toThrow(
      'the same page as the next one',
    );
  });

  it('and sends no list is not taken for the end', async () => {
    await expect(walk(paging, () => ({ rows: undefined as never }))).rejects.toThrow('no list where one is expected');
  });

  it.each(['https://evil.example/next', 'http://api.shop.example/next', '//evil.example', 'javascript:alert(1)'])(
    'and leads to %s gets no credentials there',
    async (next) => {
      await expect(walk(byNextUrl({ at: 'next' }), () => ({ rows: [1], next }))).rejects.toThrow('is not its own');
      await expect(walk(byLink(), () => ({ rows: [1], link: `<${next}>; rel=next` }))).rejects.toThrow(
        'is not its own',
      );
    },
  );

  it('and gives rows without the key that the next page starts at is no end of the list', async () => {
    const paging = byKeyset({ param: 'id_gt', key: (row) => (row as { key?: number }).key });
    await expect(walk(paging, () => ({ rows: ROWS.slice(0, 10) }))).rejects.toThrow(
      'api.shop.example is not available: the last row of a page has no key, and more follow it',
    );
  });

  it('and gives rows that nothing tells apart is not said to repeat a page', async () => {
    let asked = 0;
    const equal = () => ({ rows: [{ amount: 1 }, { amount: 1 }], next: asked++ < 2 ? `c${asked}` : '' });
    expect((await walk(byCursor({ at: 'next', param: 'after' }), equal)).asked).toBe(3);
    const different = () => ({ rows: [{ amount: 1 }, { amount: 2 }], next: `c${asked++}` });
    await expect(walk(byCursor({ at: 'next', param: 'after' }), different)).rejects.toThrow('the same page twice');
  });

  it('and gives smaller pages than it was asked for loses nothing to a total', async () => {
    const paging = byPage({ param: 'page', sizeParam: 'per', total: 'total' });
    const vendor = ({ query }: HttpRequest) => ({ rows: cut((number(query?.page, 1) - 1) * 10, 10), total: '23' });
    expect(await walk(paging, vendor, [50])).toEqual({ ids: ALL, asked: 3 });
  });

  it('and leaves a page in the middle empty is asked for the rest of its total', async () => {
    const paging = byPage({ param: 'page', sizeParam: 'per', total: 'total' });
    const vendor = ({ query }: HttpRequest) => {
      const page = number(query?.page, 1);
      return { rows: page === 2 ? [] : cut((page - 1) * 10, 10), total: 23 };
    };
    const { ids, asked } = await walk(paging, vendor);
    expect(ids).toEqual([...ALL.slice(0, 10), ...ALL.slice(20)]);
    // page 4 is empty, too, and nothing can follow it
    expect(asked).toBe(4);
  });

  it('and gives pages of its own size is not taken to be at its end by a larger limit', async () => {
    const vendor = ({ query }: HttpRequest) => ({ rows: cut((number(query?.page, 1) - 1) * 10, 10) });
    expect((await walk(byPage({ param: 'page', shortPageEnds: true }), vendor, [50])).ids).toEqual(ALL);
    const known = byPage({ param: 'page', maxSize: 10, shortPageEnds: true });
    expect(await walk(known, vendor, [5])).toEqual({ ids: ALL, asked: 3 });
  });

  it('and gives short pages in between loses nothing', async () => {
    const offset = byOffset({ param: 'offset', sizeParam: 'limit' });
    const vendor = ({ query }: HttpRequest) => ({ rows: cut(number(query?.offset, 0), query?.limit).slice(0, 7) });
    expect((await walk(offset, vendor, [10, 25])).ids).toEqual(ALL);
  });
});

describe('a vendor that says whether more follows is believed, by', () => {
  it.each(EVERY)('%s', async (_, paging) => {
    const more = vendorThatSays((isLast) => ({ meta: { has_more: !isLast } }));
    expect(await walk(paging({ more: 'meta.has_more' }), more)).toEqual({ ids: TWENTY, asked: 2 });
    const last = vendorThatSays((isLast) => ({ isLast }));
    expect(await walk(paging({ last: 'isLast' }), last)).toEqual({ ids: TWENTY, asked: 2 });
  });
});

describe('every row comes once, by', () => {
  it('a cursor in the query', async () => {
    const paging = byCursor({ at: 'paging.next.after', param: 'after', sizeParam: 'limit' });
    const vendor = ({ query }: HttpRequest) => {
      const from = number(query?.after, 0);
      return { rows: cut(from, query?.limit), paging: { next: { after: from + 10 < 23 ? String(from + 10) : '' } } };
    };
    expect(await walk(paging, vendor)).toEqual({ ids: ALL, asked: 3 });
  });

  it('a cursor in a header, whose number of rows is in another', async () => {
    const paging = byCursor({
      at: { header: 'x-next' },
      param: 'after',
      total: { header: 'x-total' },
      more: { header: 'x-more' },
    });
    const asked: unknown[] = [];
    const http: HttpClient = {
      async request({ query }) {
        asked.push(query?.after);
        const from = number(query?.after, 0);
        const headers = new Headers({ 'x-next': `${from + 10}`, 'x-total': '23', 'x-more': String(from < 20) });
        return { status: 200, headers, body: cut(from, 10), url: 'https://api.shop.example/' };
      },
    };
    const of = (cursor: string | undefined) =>
      listPage(http, { request: { path: '/' }, paging, rows: (body) => body as unknown[], cursor, limit: 10 });
    const first = await of(undefined);
    const last = await of((await of(first.next)).next);
    expect([first.total, asked, last.next]).toEqual([23, [undefined, '10', '20'], undefined]);
  });

  it('a token in the body, beside the request’s own members', async () => {
    const paging = byCursor({ at: 'token', param: 'pageToken', in: 'body' });
    const vendor = ({ json }: HttpRequest) => {
      expect(json).toMatchObject({ filter: 1 });
      const from = number((json as { pageToken?: string }).pageToken, 0);
      return { rows: cut(from, 10), token: from + 10 < 23 ? from + 10 : null };
    };
    expect((await walk(paging, vendor)).ids).toEqual(ALL);
  });

  it('page numbers, whatever the limit is meanwhile', async () => {
    const paging = byPage({ param: 'page', sizeParam: 'per', maxSize: 10 });
    const vendor = ({ query }: HttpRequest) => {
      const size = number(query?.per, 10);
      return { rows: cut((number(query?.page, 1) - 1) * size, size) };
    };
    expect((await walk(paging, vendor, [4, 10, 3])).ids).toEqual(ALL);
    expect(
      (await walk(byPage({ param: 'page', sizeParam: 'per', maxSize: 10, shortPageEnds: true }), vendor)).asked,
    ).toBe(3);
  });

  it('offsets, to the total', async () => {
    const paging = byOffset({ param: 'skip', sizeParam: 'take', maxSize: 10, total: 'meta.total' });
    const vendor = ({ query }: HttpRequest) => ({
      rows: cut(number(query?.skip, 0), query?.take),
      meta: { total: 23 },
    });
    expect(await walk(paging, vendor, [10, 5, 200])).toEqual({ ids: ALL, asked: 3 });
  });

  it('the Link header', async () => {
    const vendor = ({ path }: HttpRequest) => {
      const from = number(/after=(\d+)/.exec(path)?.[1], 0);
      const more = `<https://api.shop.example/v1?a=1,2>; rel="first", <?after=${from + 10}>; title="a, b"; crossorigin; rel="x Next"`;
      return { rows: cut(from, 10), link: from + 10 < 23 ? more : '</>; rel=prev' };
    };
    expect((await walk(byLink(), vendor)).ids).toEqual(ALL);
  });

  it('the next URL', async () => {
    const vendor = ({ path, query }: HttpRequest) => {
      const from = number(/after=(\d+)/.exec(path)?.[1], 0);
      if (from > 0) expect(query).toBeUndefined();
      return { rows: cut(from, 10), next: from + 10 < 23 ? `/v1/orders?after=${from + 10}` : null };
    };
    expect((await walk(byNextUrl({ at: 'next' }), vendor)).ids).toEqual(ALL);
  });

  it('the last row’s key', async () => {
    const paging = byKeyset({ param: 'id_gt', key: (row) => (row as { id: number }).id });
    const vendor = ({ query }: HttpRequest) => ({
      rows: ROWS.filter((row) => row.id > number(query?.id_gt, 0)).slice(0, 10),
    });
    expect((await walk(paging, vendor)).ids).toEqual(ALL);
  });
});
