import { z } from 'zod';
import { invalid } from '../../errors.ts';
import { currentCall } from '../call-scope.ts';
import { unexpectedAnswer } from '../request/parse-answer.ts';
import type { ListPage } from './page.ts';

/** One of the lists that are merged. */
export interface ListPart<Row, Position> {
  /** The first rows behind a position, in the order of the whole: at least `limit` of them, if there are so many. */
  read(
    from: Position | undefined,
    limit: number,
  ): Promise<{
    rows: Row[];
    /** There are more behind these. @default false */
    more?: boolean;
    total?: number;
  }>;
  /** The position behind rows that were read from `from`; never called without rows. */
  behind(taken: readonly Row[], from: Position | undefined): Position;
}

export interface MergeOptions<Row> {
  /** Named in errors: the vendor. */
  connector: string;
  /** What rows are in the order of, largest first; the same for rows of which either may be first. */
  order(row: Row): number | string;
  /** @default those of the call */
  limit?: number;
  cursor?: string | undefined;
}

const ROWS = 100;
const CURSOR = z.object({
  /** Of the last row so far. */
  order: z.union([z.number(), z.string()]),
  total: z.number().optional(),
  at: z.record(z.string(), z.object({ from: z.unknown().optional(), end: z.boolean().optional() })),
});

/**
 * One page of several lists as one list, each of which is in the same order: the activities of an account, which are calls, notes and
 * tasks. The cursor says how far each of them was read.
 *
 * @example
 * ```ts
 * return mergeLists({ calls: part('calls'), notes: part('notes') }, { connector: 'Shop', order: ({ at }) => at });
 * ```
 * @throws RK_UPSTREAM_UNAVAILABLE for rows that come twice, or that are newer than those of the page before
 * @throws RK_INVALID_REQUEST for a cursor of another list
 */
export async function mergeLists<Row extends { id: string }, Position>(
  lists: Readonly<Record<string, ListPart<Row, Position>>>,
  options: MergeOptions<Row>,
): Promise<ListPage<Row>> {
  const call = currentCall();
  const { connector, order, cursor, limit = call?.limit ?? ROWS } = { cursor: call?.cursor, ...options };
  const before = cursor === undefined ? undefined : readCursor(cursor);
  const parts = await Promise.all(
    Object.entries(lists).map(async ([name, list]) => {
      const at = before?.at[name] ?? {};
      const from = at.from as Position | undefined;
      const page = at.end ? { rows: [] } : await list.read(from, limit);
      return { name, list, from, more: false, ...page };
    }),
  );
  const all = parts.flatMap(({ name, rows }) => rows.map((row) => ({ name, row, key: order(row) })));
  if (new Set(all.map(({ row }) => row.id)).size < all.length || all.some(({ key }) => before && key > before.order))
    throw unexpectedAnswer(connector, 'it sent rows a second time');
  if (parts.some(({ rows, more }) => more && rows.length === 0))
    throw unexpectedAnswer(connector, 'it counts rows that it does not send');
  // stable: each list keeps the order in which it came
  all.sort((a, b) => (a.key < b.key ? 1 : a.key > b.key ? -1 : 0));
  // behind the last row of a list that goes on, its next row may be the first
  const lasts = parts.flatMap(({ more, rows }) => (more ? rows.slice(-1).map(order) : []));
  const taken = all.filter(({ key }) => lasts.every((last) => key >= last)).slice(0, limit);
  const at = Object.fromEntries(
    parts.map(({ name, list, from, rows, more }) => {
      const own = taken.flatMap((row) => (row.name === name ? [row.row] : []));
      const end = own.length === rows.length && !more;
      return [name, end ? { end } : { from: own.length === 0 ? from : list.behind(own, from) }];
    }),
  );
  const totals = parts.map(({ total }) => total);
  const total = before
    ? before.total
    : totals.reduce((sum, part) => (part === undefined ? sum : (sum ?? 0) + part), undefined);
  const last = taken.at(-1);
  const isEnd = !last || Object.values(at).every(({ end }) => end);
  return {
    items: taken.map(({ row }) => row),
    total,
    next: isEnd ? undefined : JSON.stringify({ order: last.key, total, at }),
  };
}

function readCursor(cursor: string): z.output<typeof CURSOR> {
  try {
    return CURSOR.parse(JSON.parse(cursor));
  } catch {
    throw invalid('The cursor is not one of this list.', 'Repeat the call without `cursor`.');
  }
}
