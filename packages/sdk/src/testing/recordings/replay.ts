import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningSandbox } from '../sandbox.ts';
import { leavesOf, namedLeavesOf } from './record.ts';
import { isLiteral } from './synthetic.ts';
import { BASE_URL, PRIVATE_KEY, type RecordedExchange, type Recording } from './types.ts';

/** A vendor that answers as it was recorded. */
export interface Replay extends RunningSandbox {
  /** Requests that were not recorded, in the order in which they came. */
  missed(): readonly string[];
}

/**
 * Starts a server that answers as it was recorded. A request is matched by its method, the words of its path and the names
 * in its query; among several, by the most equal values, then in the order of the recording. What was not recorded is a 404.
 *
 * @param values settings of the connector; `{baseUrl}` in one becomes the server's address
 */
export async function startReplay(
  recording: Recording,
  values: Readonly<Record<string, string>> = recording.settings ?? {},
): Promise<Replay> {
  const served = new Map<string, number>();
  const missed: string[] = [];
  const stats = { reads: 0, writes: 0 };
  let baseUrl = '';
  /** With the addresses of this server. */
  const here = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(BASE_URL, baseUrl)) as T;
  const server = createServer(async (request, response) => {
    const asked = await askedOf(request);
    const send = (status: number, body: unknown, headers = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...here(headers) })
        .end(body === undefined ? '' : JSON.stringify(here(body)));
    if (/oauth|token|login|signin|session/i.test(asked.path))
      return send(200, { ...SIGNED_IN, instance_url: BASE_URL });
    const fitting = bestOf(recording.exchanges, asked);
    const subject = JSON.stringify([asked.method, asked.path, asked.query, asked.request]);
    const times = served.get(subject) ?? 0;
    served.set(subject, times + 1);
    // the same request again gets what came next; the last answer stays, as of a job that is done
    const chosen = fitting[Math.min(times, fitting.length - 1)];
    if (!chosen) {
      missed.push(keyOf(asked));
      return send(404, { error: `Not recorded: ${keyOf(asked)}` });
    }
    stats[asked.method === 'GET' ? 'reads' : 'writes']++;
    return send(chosen.status, chosen.body, chosen.headers);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const own = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value === PRIVATE_KEY ? newKey() : value.replaceAll(BASE_URL, baseUrl),
    ]),
  );
  return {
    name: recording.connector,
    baseUrl,
    environment: 'sandbox',
    ...(recording.now === undefined ? {} : { now: recording.now }),
    credentials: own,
    values: own,
    stats: () => ({ ...stats }),
    missed: () => missed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

const SIGNED_IN = { access_token: 'replayed-access-token', token_type: 'bearer', expires_in: 3600 };

type Asked = Pick<RecordedExchange, 'method' | 'path' | 'query' | 'request'>;

async function askedOf(request: IncomingMessage): Promise<Asked> {
  let text = '';
  for await (const chunk of request) text += chunk;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://replay');
  const asked = { method: request.method ?? 'GET', path: pathname, query: Object.fromEntries(searchParams) };
  try {
    return { ...asked, request: JSON.parse(text) as unknown };
  } catch {
    return asked;
  }
}

/** The exchanges of that kind that have the most values of what is asked. */
function bestOf(exchanges: readonly RecordedExchange[], asked: Asked): RecordedExchange[] {
  const key = keyOf(asked);
  const sent = namedLeavesOf(asked.request);
  const scored = exchanges
    .filter((exchange) => keyOf(exchange) === key)
    .map((exchange) => {
      const there = new Set(leavesOf(exchange.request));
      const inPlace = new Map(namedLeavesOf(exchange.request));
      const values = Object.entries(asked.query).filter(([name, value]) => exchange.query[name] === value).length;
      const missing = inPlace.size - sent.length;
      // a limit of 1 is no offset of 1; in a list of filters, though, the same one may stand elsewhere
      const equal = values + sent.filter(([place, value]) => inPlace.get(place) === value).length;
      const elsewhere = sent.filter(([, value]) => there.has(value)).length / (sent.length + 1);
      return {
        exchange,
        score: (exchange.path === asked.path ? 1000 : 0) + (equal + elsewhere) * 2 - Math.abs(missing),
      };
    });
  const best = Math.max(...scored.map(({ score }) => score));
  return scored.filter(({ score }) => score === best).map(({ exchange }) => exchange);
}

/** `GET /orders/* ?after&limit`: what two exchanges of one kind have in common. */
export function keyOf({ method, path, query }: Pick<RecordedExchange, 'method' | 'path' | 'query'>): string {
  const words = path.split('/').map((part) => (isLiteral(part) ? part : '*'));
  return `${method} ${words.join('/')} ?${Object.keys(query).toSorted().join('&')}`;
}
