import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RolekitError } from '../../errors.ts';
import { Credentials } from '../faults/credentials.ts';
import { type ProxyAnswer, type ProxyRequest, startProxy } from '../faults/proxy.ts';
import { Synthesizer } from './synthetic.ts';
import type { RecordedExchange, Recording } from './types.ts';

export interface RecordOptions {
  connector: string;
  /** Base URL of the live API. */
  upstream: string;
  /** Paths of values in answers that are kept, e.g. `data.*.status`; all others become made-up ones of the same form. */
  allow?: readonly string[];
  /** Secrets that must not be found in the recording; credentials that pass by are added. */
  secrets?: readonly string[];
}

export interface Recorder {
  /** Point the connection here instead of to the API. */
  readonly baseUrl: string;
  /** What was recorded so far. @throws RK_CONFLICT when a secret would be stored */
  recording(): Recording;
  /** Writes it. @throws RK_CONFLICT when a secret would be stored */
  save(path: string): Promise<void>;
  close(): Promise<void>;
}

const SIGN_IN = /oauth|token|login|signin|session/i;
const KEPT_HEADERS = ['content-type', 'retry-after', 'link'];

/** Starts a recorder before a live API. Sign-ins are passed on and never recorded. */
export async function startRecorder(options: RecordOptions): Promise<Recorder> {
  const synthesizer = new Synthesizer(options.allow ?? []);
  const credentials = new Credentials();
  const exchanges: RecordedExchange[] = [];
  const proxy = await startProxy(options.upstream, async (request, forward, response) => {
    credentials.ofRequest(request);
    const answer = await forward();
    if (SIGN_IN.test(request.path.split('?')[0] ?? '')) credentials.ofAnswer(answer);
    else exchanges.push(recorded(request, answer, synthesizer));
    response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length }).end(answer.body);
  });
  const recording = (): Recording => {
    const made: Recording = {
      format: 1,
      connector: options.connector,
      recordedAt: new Date().toISOString(),
      exchanges,
    };
    const text = JSON.stringify(made);
    const secrets = [...(options.secrets ?? []), ...credentials.all()].filter((one) => one.length >= 6);
    if (secrets.some((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret))))
      throw new RolekitError('RK_CONFLICT', {
        reason: 'The recording holds a secret, and was not stored: allow fewer fields.',
      });
    return structuredClone(made);
  };
  return {
    baseUrl: options.upstream.replace(new URL(options.upstream).origin, proxy.baseUrl),
    recording,
    async save(path) {
      const text = JSON.stringify(recording(), null, 2);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `${text}\n`, { mode: 0o600 });
    },
    close: proxy.close,
  };
}

function recorded(request: ProxyRequest, answer: ProxyAnswer, synthesizer: Synthesizer): RecordedExchange {
  const url = new URL(request.path, 'http://recorded');
  const body = jsonOf(answer.body);
  return {
    method: request.method,
    path: url.pathname
      .split('/')
      .map((part) => (isLiteral(part) ? part : synthesizer.text(decodeURIComponent(part))))
      .join('/'),
    query: Object.fromEntries([...url.searchParams].map(([name, value]) => [name, synthesizer.text(value)])),
    status: answer.status,
    headers: Object.fromEntries(
      KEPT_HEADERS.flatMap((name) =>
        name === 'link' || !answer.headers[name] ? [] : [[name, String(answer.headers[name])]],
      ),
    ),
    ...(body === undefined ? {} : { body: synthesizer.value(body) }),
  };
}

/** A part of the API's own path: words and versions, not ids or names. */
export function isLiteral(segment: string): boolean {
  return segment === '' || /^(?:v\d+(?:\.\d+)?|[a-z][a-z_-]{0,23})$/.test(segment);
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
