import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tokenOf } from '@rolekit/sdk/authorization';
import { loopbackHosts, loopbackRefusal } from '@rolekit/sdk/loopback';
import type { Station } from '../src/index.ts';
import { demoObservations, demoStations, NOW } from './data.ts';

const API_KEY = 'sandbox-key';
const DAY = 24;

interface SandboxOptions {
  port?: number;
  host?: string;
  /** Rows of a page of stations at most. */
  pageRows?: number;
}

type Asked = { method: string; path: string };

interface Answer {
  status: number;
  body: unknown;
}

// #region start
/** Starts a server that speaks the service's API over demo data. */
export async function startSandbox({ port = 0, host = '127.0.0.1', pageRows = 100 }: SandboxOptions = {}) {
  const stations = demoStations();
  const stats = { reads: 0, writes: 0 };
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request, stations, stats, pageRows).catch(() =>
      problem(400, 'bad_request', 'No.'),
    );
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  const baseUrl = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    name: 'weather',
    baseUrl,
    environment: 'sandbox' as const,
    now: NOW,
    credentials: { apiKey: API_KEY },
    values: { baseUrl, apiKey: API_KEY },
    stats: () => ({ ...stats }),
    // what is a page, and how a page without rows leads to the one that was asked for
    faults: {
      isPage: ({ method, path }: Asked) =>
        method === 'GET' && /^\/v1\/stations(\/[^/]+\/observations)?(\?|$)/.test(path),
      emptyPage: (page: unknown, { path }: Asked) => emptyPage(page as object, path),
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
// #endregion

// #region answer
async function answer(
  request: IncomingMessage,
  stations: Map<string, Station>,
  stats: { reads: number; writes: number },
  pageRows: number,
): Promise<Answer> {
  // a page of another site in a browser gets nothing
  const { localPort = 0, localAddress = '' } = request.socket;
  if (loopbackRefusal(request, { hosts: loopbackHosts(localPort, localAddress) }))
    return problem(403, 'foreign_request', 'This request is not for the sandbox.');
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sandbox');
  if (tokenOf(request, 'Bearer') !== API_KEY) return problem(401, 'unknown_key', 'Unknown API key.');
  const [, , collection, id, part] = pathname.split('/');
  const get = request.method === 'GET';
  if (get) stats.reads += 1;
  if (get && pathname === '/v1/account') return { status: 200, body: { name: 'Demo account' } };
  if (collection !== 'stations') return problem(404, 'unknown_path', `There is no ${pathname}.`);
  if (get && id === undefined) return list([...stations.values()], searchParams, pageRows);
  const station = stations.get(decodeURIComponent(id ?? ''));
  if (!station) return problem(404, 'unknown_station', 'There is no such station.');
  if (get && part === undefined) return { status: 200, body: station };
  if (get && part === 'observations') return observations(station, searchParams);
  if (request.method !== 'PUT' || part !== 'alert') return problem(404, 'unknown_path', `There is no ${pathname}.`);
  const { alertAboveMs } = (await readJson(request)) as { alertAboveMs: number | null };
  stats.writes += 1;
  const changed = { ...station, alertAboveMs };
  stations.set(station.id, changed);
  return { status: 200, body: changed };
}
// #endregion

function list(stations: Station[], query: URLSearchParams, pageRows: number): Answer {
  const region = query.get('region');
  const found = stations
    .filter((station) => region === null || station.region === region)
    .sort((a, b) => a.name.localeCompare(b.name));
  const from = found.findIndex(({ id }) => id === query.get('after')) + 1;
  const page = found.slice(from, from + Math.min(Number(query.get('limit') ?? 50), pageRows));
  const last = page.at(-1);
  const next = last && from + page.length < found.length ? last.id : null;
  return { status: 200, body: { stations: page, total: found.length, next } };
}

function observations(station: Station, query: URLSearchParams): Answer {
  const all = demoObservations(station);
  const oldest = all.at(-1)?.at ?? '';
  const from = query.get('from') ?? oldest;
  if (from < oldest) return problem(400, 'out_of_range', `Observations start at ${oldest}.`);
  const page = Number(query.get('page') ?? 0);
  const wanted = all.filter(({ at }) => at >= from);
  const next = (page + 1) * DAY < wanted.length ? String(page + 1) : null;
  return { status: 200, body: { observations: wanted.slice(page * DAY, (page + 1) * DAY), next } };
}

function emptyPage(page: object, path: string): object {
  const { searchParams: asked } = new URL(path, 'http://sandbox');
  return 'stations' in page
    ? { ...page, stations: [], next: asked.get('after') }
    : { ...page, observations: [], next: asked.get('page') };
}

function problem(status: number, code: string, message: string): Answer {
  return { status, body: { code, message } };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}
