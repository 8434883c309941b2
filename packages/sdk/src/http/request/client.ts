import { RolekitError } from '../../errors.ts';
import { byStatus, type ResponseAction } from '../policy/action.ts';
import { pause, timeoutSignal } from '../policy/pause.ts';
import { type ConnectorPolicy, checkPolicy, type HttpPolicy, resolvePolicy } from '../policy/policy.ts';
import type { RateStore } from '../policy/rate.ts';
import { byRules } from '../policy/rules.ts';
import { retryAfterMs, waitMs } from '../policy/wait.ts';
import { noteAnswer } from './answered.ts';
import type { Dialer } from './dial.ts';
import type { OnExchange } from './exchange.ts';
import type { Network } from './network.ts';
import { setQuery } from './query.ts';
import { maskError } from './redact.ts';
import { type Attempt, sendOnce } from './send.ts';
import { limited, turns } from './turn.ts';

export type { ResponseAction } from '../policy/action.ts';
export { retryAfterMs } from '../policy/wait.ts';

export interface HttpResponse {
  status: number;
  headers: Headers;
  /** Parsed when the body is JSON, else the text; undefined when there is none. */
  body: unknown;
  /** Where it came from, after redirects. */
  url?: string;
}

export interface HttpOptions {
  baseUrl: string;
  /** Adds credentials to a request. `refresh` forgets the current ones; called once after `refresh_then_retry`. */
  auth?: Authorizer;
  /** Decides what a response means, after the rules of the policy; undefined leaves it to the status. */
  classify?(response: HttpResponse): ResponseAction | undefined;
  headers?: Record<string, string>;
  /** Whole numbers beyond 2^53 arrive as texts with all their digits; false rounds them, as JavaScript does. @default true */
  exactIntegers?: boolean;
  /** Waits, rates, limits and what responses mean; see `ConnectorPolicy`. */
  policy?: ConnectorPolicy;
  /** Told of each exchange, redacted. */
  onExchange?: OnExchange;
  /** Short for `policy.timeoutMs`. */
  timeoutMs?: number;
  /** Short for `policy.attempts`. */
  attempts?: number;
  /** Short for `policy.maxBytes`. */
  maxBytes?: number;
}

export interface Authorizer {
  headers(signal: AbortSignal | undefined): Promise<Record<string, string>>;
  /** Parameters for the URL's query, of vendors that take their key there. */
  query?(signal: AbortSignal | undefined): Promise<Record<string, string>>;
  /** @param refused the headers that the vendor refused, so that newer credentials are kept */
  refresh(refused?: Record<string, string>): void;
  /** Secrets to mask in anything shown. */
  secrets(): string[];
  /** Ends what was begun, e.g. signs out. */
  close?(): Promise<void>;
}

export interface HttpRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the base URL, or an absolute URL on an allowed host: one of another origin gets no credentials. */
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  /** A `bigint` in it is sent as a number with all its digits. */
  json?: unknown;
  form?: Record<string, string>;
  /** Further fields of the form, made anew for each attempt: assertions that count once. */
  freshForm?: Record<string, () => string>;
  /** Fields and files, as `multipart/form-data`. */
  multipart?: FormData;
  /** Any other body; name its type in `headers`. */
  body?: string | Uint8Array;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Safe to send again. @default true for GET and HEAD, and with an `idempotencyKey` */
  repeatable?: boolean;
  /** Makes a write safe to send again, with vendors that keep such keys. */
  idempotencyKey?: string;
  /** What its query says besides when it is sent again, with vendors that want to know. */
  againQuery?: HttpRequest['query'];
  /** Parts of the connector's policy that this request has otherwise. */
  policy?: HttpPolicy;
  /** Decides what a response means where the connector's own `classify` does not, before the status does. */
  classify?(response: HttpResponse): ResponseAction | undefined;
  /**
   * A successful body: `parsed` by its content type, as `bytes`, or as what the vendor documents, however it is labelled.
   * `json` must be JSON, `text` may be any text, `any` is JSON where it can be and else text.
   *
   * @default 'parsed'
   */
  as?: 'parsed' | 'bytes' | 'json' | 'text' | 'any';
  /** Takes a successful body as a stream, within the same limits of bytes and time; what it answers becomes the body. */
  into?(chunks: AsyncIterable<Uint8Array>, headers: Headers): Promise<unknown>;
}

