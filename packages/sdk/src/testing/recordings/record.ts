import { randomBytes } from 'node:crypto';
import { RolekitError } from '../../errors.ts';
import { Credentials } from '../faults/credentials.ts';
import { type ProxyAnswer, type ProxyRequest, startProxy } from '../faults/proxy.ts';
import { formsOf } from '../secret-forms.ts';
import { saveRecording } from './save.ts';
import { Synthesizer } from './synthetic.ts';
import type { RecordedExchange, Recording } from './types.ts';

export interface RecordOptions {
  connector: string;
  /** Base URL of the live API. */
  upstream: string;
  /** Paths of values in answers that are kept, e.g. `data.*.status`; all others become made-up ones of the same form. */
  allow?: readonly string[];
  /** Values that are nobody's data, such as those of a connector's own examples; kept wherever they are. */
  literals?: readonly string[];
  /** Secrets that must not be found in the recording; credentials that pass by are added. */
  secrets?: readonly string[];
}

export interface Recorder {
  /** Point the connection here instead of to the API. */
  readonly baseUrl: string;
  /** What was recorded so far. @throws RK_CONFLICT when a secret would be stored */
  recording(more?: Pick<Recording, 'calls' | 'settings' | 'now'>): Recording;
  /** Writes it. @throws RK_CONFLICT when a secret would be stored */
  save(path: string, more?: Pick<Recording, 'calls' | 'settings' | 'now'>): Promise<void>;
  close(): Promise<void>;
}

const SIGN_IN = /oauth|token|login|signin|session/i;
const KEPT_HEADERS = ['content-type', 'retry-after'];

/** Starts a recorder before a live API. Sign-ins are passed on and never recorded. */
export async function startRecorder(options: RecordOptions): Promise<Recorder> {
  const credentials = new Credentials();
  const raw: RawExchange[] = [];
  const key = randomBytes(32);
  const proxy = await startProxy(options.upstream, async (request, forward, response) => {
    credentials.ofRequest(request);
    const answer = await forward();
    if (SIGN_IN.test(request.path.split('?')[0] ?? '')) credentials.ofAnswer(answer);
    else raw.push({ request, answer });
    response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length }).end(answer.body);
  });
  const recording = (more: Pick<Recording, 'calls' | 'settings' | 'now'> = {}): Recording => {
    const literals = [...(options.literals ?? []), ...sizesIn(raw)];
    const synthesizer = new Synthesizer(options.allow ?? [], { literals, origin: proxy.baseUrl, key });
    const made: Recording = {
      format: 1,
      connector: options.connector,
      recordedAt: new Date().toISOString(),
      exchanges: raw.map((exchange) => recorded(exchange, synthesizer)),
      ...more,
    };
    const text = JSON.stringify(made);
    const secrets = [...(options.secrets ?? []), ...credentials.all()].filter((secret) => secret.length >= 6);
    if (secrets.flatMap(formsOf).some((form) => text.includes(form)))
      throw new RolekitError('RK_CONFLICT', {
        reason: 'The recording holds a secret, and was not stored: allow fewer fields.',
      });
    return made;
  };
  return {
    baseUrl: options.upstream.replace(new URL(options.upstream).origin, proxy.baseUrl),
    recording,
    save: (path, more) => saveRecording(path, recording(more)),
    close: proxy.close,
  };
}

/** What was asked and answered, before anything of it is made up. */
interface RawExchange {
  request: ProxyRequest;
  answer: ProxyAnswer;
}

function recorded({ request, answer }: RawExchange, synthesizer: Synthesizer): RecordedExchange {
  const { pathname, searchParams } = new URL(request.path, 'http://recorded');
  const [sent, body] = [jsonOf(request.body), jsonOf(answer.body)];
  return {
    method: request.method,
    path: synthesizer.place(pathname),
    query: Object.fromEntries([...searchParams].map(([name, value]) => [name, synthesizer.text(value)])),
    ...(sent === undefined ? {} : { request: synthesizer.value(sent, ['request']) }),
    status: answer.status,
    headers: headersOf(answer, synthesizer),
    ...(body === undefined ? {} : { body: synthesizer.value(body) }),
  };
}

/** What says how to go on, and how the body is to be read. */
function headersOf({ headers }: ProxyAnswer, synthesizer: Synthesizer): Record<string, string> {
  const { link, location } = headers;
  return {
    ...Object.fromEntries(KEPT_HEADERS.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : []))),
    ...(link ? { link: synthesizer.links(String(link)) } : {}),
    ...(location ? { location: synthesizer.address(String(location)) } : {}),
  };
}

const SMALL = 10_000;

/** Small numbers of requests, which say nothing of anybody: those that no answer has, and the places that pages begin at. */
function sizesIn(exchanges: readonly RawExchange[]): string[] {
  const answered = new Set(exchanges.flatMap(({ answer }) => leavesOf(jsonOf(answer.body))));
  const asked = exchanges.map(({ request }) => askedNumbers(request));
  const sizes = asked.flatMap(({ numbers }) => [...numbers.values()]).filter((value) => !answered.has(value));
  return [...sizes, ...[...new Set(asked.map(({ list }) => list))].flatMap((list) => placesOf(list, asked))];
}

interface AskedNumbers {
  list: string;
  /** By the name of a parameter, or the place in the body. */
  numbers: ReadonlyMap<string, string>;
}

function askedNumbers({ method, path, body }: ProxyRequest): AskedNumbers {
  const { pathname, searchParams } = new URL(path, 'http://recorded');
  const named = [...searchParams, ...namedLeavesOf(jsonOf(body))];
  const small = named.filter(([, value]) => /^\d+$/.test(value) && Number(value) < SMALL);
  return { list: `${method} ${pathname}`, numbers: new Map(small) };
}

/**
 * Pages that are counted: what every request of the list has, the first one too, from 0 or 1 on. A handler goes on by adding to
 * it, so that it has to be kept even where a row happens to have the same number. A cursor comes from the answer before.
 */
function placesOf(list: string, asked: readonly AskedNumbers[]): string[] {
  const requests = asked.filter((request) => request.list === list);
  const names = [...(requests[0]?.numbers.keys() ?? [])].filter((name) =>
    requests.every((request) => request.numbers.has(name)),
  );
  return names.flatMap((name) => {
    const values = [...new Set(requests.map(({ numbers }) => numbers.get(name) ?? ''))];
    return values.length > 1 && Math.min(...values.map(Number)) <= 1 ? values : [];
  });
}

/** Texts, and numbers as texts, of a JSON value, with their places. */
export function namedLeavesOf(value: unknown, place = ''): [string, string][] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, inner]) => namedLeavesOf(inner, `${place}/${name}`));
  return typeof value === 'number' || typeof value === 'string' ? [[place, String(value)]] : [];
}

/** Texts, and numbers as texts, of a JSON value. */
export function leavesOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leavesOf);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
