import { createHash } from 'node:crypto';
import type { ListPage } from '../connector/tool.ts';
import { RolekitError } from '../errors.ts';
import type { HttpClient, HttpRequest, HttpResponse } from './client.ts';
import type { Paging } from './paging.ts';

export interface ListRequest {
  /** The request without what belongs to a page. */
  request: HttpRequest;
  paging: Paging;
  /** The rows of an answer. */
  rows(body: unknown): readonly unknown[] | undefined;
  /** As the tool's handler got them. */
  cursor: string | undefined;
  limit: number;
  signal?: AbortSignal | undefined;
}

/**
 * Fetches one page of a vendor's list, for a tool's handler. A page that comes a second time is an error, not an endless
 * list: the cursor carries a digest of the page before.
 *
 * @throws RK_UPSTREAM_UNAVAILABLE, RK_PAGES_RESET
 */
export async function listPage(
  http: HttpClient,
  { request, paging, rows: rowsOf, cursor, limit, signal }: ListRequest,
): Promise<ListPage<unknown> & { response: HttpResponse }> {
  const before = readCursor(cursor);
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
  const digest = createHash('sha256').update(JSON.stringify(rows)).digest('base64url').slice(0, 12);
  const { next, total } = paging.next({ response, rows, cursor: before?.at, limit });
  if (rows.length > 0 && before?.digest === digest) throw broken(response, 'it sent the same page twice');
  if (next !== undefined && next === before?.at) throw broken(response, 'it names the same page as the next one');
  return {
    items: [...rows],
    next: next === undefined ? undefined : `${digest}${next}`,
    ...(total === undefined ? {} : { total }),
    response,
  };
}

function readCursor(cursor: string | undefined): { digest: string; at: string } | undefined {
  return cursor === undefined ? undefined : { digest: cursor.slice(0, 12), at: cursor.slice(12) };
}

function broken(response: HttpResponse, reason: string): RolekitError {
  return new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
    connector: response.url === undefined ? 'The service' : new URL(response.url).host,
    reason,
    hint: 'Start again without a cursor; if it stays so, the service is broken.',
  });
}
