import { RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import type { BugId } from './bugs.ts';
import type { HostileApi } from './connection.ts';
import { VENDOR_ORDER } from './order.ts';

const PAGE = z.object({
  data: z.array(VENDOR_ORDER).nullable(),
  total: z.coerce.number(),
  next: z.string(),
});

export interface Wanted {
  status: string | undefined;
  limit: number;
  cursor: string | undefined;
}

/** Pages until there are enough rows, however few the vendor gives at once. */
export async function readOrders(api: HostileApi, { status, limit, cursor }: Wanted, has: (bug: BugId) => boolean) {
  const query = new URLSearchParams({ limit: String(limit), ...(status ? { status } : {}) });
  let path = cursor === undefined || has('same-page') ? `/orders?${query}` : cursor;
  const items: z.output<typeof VENDOR_ORDER>[] = [];
  for (;;) {
    const page = parsed(await api.get(path), has);
    const rows = page.data ?? [];
    items.push(...rows);
    const next = nextOf(page.next);
    if (has('first-page-only')) return { items, total: page.total };
    if (has('loses-rows')) {
      const from = Number(new URLSearchParams(path.split('?')[1]).get('after') ?? 0) + limit;
      const further = from < page.total ? `/orders?${query}&after=${from}` : undefined;
      return { items, total: page.total, next: further };
    }
    if (next === undefined || (has('ends-at-empty') && rows.length === 0)) return { items, total: page.total };
    if (next === path && !has('same-page')) throw broken('it repeats a page');
    if (items.length >= limit) return { items, total: page.total, next };
    path = next;
  }
}

function parsed(answer: unknown, has: (bug: BugId) => boolean): z.output<typeof PAGE> {
  const page = PAGE.safeParse(answer);
  if (page.success) return page.data;
  if (has('reads-blindly')) return { data: [], total: 0, next: '' };
  throw broken('its answer is no page of orders');
}

/** The vendor links to itself; only path and query are followed. */
function nextOf(link: string): string | undefined {
  if (link === '') return undefined;
  if (!URL.canParse(link)) throw broken('its link to the next page is none');
  const { pathname, search } = new URL(link);
  return pathname + search;
}

function broken(reason: string): RolekitError {
  return new RolekitError('RK_UPSTREAM_UNAVAILABLE', { connector: 'hostile', reason, hint: 'Try again later.' });
}
