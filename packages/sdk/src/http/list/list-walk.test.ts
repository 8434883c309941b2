import { describe, expect, it } from 'vitest';
import type { HttpClient, HttpRequest } from '../request/types.ts';
import { listPage } from './fetch-page.ts';
import { byCursor, byKeyset, byLink, byNextUrl, byOffset, byPage, type Paging } from './paging.ts';

interface Row {
  id: number;
}
interface Sent {
  body: Record<string, unknown>;
  headers?: Record<string, string>;
}
const rowsFrom = (first: number, last: number): Row[] =>
  Array.from({ length: last - first + 1 }, (_, index) => ({ id: first + index }));

/** Walks a vendor's list, which changes after the first page; answers what came, and what was said with each page. */
async function walk(
  paging: Paging,
  vendor: (request: HttpRequest, rows: Row[]) => Sent,
  change: (rows: Row[]) => Row[] = (rows) => rows,
) {
  let rows = rowsFrom(1, 23);
  const ids: number[] = [];
  const notes: (string[] | undefined)[] = [];
  const http: HttpClient = {
    async request(request) {
      const { body, headers } = vendor(request, rows);
      return { status: 200, headers: new Headers(headers), body, url: 'https://api.shop.example/v1/orders' };
    },
  };
  let cursor: string | undefined;
  do {
    const page = await listPage(http, {
      request: { path: '/orders' },
      paging,
      rows: (body) => (body as { rows: Row[] }).rows,
      cursor,
      limit: 10,
    });
    ids.push(...page.items.map((row) => (row as Row).id));
    notes.push(page.notes);
    cursor = page.next;
    if (notes.length === 1) rows = change(rows);
    if (notes.length === 30) throw new TypeError('endless');
  } while (cursor !== undefined);
  return { ids, notes };
}

const pageOf = (rows: Row[], from: number) => ({ rows: rows.slice(from, from + 10), total: rows.length });
const numberOf = (value: unknown, otherwise: number) => Number(value ?? otherwise);
const afterOf = (path: string) => numberOf(/after=(\d+)/.exec(path)?.[1], 0);
const more = (rows: Row[], from: number) => from + 10 < rows.length;

/** Every way of paging in which the vendor counts positions: what is put in or taken out before one moves the others. */
const byPosition: [string, Paging, (request: HttpRequest, rows: Row[]) => Sent][] = [
  [
    'a cursor',
    byCursor({ at: 'next', param: 'after', total: 'total' }),
    ({ query }, rows) => {
      const from = numberOf(query?.after, 0);
      return { body: { ...pageOf(rows, from), next: more(rows, from) ? String(from + 10) : null } };
    },
  ],
  [
    'a token in the body',
    byCursor({ at: 'token', param: 'token', in: 'body', total: 'total' }),
    ({ json }, rows) => {
      const from = numberOf((json as { token?: string } | undefined)?.token, 0);
      return { body: { ...pageOf(rows, from), token: more(rows, from) ? from + 10 : '' } };
    },
  ],
  [
    'page numbers',
    byPage({ param: 'page', total: 'total' }),
    ({ query }, rows) => ({ body: pageOf(rows, (numberOf(query?.page, 1) - 1) * 10) }),
  ],
  [
    'offsets',
    byOffset({ param: 'skip', total: 'total' }),
    ({ query }, rows) => ({ body: pageOf(rows, numberOf(query?.skip, 0)) }),
  ],
  [
    'the Link header',
    byLink({ total: 'total' }),
    ({ path }, rows) => {
      const from = afterOf(path);
      return {
        body: pageOf(rows, from),
        ...(more(rows, from) ? { headers: { link: `<?after=${from + 10}>; rel=next` } } : {}),
      };
    },
  ],
  [
    'the next URL',
    byNextUrl({ at: 'next', total: 'total' }),
    ({ path }, rows) => {
      const from = afterOf(path);
      return { body: { ...pageOf(rows, from), ...(more(rows, from) ? { next: `?after=${from + 10}` } : {}) } };
    },
  ],
];
const AGAIN = 'Rows may be missing or come twice; read it again without a cursor for one state of it.';