export interface HttpClient {
  request(request: HttpRequest): Promise<HttpResponse>;
}

export interface HttpBinding {
  connector: string;
  /** Allowed hosts, as declared by the connector and resolved with its settings. */
  hosts: readonly string[];
  /** Exact origins that the settings' own source names as local (a sandbox): the only private addresses that may be reached. */
  localOrigins: readonly string[];
  /** Proxy and certificates of the user. */
  network?: Network;
  /** Where calls of this connection are counted. */
  rateStore?: RateStore;
  /** Whose credentials these are: the same in all processes that use them. */
  account?: string;
  /** The user's home folder, for what processes share. */
  home?: string;
  onExchange?: OnExchange | undefined;
  /** Another way to dial, for tests. */
  dial?: Dialer;
}

/** An HTTP client bound to what a connector may reach. @throws RK_OUT_OF_REACH for a URL outside of that */
export function createHttpClient(binding: HttpBinding, options: HttpOptions): HttpClient {
  checkPolicy(binding.connector, options.policy);
  const inTurn = turns(binding, options.policy);
  const { timeoutMs, attempts, maxBytes } = options;
  const short = { timeoutMs, attempts, maxBytes } as HttpPolicy;
  return {
    async request(request) {
      const url = buildUrl(options.baseUrl, request);
      const { againQuery } = request;
      const again = againQuery && buildUrl(url.href, { path: '', query: againQuery });
      const policy = resolvePolicy(options.policy, short, request.policy);
      const total = timeoutSignal(policy.totalMs);
      const signals = [request.signal, total].filter((signal) => signal !== undefined);
      const signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0];
      const repeatable = request.repeatable ?? (onlyAsks(request.method) || request.idempotencyKey !== undefined);
      const fate = { lost: false };
      try {
        return await repeat(
          { binding, options, policy, request, url, again, number: 1, signal, repeatable, sent: {}, fate },
          (attempt) =>
            inTurn(attempt, async (block) => {
              const response = await sendOnce(attempt);
              const verdict = verdictOf(attempt, response);
              if (holdsBack(verdict)) await block(waitOf(verdict, attempt, response));
              return { response, verdict };
            }),
        );
      } catch (error) {
        if (!(error instanceof RolekitError)) throw error;
        const late = error.code === 'RK_CANCELLED' && total?.aborted && !request.signal?.aborted;
        const failure = late
          ? new RolekitError('RK_TIMEOUT', { connector: binding.connector, seconds: policy.totalMs / 1000 })
          : error;
        const perhaps = fate.lost && isWrite(request) ? perhapsWritten(failure) : failure;
        throw maskError(perhaps, options.auth?.secrets() ?? []);
      }
    },
  };
}

interface Answered {
  response: HttpResponse;
  verdict: ResponseAction;
}

