import { RolekitError } from '@rolekit/sdk';
import type { HttpResponse, Paging } from '@rolekit/sdk/http';
import { z } from 'zod';
import { invalid } from './errors.ts';
import type { VendorFilter } from './filters.ts';

/** Results of one search that HubSpot lets be reached by position. */
const SEARCH_CAP = 10_000;
const MAX_PAGE_ROWS = 200;
const MAX_FILTERS_PER_GROUP = 6;
const MAX_FILTERS = 18;

type Groups = readonly { filters: VendorFilter[] }[];

/** Whether a filter by id can be added to every group. */
export function hasRoomForKey(groups: Groups): boolean {
  const number = groups.reduce((sum, group) => sum + group.filters.length, 0);
  const isFull = groups.some(({ filters }) => filters.length >= MAX_FILTERS_PER_GROUP);
  return !isFull && number + Math.max(1, groups.length) <= MAX_FILTERS;
}

/** By position, as HubSpot has it: in any order, up to its cap. */
export function byPosition(sorts: unknown[], groups: Groups): Paging {
  return {
    ask(cursor, limit) {
      const after = Number(cursor ?? 0);
      if (!Number.isInteger(after) || after < 0) throw badCursor();
      if (after >= SEARCH_CAP)
        throw new RolekitError('RK_TOO_LARGE', {
          reason: `HubSpot gives at most ${SEARCH_CAP} results of one sorted search.`,
          hint: 'Narrow the filters, or leave out `sort` and `query`: then all results can be reached.',
        });
      const rows = Math.min(limit, MAX_PAGE_ROWS, SEARCH_CAP - after);
      return { json: { filterGroups: groups, sorts, limit: rows, after } };
    },
    next({ response, rows, cursor }) {
      const { total, after } = readPage(response);
      const reached = Number(cursor ?? 0) + rows.length;
      // at the cap the vendor names no next page; asking for it says why
      const beyond = reached >= SEARCH_CAP && total !== undefined && total > reached ? String(reached) : undefined;
      return { next: after ?? beyond, total };
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
      return { json: { filterGroups, sorts, limit: Math.min(limit, MAX_PAGE_ROWS), after: Number(after) } };
    },
    next({ response, rows, cursor }) {
      const { total, after } = readPage(response);
      const before = readKey(cursor);
      // later pages count only what is left
      const all = before.total === '' ? String(total ?? '') : before.total;
      const last = (rows.at(-1) as { id?: unknown } | undefined)?.id;
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

function readPage({ body }: HttpResponse) {
  const { total, paging } = PAGE.catch({}).parse(body);
  return { total, after: paging?.next?.after };
}

const PAGE = z.object({
  total: z.number().optional().catch(undefined),
  paging: z
    .object({ next: z.object({ after: z.string().min(1) }).optional() })
    .optional()
    .catch(undefined),
});

const badCursor = () => invalid('The cursor is not one of this search.', 'Repeat the call without `cursor`.');
