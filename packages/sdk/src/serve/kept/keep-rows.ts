import type { AnyListTool } from '../../connector/tool.ts';
import { RolekitError } from '../../errors.ts';
import type { ListPage } from '../../http/list/page.ts';
import type { Position } from '../list/cursor.ts';
import type { ReadPage } from '../list/page-store.ts';
import type { KeptLimits } from '../plugin/types.ts';
import { type KeptOwner, type KeptResult, KeptWriter } from './results-store.ts';

export interface Keeping {
  tool: AnyListTool;
  owner: KeptOwner;
  limits: KeptLimits;
  /** Where the rows begin, and their first page, fetched already. */
  position: Position;
  first: ReadPage;
  fetch(vendor: string | undefined): Promise<ListPage<unknown>>;
  /** What is kept of the rows of a page. */
  shape(rows: readonly unknown[], isRest: boolean): unknown[];
  /** No page is begun after this, in milliseconds since 1970. */
  until: number;
  progress(done: number, total?: number, message?: string): void;
}

export interface Kept {
  result: KeptResult;
  /** Where the rows begin that were not kept. */
  rest: Position | undefined;
  notes: string[];
}

/** Fetches pages to the end, or to a limit, and keeps their rows. */
export async function keepRows(keeping: Keeping): Promise<Kept> {
  const { tool, owner, limits, fetch, shape, until, progress } = keeping;
  const { asOf, retrievedAt } = keeping.first;
  const writer = await KeptWriter.open(owner, limits);
  const seen = new Set<string>();
  // of the pages after the first, each once
  const notes = new Set<string>();
  let { vendor, skip } = keeping.position;
  let page: ListPage<unknown> = keeping.first;
  let reason: string | undefined;
  let rest: Position | undefined;
  try {
    for (;;) {
      const rows = page.items.slice(skip);
      const count = await writer.add(shape(rows, writer.rows > 0));
      if (count < rows.length) {
        rest = { vendor, skip: skip + count };
        reason = `a kept result has at most ${limits.rows} rows and ${limits.bytes} bytes`;
        break;
      }
      if (page.next === undefined) break;
      rest = { vendor: page.next, skip: 0 };
      if (seen.has(page.next)) {
        reason = `${owner.connector} returned the same page again`;
        break;
      }
      if (Date.now() >= until) {
        reason = 'the call ran out of time';
        break;
      }
      seen.add(page.next);
      progress(writer.rows, page.total, `${writer.rows} rows kept`);
      const next = await nextPage(fetch, page.next);
      if (next instanceof RolekitError) {
        reason = next.message;
        const { resume } = next.data;
        if (typeof resume === 'string') rest = { vendor: resume, skip: 0 };
        break;
      }
      for (const note of next.notes ?? []) notes.add(note);
      [page, vendor, skip, rest] = [next, page.next, 0, undefined];
    }
    const result = await writer.finish({
      tool: tool.name,
      asOf,
      retrievedAt,
      whole: reason === undefined && isStart(keeping),
    });
    if (reason !== undefined) notes.add(`Not all rows were kept: ${reason}. The cursor goes on after them.`);
    return { result, rest: reason === undefined ? undefined : rest, notes: [...notes] };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** An error that may pass leaves what is kept so far; the cursor goes on from there. */
async function nextPage(fetch: Keeping['fetch'], vendor: string): Promise<ListPage<unknown> | RolekitError> {
  try {
    return await fetch(vendor);
  } catch (error) {
    const mayPass =
      error instanceof RolekitError &&
      error.code !== 'RK_CANCELLED' &&
      (error.retriable || typeof error.data.resume === 'string');
    if (mayPass) return error;
    throw error;
  }
}

function isStart({ position }: Keeping): boolean {
  return position.vendor === undefined && position.skip === 0;
}
