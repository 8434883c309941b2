import { expect, it } from 'vitest';
import { type ListPart, mergeLists } from './merged-lists.ts';

interface Row {
  id: string;
  at: number;
}
const rows = (...ats: number[]) => ats.map((at) => ({ id: `${at}`, at }));

/** By position, at most `page` rows at once. */
const list = (all: Row[], page = 100): ListPart<Row, number> => ({
  async read(from = 0, limit) {
    const part = all.slice(from, from + Math.min(page, limit));
    return { rows: part, total: all.length, more: from + part.length < all.length };
  },
  behind: (taken, from = 0) => from + taken.length,
});

const merged = (lists: Record<string, ListPart<Row, number>>, limit: number, cursor?: string) =>
  mergeLists(lists, { connector: 'Shop', order: ({ at }) => at, limit, cursor });

async function pages(lists: Record<string, ListPart<Row, number>>, limit: number) {
  const found: number[][] = [];
  let cursor: string | undefined;
  do {
    const page = await merged(lists, limit, cursor);
    found.push(page.items.map(({ at }) => at));
    expect(page.total).toBe(6);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

it('reads several lists as one, largest first, to their end', async () => {
  const lists = { calls: list(rows(9, 5, 1)), notes: list(rows(8, 4, 3)), tasks: list([]) };
  expect(await pages(lists, 4)).toEqual([
    [9, 8, 5, 4],
    [3, 1],
  ]);
  expect(await pages(lists, 6)).toEqual([[9, 8, 5, 4, 3, 1]]);
});

it('waits for the rest of a list whose page is short', async () => {
  const lists = { calls: list(rows(9, 7, 6), 1), notes: list(rows(8, 4, 3)) };
  expect(await pages(lists, 4)).toEqual([[9], [8, 7], [6, 4, 3]]);
});

it('refuses rows that come twice, and those that are counted and never come', async () => {
  const first = await merged({ calls: list(rows(9, 5)) }, 1);
  const refused = { code: 'RK_UPSTREAM_UNAVAILABLE' };
  await expect(merged({ calls: list(rows(10, 9, 5)) }, 2, first.next)).resolves.toMatchObject({ items: rows(9, 5) });
  await expect(merged({ calls: list(rows(11, 10, 9)) }, 1, first.next)).rejects.toMatchObject(refused);
  await expect(merged({ calls: list(rows(9)), notes: list(rows(9)) }, 5)).rejects.toMatchObject(refused);
  const empty = { ...list([]), read: async () => ({ rows: [], more: true }) };
  await expect(merged({ calls: empty }, 5)).rejects.toMatchObject(refused);
});

it('refuses a cursor of another list', async () => {
  await expect(merged({ calls: list([]) }, 5, '{"at":1}')).rejects.toMatchObject({ code: 'RK_INVALID_REQUEST' });
});
