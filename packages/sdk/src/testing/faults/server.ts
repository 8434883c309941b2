import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { pause } from '../../http/policy/timers.ts';
import type { RunningSandbox } from '../sandbox.ts';
import { Credentials } from './credentials.ts';
import type { Fault, FaultKind, FaultRequest, Schedule } from './fault.ts';
import { type ProxyAnswer, type ProxyRequest, startProxy } from './proxy.ts';

export interface FaultServerOptions {
  /** The same seed gives the same faults. @default 1 */
  seed?: number;
  /** @default no faults */
  schedule?: Schedule;
}

/** One request, as it was met. */
export interface Exchange {
  method: string;
  path: string;
  signIn: boolean;
  /** It asks for a page of a list. */
  page: boolean;
  fault: FaultKind | undefined;
  /** It reached the vendor. */
  forwarded: boolean;
  /** Undefined where there was no answer. */
  status: number | undefined;
  /** sha256 of the request's body. */
  body: string;
  idempotencyKey: string | undefined;
  /** The client went away before the answer was out. */
  aborted: boolean;
}

export interface FaultStats {
  requests: number;
  forwarded: number;
  aborted: number;
  faults: Partial<Record<FaultKind, number>>;
}

/** A proxy before a sandbox that makes things go wrong. */
export interface FaultServer {
  readonly baseUrl: string;
  readonly seed: number;
  /** The sandbox's settings, pointing here. */
  readonly values: Record<string, string>;
  /** The instant at which the sandbox's data stands still. */
  readonly now?: string | undefined;
  /** Sets the schedule and counts requests from 1 again; none lets everything through. */
  schedule(schedule?: Schedule): void;
  /** What happened since the schedule was set, in the order in which requests arrived. */
  readonly log: readonly Exchange[];
  /** What happened since the start. */
  stats(): FaultStats;
  /** Credentials that passed by, in requests and in answers of the sign-in. */
  secrets(): string[];
  close(): Promise<void>;
}

/** It is the fault server that ends the connection. */
const BREAKS: ReadonlySet<FaultKind | undefined> = new Set(['drop', 'truncate']);
const SIGN_IN = /oauth|token|login|signin|session/i;

/**
 * Starts a fault server before a sandbox, or before anything with a base URL.
 *
 * @example
 * ```ts
 * const faults = await startFaultServer(sandbox, { seed: 7, schedule: sometimes(0.1, [{ kind: 'rate_limit', retryAfter: 1 }]) });
 * ```
 */
export async function startFaultServer(
  sandbox: Pick<RunningSandbox, 'baseUrl' | 'faults'> & Partial<Pick<RunningSandbox, 'values' | 'now'>>,
  options: FaultServerOptions = {},
): Promise<FaultServer> {
  const seed = options.seed ?? 1;
  const stats: FaultStats = { requests: 0, forwarded: 0, aborted: 0, faults: {} };
  const credentials = new Credentials();
  const lastPages = new Map<string, ProxyAnswer>();
  let schedule = options.schedule;
  let log: Exchange[] = [];
  let seen = new Map<string, number>();

  function describe({ method, path }: ProxyRequest): FaultRequest {
    const subject = `${method} ${path}`;
    const repetition = seen.get(subject) ?? 0;
    seen.set(subject, repetition + 1);
    return {
      number: log.length + 1,
      method,
      path,
      signIn: sandbox.faults?.isSignIn?.({ method, path }) ?? SIGN_IN.test(path.split('?')[0] ?? ''),
      page: listOf({ method, path }) !== undefined,
      random: drawn(`${seed} ${subject} ${repetition}`),
    };
  }

  /** The list that a request asks a page of. */
  function listOf({ method, path }: { method: string; path: string }): string | undefined {
    const page = sandbox.faults?.isPage?.({ method, path }) ?? false;
    return page === true ? path.split('?')[0] : page || undefined;
  }

  function count(kind: FaultKind): void {
    stats.faults[kind] = (stats.faults[kind] ?? 0) + 1;
  }

  /** None that cannot happen here, so that the log counts what did. */
  function possible(fault: Fault | undefined, list: string | undefined): Fault | undefined {
    if (fault?.kind === 'repeat_page') return list !== undefined && lastPages.has(list) ? fault : undefined;
    if (fault?.kind === 'empty_page') return list !== undefined && sandbox.faults?.emptyPage ? fault : undefined;
    return fault;
  }

  const proxy = await startProxy(sandbox.baseUrl, async (request, send, response) => {
    const subject = describe(request);
    const list = listOf(request);
    const fault = possible(schedule?.(subject), list);
    const entry: Exchange = {
      method: request.method,
      path: request.path,
      signIn: subject.signIn,
      page: subject.page,
      fault: fault?.kind,
      forwarded: false,
      status: undefined,
      body: createHash('sha256').update(request.body).digest('hex'),
      idempotencyKey: [request.headers['idempotency-key'], request.headers['x-idempotency-key']].find(isText),
      aborted: false,
    };
    log.push(entry);
    stats.requests++;
    if (fault && fault.kind !== 'empty_page') count(fault.kind);
    credentials.ofRequest(request);
    request.closed.addEventListener('abort', () => {
      if (entry.status !== undefined || BREAKS.has(fault?.kind)) return;
      entry.aborted = true;
      stats.aborted++;
    });
    const forward = async () => {
      entry.forwarded = true;
      stats.forwarded++;
      const answer = await send();
      if (subject.signIn) credentials.ofAnswer(answer);
      return answer;
    };
    const write = (answer: ProxyAnswer) => {
      entry.status = answer.status;
      respond(response, answer);
    };
    /** What the client gets whole is the page before the next one. */
    const forwardWhole = async () => {
      const answer = await forward();
      if (list !== undefined && answer.status === 200) lastPages.set(list, answer);
      return answer;
    };
    if (fault && fault.kind !== 'repeat_page' && fault.kind !== 'empty_page') {
      const arrives = fault.kind === 'slow' || fault.kind === 'skew';
      return meet(fault, request, response, arrives ? forwardWhole : forward, write);
    }
    const repeated = fault?.kind === 'repeat_page' ? lastPages.get(list ?? '') : undefined;
    const isLinked = lastPages.get(list ?? '')?.headers.link !== undefined;
    const answer = repeated ?? (await forwardWhole());
    if (fault?.kind !== 'empty_page') return write(answer);
    const empty = emptied(answer, (body) => sandbox.faults?.emptyPage?.(body, request));
    if (!empty) {
      entry.fault = undefined;
      return write(answer);
    }
    count('empty_page');
    const link = isLinked || answer.headers.link !== undefined ? { link: `<${request.path}>; rel="next"` } : {};
    write({ ...empty, headers: { ...empty.headers, ...link } });
  });

  const { origin } = new URL(sandbox.baseUrl);
  return {
    baseUrl: sandbox.baseUrl.replace(origin, proxy.baseUrl),
    seed,
    now: sandbox.now,
    values: Object.fromEntries(
      Object.entries(sandbox.values ?? {}).map(([name, value]) => [name, value.replaceAll(origin, proxy.baseUrl)]),
    ),
    schedule(next) {
      schedule = next;
      log = [];
      seen = new Map();
      lastPages.clear();
    },
    get log() {
      return log;
    },
    stats: () => structuredClone(stats),
    secrets: () => credentials.all(),
    close: proxy.close,
  };
}