describe('a list that changes while it is read, by', () => {
  it.each(byPosition)('%s, says nothing when it does not', async (_, paging, vendor) => {
    const { ids, notes } = await walk(paging, vendor);
    expect(ids).toEqual(rowsFrom(1, 23).map(({ id }) => id));
    expect(notes).toEqual([undefined, undefined, undefined]);
  });

  it.each(byPosition)('%s, says that it grew and what came twice', async (_, paging, vendor) => {
    const { ids, notes } = await walk(paging, vendor, (rows) => [...rowsFrom(101, 103), ...rows]);
    expect(ids.slice(8, 14)).toEqual([9, 10, 8, 9, 10, 11]);
    expect(notes).toEqual([
      undefined,
      [
        `The list changed while it was read: it had 23 rows and has 26 now; the first 3 rows of this page came on the page before. ${AGAIN}`,
      ],
      undefined,
    ]);
  });

  it.each(byPosition)('%s, says that it shrank', async (_, paging, vendor) => {
    const { ids, notes } = await walk(paging, vendor, (rows) => rows.slice(4));
    expect(ids).not.toContain(11);
    expect(notes[1]).toEqual([`The list changed while it was read: it had 23 rows and has 19 now. ${AGAIN}`]);
  });

  it('the last row’s key, loses nothing, repeats nothing and says nothing', async () => {
    const paging = byKeyset({ param: 'after', key: 'id', total: 'total' });
    const vendor = ({ query }: HttpRequest, rows: Row[]) => {
      const left = rows.filter(({ id }) => id > numberOf(query?.after, 0));
      return { body: { rows: left.slice(0, 10), total: left.length } };
    };
    const grown = await walk(paging, vendor, (rows) => [{ id: -1 }, ...rows, { id: 24 }]);
    expect(grown.ids).toEqual(rowsFrom(1, 24).map(({ id }) => id));
    const shrunk = await walk(paging, vendor, (rows) => rows.slice(4));
    expect(shrunk.ids).toEqual(rowsFrom(1, 23).map(({ id }) => id));
    expect([...grown.notes, ...shrunk.notes].filter(Boolean)).toEqual([]);
  });
});

describe('a sign of change', () => {
  const skipping = ({ query }: HttpRequest, rows: Row[]) => ({ body: pageOf(rows, numberOf(query?.skip, 0)) });

  it('is seen in the rows alone, also when more came before than are remembered', async () => {
    const paging = byOffset({ param: 'skip' });
    const said = async (added: number) =>
      (await walk(paging, skipping, (rows) => [...rowsFrom(101, 100 + added), ...rows])).notes[1];
    expect(await said(1)).toEqual([
      `The list changed while it was read: the first row of this page came on the page before. ${AGAIN}`,
    ]);
    expect(await said(9)).toEqual([
      `The list changed while it was read: the first 9 rows of this page came on the page before. ${AGAIN}`,
    ]);
  });

  it('is one row that moved', async () => {
    const moved = (rows: Row[]) => rows.filter(({ id }) => id !== 10).toSpliced(14, 0, { id: 10 });
    expect((await walk(byOffset({ param: 'skip' }), skipping, moved)).notes[1]).toEqual([
      `The list changed while it was read: 1 row of this page came on the page before. ${AGAIN}`,
    ]);
  });

  it('is not taken from rows without an id, whose values may be equal', async () => {
    const vendor = ({ query }: HttpRequest) => ({
      body: {
        rows: rowsFrom(1, 10).map(({ id }) => ({ status: query?.skip ? 'open' : 'done', id: id % 2 })),
        total: 20,
      },
    });
    expect((await walk(byOffset({ param: 'skip', total: 'total' }), vendor as never)).notes).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('is another state that the service names, in its body or a header', async () => {
    const versions = ['s1', 's2', 's2', 's2'];
    const vendor = (place: 'body' | 'header') => {
      let asked = 0;
      return ({ query }: HttpRequest, rows: Row[]) => {
        const state = versions[asked++] ?? '';
        const page = { rows: pageOf(rows, numberOf(query?.skip, 0)).rows };
        return place === 'body'
          ? { body: { ...page, meta: { state } } }
          : { body: page, headers: { 'x-state': state } };
      };
    };
    const said = [
      undefined,
      [`The list changed while it was read: the service names another state of it. ${AGAIN}`],
      undefined,
      undefined,
    ];
    const inBody = byOffset({ param: 'skip', version: 'meta.state' });
    expect((await walk(inBody, vendor('body'))).notes).toEqual(said);
    const inHeader = byOffset({ param: 'skip', version: { header: 'x-state' } });
    expect((await walk(inHeader, vendor('header'))).notes).toEqual(said);
  });

  it('is an end before all rows that the service counts', async () => {
    const paging = byCursor({ at: 'next', param: 'after', total: 'total' });
    const { notes } = await walk(paging, ({ query }, rows) => {
      const from = numberOf(query?.after, 0);
      return { body: { rows: rows.slice(from, from + 10), total: 23, next: from === 0 ? '10' : undefined } };
    });
    expect(notes).toEqual([undefined, ['The list ended after 20 rows, while the service counts 23.']]);
  });

  it('is a way back: a circle of pages is an error, however long', async () => {
    for (const length of [2, 3, 5]) {
      let asked = 0;
      const vendor = () => ({ body: { rows: [{ id: asked }], next: `c${asked++ % length}` } });
      await expect(walk(byCursor({ at: 'next', param: 'after' }), vendor)).rejects.toThrow(
        'it leads back to a page that was read already',
      );
    }
  });
});

it('a cursor says little about the pages before, and one of another list is refused', async () => {
  const http: HttpClient = {
    request: async () => ({ status: 200, headers: new Headers(), body: rowsFrom(1, 200), url: 'https://a.example/' }),
  };
  const list = {
    request: { path: '/' },
    paging: byOffset({ param: 'skip' }),
    rows: (body: unknown) => body as Row[],
    limit: 200,
  };
  const { next } = await listPage(http, { ...list, cursor: undefined });
  expect(next?.length).toBeLessThan(90);
  await expect(listPage(http, { ...list, cursor: '200' })).rejects.toMatchObject({ code: 'RK_INVALID_REQUEST' });
});
