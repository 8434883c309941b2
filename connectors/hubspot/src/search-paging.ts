import { invalid, RolekitError } from '@rolekit/sdk';
import { byCursor, type Paging } from '@rolekit/sdk/http';

/** Results of one search that HubSpot lets be reached by position. */
const SEARCH_CAP = 10_000;
const MAX_PAGE_ROWS = 200;
const MAX_FILTERS_PER_GROUP = 6;
const MAX_FILTERS = 18;

type Groups = readonly { filters: object[] }[];

/** Whether a filter by id can be added to every group. */
export function hasRoomForKey(groups: Groups): boolean {
  const number = groups.reduce((sum, group) => sum + group.filters.length, 0);
  const isFull = groups.some(({ filters }) => filters.length >= MAX_FILTERS_PER_GROUP);
  return !isFull && number + Math.max(1, groups.length) <= MAX_FILTERS;
}

const pages = byCursor({
  ...{ at: 'paging.next.after', param: 'after', in: 'body', total: 'total' },
  ...{ sizeParam: 'limit', maxSize: MAX_PAGE_ROWS },
});

/** By position, as HubSpot has it: in any order, up to its cap. */
export function byPosition(sorts: unknown[], groups: Groups): Paging {
  return {
    ask(cursor, limit) {
      const after = offsetOf(cursor);
      if (after >= SEARCH_CAP)
        throw new RolekitError('RK_TOO_LARGE', {
          reason: `HubSpot gives at most ${SEARCH_CAP} results of one sorted search.`,
          hint: 'Narrow the filters, or leave out `sort` and `query`: then all results can be reached.',
        });
      const { json } = pages.ask(undefined, Math.min(limit, SEARCH_CAP - after));
      return { json: { ...json, filterGroups: groups, sorts, after } };
    },
    next(page) {
      const { next, total } = pages.next(page);
      const reached = Number(page.cursor ?? 0) + page.rows.length;
      // at the cap the vendor names no next page; asking for it says why
      return { next: next ?? (reached >= SEARCH_CAP && (total ?? 0) > reached ? String(reached) : undefined), total };
    },
  };
}

/** By id: each page asks for what lies behind the last id, so that the cap is never reached and nothing shifts. */
export function byId(groups: Groups): Paging {
  const behind = (last: string) => {
    const key = { propertyName: 'hs_object_id', operator: 'GT', value: last };
    return groups.length === 0 ? [{ filters: [key] }] : groups.map(({ filters }) => ({ filters: [...filters, key] }));
  };
  return {
    ask(cursor, limit) {
      const { last, after } = readKey(cursor);
      const sorts = [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }];
      const filterGroups = last === '' ? groups : behind(last);
      return { json: { ...pages.ask(undefined, limit).json, filterGroups, sorts, after: Number(after) } };
    },
    next(page) {
      const { next: after, total } = pages.next(page);
      const before = readKey(page.cursor);
      // later pages count only what is left
      const all = before.total === '' ? String(total ?? '') : before.total;
      const last = (page.rows.at(-1) as { id?: unknown } | undefined)?.id;
      const here = typeof last === 'string' ? `${last}:${all}:` : `${before.last}:${all}:${after}`;
      return { next: after === undefined ? undefined : here, total: all === '' ? undefined : Number(all) };
    },
  };
}

function readKey(cursor: string | undefined): { last: string; total: string; after: string } {
  const parts = /^(\d*):(\d*):(\d*)$/.exec(cursor ?? '::');
  if (!parts) throw badCursor();
  const [, last = '', total = '', after = ''] = parts;
  return { last, total, after };
}

/** The position that a cursor is. @throws RK_INVALID_REQUEST */
export function offsetOf(cursor: string | undefined): number {
  const from = Number(cursor ?? 0);
  if (Number.isInteger(from) && from >= 0) return from;
  throw badCursor();
}

const badCursor = () => invalid('The cursor is not one of this list.', 'Repeat the call without `cursor`.');
