import type { FastifyInstance } from 'fastify';
import { type ApiCall, apiResource } from '../api-call.ts';
import { SalesforceError } from '../errors.ts';
import type { Org } from '../org.ts';
import { executeQuery } from '../soql/execute.ts';
import { executeSearch } from '../sosl/search.ts';

const DEFAULT_BATCH = 2000;

/** The page size that the client asks for, within the vendor's bounds; null when it asks for none, or cannot. */
function batchSize(call: ApiCall): number | null {
  if (call.org.pageRows !== undefined) return null;
  const header = call.request.headers['sforce-query-options'];
  const size = /batchSize=(\d+)/i.exec(typeof header === 'string' ? header : '')?.[1];
  return size === undefined ? null : Math.min(Math.max(Number(size), 200), DEFAULT_BATCH);
}

function query(includeDeleted: boolean) {
  return (call: ApiCall) => {
    const soql = call.query.q;
    if (!soql) throw new SalesforceError('MALFORMED_QUERY', 'A query string has to be specified');
    const result = executeQuery(call.queryContext(includeDeleted), soql);
    return call.org.cursors.firstPage(result, batchSize(call) ?? call.org.pageRows ?? DEFAULT_BATCH, call.version);
  };
}

function queryMore(call: ApiCall) {
  return call.org.cursors.page(call.params.locator ?? '', batchSize(call), call.version);
}

function search(call: ApiCall) {
  const sosl = call.query.q;
  if (!sosl) throw new SalesforceError('MALFORMED_SEARCH', 'No search string found.');
  return executeSearch(call.queryContext(), sosl);
}

/** Queries with continuation, and full-text search. */
export function registerQuery(app: FastifyInstance, org: Org): void {
  apiResource(app, org, '/query', { GET: query(false) });
  apiResource(app, org, '/query/:locator', { GET: queryMore });
  apiResource(app, org, '/queryAll', { GET: query(true) });
  apiResource(app, org, '/queryAll/:locator', { GET: queryMore });
  apiResource(app, org, '/search', { GET: search });
}
