import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningSandbox } from '../sandbox.ts';
import { isLiteral } from './record.ts';
import type { RecordedExchange, Recording } from './types.ts';

/**
 * Starts a server that answers as it was recorded. A request is matched by its method, the words of its path and the names
 * in its query; among several, by equal values, then in the order of the recording. What was not recorded is a 404.
 *
 * @param values settings of the connector; `{baseUrl}` in one becomes the server's address
 */
export async function startReplay(
  recording: Recording,
  values: Readonly<Record<string, string>>,
): Promise<RunningSandbox> {
  const used = new Map<RecordedExchange, number>();
  const stats = { reads: 0, writes: 0 };
  const server = createServer((request, response) => {
    request.resume();
    const method = request.method ?? 'GET';
    const url = new URL(request.url ?? '/', 'http://replay');
    const send = (status: number, body: unknown, headers = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(body === undefined ? '' : JSON.stringify(body));
    if (/oauth|token|login|signin|session/i.test(url.pathname))
      return send(200, { access_token: 'replayed', token_type: 'bearer', expires_in: 3600 });
    const query = Object.fromEntries(url.searchParams);
    const wanted = keyOf({ method, path: url.pathname, query });
    const fitting = recording.exchanges.filter((one) => keyOf(one) === wanted);
    const exact = fitting.filter(
      (one) => one.path === url.pathname && Object.entries(query).every(([name, value]) => one.query[name] === value),
    );
    const candidates = exact.length > 0 ? exact : fitting;
    const chosen = candidates.toSorted((a, b) => (used.get(a) ?? 0) - (used.get(b) ?? 0))[0];
    if (!chosen) return send(404, { error: `Not recorded: ${wanted}` });
    used.set(chosen, (used.get(chosen) ?? 0) + 1);
    stats[method === 'GET' ? 'reads' : 'writes']++;
    return send(chosen.status, chosen.body, chosen.headers);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const own = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.replaceAll('{baseUrl}', baseUrl)]),
  );
  return {
    name: recording.connector,
    baseUrl,
    environment: 'sandbox',
    credentials: own,
    values: own,
    stats: () => ({ ...stats }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** `GET /orders/* ?after&limit`: what two exchanges of one kind have in common. */
export function keyOf({ method, path, query }: Pick<RecordedExchange, 'method' | 'path' | 'query'>): string {
  const words = path.split('/').map((part) => (isLiteral(part) ? part : '*'));
  return `${method} ${words.join('/')} ?${Object.keys(query).toSorted().join('&')}`;
}