/** Attempts until one has an answer that stays. */
async function repeat(first: Attempt, tryOnce: (attempt: Attempt) => Promise<Answered>): Promise<HttpResponse> {
  const { binding, options, policy, signal, repeatable } = first;
  let refreshed = false;
  for (let number = 1; ; number++) {
    const url = number > 1 && first.again ? first.again : first.url;
    const attempt: Attempt = { ...first, url, number, sent: {} };
    const answered = await tryOnce(attempt).catch((error: unknown) => {
      if (number < policy.attempts && mayRepeat(error, repeatable)) return undefined;
      throw error;
    });
    if (!answered) {
      await pause(waitMs(policy.wait, { attempt: number }), signal);
      continue;
    }
    const { response, verdict } = answered;
    if (isLost(verdict, response)) attempt.fate.lost = true;
    switch (verdict.action) {
      case 'success':
        noteAnswer(response.headers);
        return response;
      case 'ignore':
        noteAnswer(response.headers);
        return { ...response, body: verdict.body };
      case 'fail':
        throw await clocked(verdict.error, response);
      case 'reset_pagination':
        throw new RolekitError('RK_PAGES_RESET', { connector: binding.connector, reason: verdict.reason });
      case 'refresh_then_retry':
        if (refreshed || !options.auth) throw await clocked(expired(binding.connector, verdict.reason), response);
        refreshed = true;
        options.auth.refresh(attempt.sent.credentials);
        continue;
      case 'rate_limited':
      case 'retry': {
        const ms = waitOf(verdict, attempt, response);
        const last = number >= policy.attempts || ms > policy.maxWaitMs;
        if (verdict.action === 'rate_limited' && last) throw limited(binding.connector, ms);
        if (verdict.action === 'retry' && (last || !repeatable))
          throw new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
            connector: binding.connector,
            reason: verdict.reason,
            hint: 'Try again later.',
          });
        await pause(ms, signal);
      }
    }
  }
}

/** 503 says that it was not taken; any other failure of a server may have come in the middle of it, unless it is understood. */
function isLost(verdict: ResponseAction, { status }: HttpResponse): boolean {
  if (status < 500 || status === 503) return false;
  return verdict.action === 'retry' || (verdict.action === 'fail' && verdict.error.retriable);
}

/** Most calls are never refused. */
async function clocked(error: RolekitError, { headers }: HttpResponse): Promise<RolekitError> {
  return error.code === 'RK_AUTH_EXPIRED' ? (await import('../policy/clock.ts')).withClock(error, headers) : error;
}

function onlyAsks(method: HttpRequest['method'] = 'GET'): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** A POST that may be sent again without a key only asks. */
function isWrite({ method, repeatable, idempotencyKey }: HttpRequest): boolean {
  if (onlyAsks(method)) return false;
  return method !== 'POST' || repeatable !== true || idempotencyKey !== undefined;
}

function perhapsWritten(error: RolekitError): RolekitError {
  return new RolekitError(error.code, { ...error.data, perhapsWritten: true }, { cause: error });
}

/** The vendor takes no more calls for a while, whatever became of this one. */
function holdsBack(verdict: ResponseAction): verdict is ResponseAction & { action: 'success' | 'rate_limited' } {
  return verdict.action === 'rate_limited' || (verdict.action === 'success' && verdict.wait !== undefined);
}

function verdictOf({ binding, options, policy, request }: Attempt, response: HttpResponse): ResponseAction {
  return (
    byRules(policy.rules, binding.connector, response) ??
    options.classify?.(response) ??
    request.classify?.(response) ??
    byStatus(binding.connector, response)
  );
}

function waitOf(
  verdict: ResponseAction & { action: 'success' | 'retry' | 'rate_limited' },
  { policy, number }: Attempt,
  { headers }: HttpResponse,
): number {
  if (verdict.action !== 'success' && verdict.afterMs !== undefined) return verdict.afterMs;
  if (verdict.wait) return waitMs(verdict.wait, { attempt: number, headers });
  return retryAfterMs(headers) ?? waitMs(policy.wait, { attempt: number, headers });
}

function mayRepeat(error: unknown, repeatable: boolean): boolean {
  if (!(error instanceof RolekitError) || !error.retriable) return false;
  if (error.code === 'RK_CANCELLED' || error.code === 'RK_RATE_LIMITED') return false;
  return repeatable || error.data.notSent === true;
}

function expired(connector: string, reason: string): RolekitError {
  return new RolekitError('RK_AUTH_EXPIRED', { connector, reason, command: `rolekit connect ${connector}` });
}

function buildUrl(baseUrl: string, request: HttpRequest): URL {
  const url = /^https?:\/\//.test(request.path)
    ? new URL(request.path)
    : new URL(baseUrl.replace(/\/+$/, '') + request.path);
  for (const [name, value] of Object.entries(request.query ?? {}))
    if (value !== undefined) setQuery(url, name, String(value));
  return url;
}
