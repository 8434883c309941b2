import { RolekitError } from '../../errors.ts';
import type { HttpClient, HttpRequest } from '../request/types.ts';
import type { HttpResponse } from '../response.ts';
import { changeNotes, idsOf, isCircle, isRepeated, readWalk, walkOn, writeWalk } from './list-walk.ts';
import { hostOf } from './next-url.ts';
import type { ListPage } from './page.ts';
import type { Paging } from './paging.ts';

export interface ListRequest<Row = unknown> {
  /** The request without what belongs to a page. */
  request: HttpRequest;
  paging: Paging;
  /** The rows of an answer; a schema that parses them here gives the page its type. */
  rows(body: unknown): readonly Row[] | undefined;
  /** What tells a row from all others, to notice one that comes twice. @default its `id` */
  key?(row: Row): string | number | undefined;
  /** As the tool's handler got them. */
  cursor: string | undefined;
  limit: number;
  signal?: AbortSignal | undefined;
}

/**
 * Fetches one page of a vendor's list, for a tool's handler. A page that comes a second time is an error, not an endless
 * list: the cursor carries a digest of the page before. Signs that the list changed since the pages before (another total, rows that
 * came already, another version) are said in `notes`.
 *
 * @throws RK_UPSTREAM_UNAVAILABLE, RK_PAGES_RESET
 */
export async function listPage<Row>(
  http: HttpClient,
  { request, paging, rows: rowsOf, key, cursor, limit, signal }: ListRequest<Row>,
): Promise<ListPage<Row> & { response: HttpResponse }> {
  const before = cursor === undefined ? undefined : readWalk(cursor);
  const { path, query, json } = paging.ask(before?.at, limit);
  const response = await http.request({
    ...request,
    // a next URL has its query already
    ...(path === undefined ? { query: { ...request.query, ...query } } : { path, query: undefined }),
    ...(json ? { json: { ...(request.json as object | undefined), ...json } } : {}),
    ...(signal ? { signal } : {}),
  } as HttpRequest);
  const rows = rowsOf(response.body);
  if (!rows) throw broken(response, 'its answer holds no list where one is expected');
  const { next, total, version } = paging.next({ response, rows, cursor: before?.at, limit });
  const page = { rows, ids: idsOf(rows, key), total, isTotalOfRest: paging.isTotalOfRest === true, version, next };
  if (isRepeated(before, page)) throw broken(response, 'it sent the same page twice');
  if (next !== undefined && next === before?.at) throw broken(response, 'it names the same page as the next one');
  if (isCircle(before, page)) throw broken(response, 'it leads back to a page that was read already');
  const notes = changeNotes(before, page);
  const walk = walkOn(before, page);
  return {
    items: [...rows],
    next: walk && writeWalk(walk),
    ...(total === undefined ? {} : { total }),
    ...(notes.length > 0 ? { notes } : {}),
    response,
  };
}

function broken(response: HttpResponse, reason: string): RolekitError {
  return new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
    connector: hostOf(response),
    reason,
    hint: 'Start again without a cursor. If it fails again, the service is broken.',
  });
}