async function meet(
  fault: Exclude<Fault, { kind: 'repeat_page' | 'empty_page' }>,
  request: ProxyRequest,
  response: ServerResponse,
  forward: () => Promise<ProxyAnswer>,
  write: (answer: ProxyAnswer) => void,
): Promise<void> {
  const json = (status: number, body: unknown, headers = {}) =>
    write({
      status,
      headers: { 'content-type': 'application/json', ...headers },
      body: Buffer.from(JSON.stringify(body)),
    });
  switch (fault.kind) {
    case 'rate_limit':
      return json(
        429,
        { error: 'Too many requests.' },
        fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) },
      );
    case 'status':
      return json(fault.status, fault.body ?? { error: `Status ${fault.status}.` });
    case 'expired':
      return json(401, { error: 'The token has expired.' }, { 'www-authenticate': 'Bearer error="invalid_token"' });
    case 'redirect':
      return write({ status: 302, headers: { location: fault.to }, body: Buffer.alloc(0) });
    case 'echo':
      return json(400, { error: `Cannot read: ${JSON.stringify(request.headers)} ${request.body.toString('utf8')}` });
    case 'wrong_type':
      return write({ status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from(MAINTENANCE) });
    case 'malformed':
      return write({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from('{"items": [{]}'),
      });
    case 'slow': {
      const answer = await forward();
      await pause(fault.ms, request.closed);
      return write(answer);
    }
    case 'drop':
      if (fault.after) await forward();
      response.destroy();
      return;
    case 'truncate': {
      const answer = await forward();
      const half = answer.body.subarray(0, Math.floor(answer.body.length / 2));
      if (fault.whole) return write({ ...answer, body: half });
      response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
      response.write(half, () => response.destroy());
      return;
    }
    case 'renamed': {
      const answer = await forward();
      return write({ ...answer, body: renamed(answer.body) });
    }
    case 'skew': {
      const answer = await forward();
      const date = new Date(Date.now() + fault.seconds * 1000).toUTCString();
      return write({ ...answer, headers: { ...answer.headers, date } });
    }
  }
}

const MAINTENANCE = '<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>';

function respond(response: ServerResponse, { status, headers, body }: ProxyAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
}

/** Undefined where the vendor has no page without rows. */
function emptied(answer: ProxyAnswer, emptyPage: (body: unknown) => unknown): ProxyAnswer | undefined {
  if (answer.status !== 200) return answer;
  const empty = emptyPage(JSON.parse(answer.body.toString('utf8')));
  return empty === undefined ? undefined : { ...answer, body: Buffer.from(JSON.stringify(empty)) };
}

/** Every field under another name. */
function renamed(body: Buffer): Buffer {
  const anew = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(anew);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [`new_${name}`, anew(member)]));
  };
  try {
    return Buffer.from(JSON.stringify(anew(JSON.parse(body.toString('utf8')))));
  } catch {
    return body;
  }
}

function drawn(subject: string): number {
  return createHash('sha256').update(subject).digest().readUInt32BE(0) / 2 ** 32;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
