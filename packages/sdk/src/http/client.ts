import { RolekitError } from '../errors.ts';
import { readBody } from './body.ts';
import { checkUrl } from './hosts.ts';

/** What to do with a vendor's response. */
export type ResponseAction =
  | { action: 'success' }
  | { action: 'retry'; afterMs?: number | undefined; reason: string }
  | { action: 'rate_limited'; afterMs?: number | undefined }
  | { action: 'refresh_then_retry'; reason: string }
  | { action: 'fail'; error: RolekitError };

export interface HttpResponse {
  status: number;
  headers: Headers;
  /** Parsed when the body is JSON, else the text; undefined when there is none. */
  body: unknown;
}

export interface HttpOptions {
  baseUrl: string;
  /** Adds credentials to a request. `refresh` forgets the current ones; called once after `refresh_then_retry`. */
  auth?: Authorizer;
  /** Decides what a response means; the default treats 2xx as success and maps the rest by status. */
  classify?(response: HttpResponse): ResponseAction | undefined;
  headers?: Record<string, string>;
  /** For one attempt. @default 30 000 */
  timeoutMs?: number;
  /** Attempts of a request that is safe to repeat. @default 3 */
  attempts?: number;
  /** Bytes of a response body. @default 32 MiB */
  maxBytes?: number;
}

export interface Authorizer {
  headers(signal: AbortSignal | undefined): Promise<Record<string, string>>;
  refresh(): void;
  /** Secrets to mask in anything shown. */
  secrets(): string[];
}

export interface HttpRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the base URL, or an absolute URL on an allowed host. */
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  json?: unknown;
  form?: Record<string, string>;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Safe to send again; default true for GET only. */
  repeatable?: boolean;
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
}

/** An HTTP client bound to what a connector may reach. @throws RK_FORBIDDEN for a URL outside of that */
export function createHttpClient(binding: HttpBinding, options: HttpOptions): HttpClient {
  const attempts = options.attempts ?? 3;
  return {
    async request(request) {
      const url = buildUrl(options.baseUrl, request);
      const repeatable = request.repeatable ?? (request.method ?? 'GET') === 'GET';
      let refreshed = false;
      for (let attempt = 1; ; attempt++) {
        const response = await send(binding, options, url, request).catch((error: unknown) => {
          if (
            repeatable &&
            attempt < attempts &&
            error instanceof RolekitError &&
            error.retriable &&
            error.code !== 'RK_CANCELLED'
          )
            return error;
          throw error;
        });
        if (response instanceof RolekitError) {
          await pause(backoff(attempt), request.signal);
          continue;
        }
        const verdict = options.classify?.(response) ?? byStatus(binding.connector, response);
        switch (verdict.action) {
          case 'success':
            return response;
          case 'fail':
            throw verdict.error;
          case 'refresh_then_retry':
            if (refreshed || !options.auth)
              throw new RolekitError('RK_AUTH_EXPIRED', {
                connector: binding.connector,
                reason: verdict.reason,
                command: `rolekit connect ${binding.connector}`,
              });
            refreshed = true;
            options.auth.refresh();
            continue;
          case 'rate_limited':
          case 'retry': {
            const waitMs = verdict.afterMs ?? backoff(attempt);
            const last = attempt >= attempts || waitMs > LONGEST_WAIT_MS || (verdict.action === 'retry' && !repeatable);
            if (last && verdict.action === 'rate_limited')
              throw new RolekitError('RK_RATE_LIMITED', {
                connector: binding.connector,
                seconds: Math.ceil(waitMs / 1000),
              });
            if (last)
              throw new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
                connector: binding.connector,
                reason: (verdict as { reason: string }).reason,
                hint: 'Try again later.',
              });
            await pause(waitMs, request.signal);
          }
        }
      }
    },
  };
}

/** A longer wait is reported to the caller instead of slept through. */
const LONGEST_WAIT_MS = 20_000;

async function send(binding: HttpBinding, options: HttpOptions, url: URL, request: HttpRequest): Promise<HttpResponse> {
  await checkUrl(binding, url);
  const timeoutMs = options.timeoutMs ?? 30_000;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
  const headers: Record<string, string> = {
    accept: 'application/json',
    'user-agent': `rolekit (${binding.connector})`,
    ...options.headers,
    ...(await options.auth?.headers(signal)),
    ...request.headers,
  };
  let body: string | undefined;
  if (request.json !== undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(request.json);
  } else if (request.form) {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    body = new URLSearchParams(request.form).toString();
  }
  try {
    const response = await fetch(url, {
      method: request.method ?? 'GET',
      headers,
      redirect: 'manual',
      signal,
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: await readBody(response, options.maxBytes ?? 32 * 1024 * 1024),
    };
  } catch (error) {
    if (error instanceof RolekitError) throw error;
    if (request.signal?.aborted) throw new RolekitError('RK_CANCELLED');
    if (timeout.aborted)
      throw new RolekitError('RK_TIMEOUT', { connector: binding.connector, seconds: timeoutMs / 1000 });
    throw new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
      connector: binding.connector,
      reason: networkReason(error, url),
      hint: 'Check the network, then try again.',
    });
  }
}

function buildUrl(baseUrl: string, request: HttpRequest): URL {
  const url = /^https?:\/\//.test(request.path)
    ? new URL(request.path)
    : new URL(baseUrl.replace(/\/+$/, '') + request.path);
  for (const [name, value] of Object.entries(request.query ?? {}))
    if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

function byStatus(connector: string, response: HttpResponse): ResponseAction {
  const { status } = response;
  if (status >= 200 && status < 300) return { action: 'success' };
  const fail = (error: RolekitError): ResponseAction => ({ action: 'fail', error });
  const reason = `HTTP ${status}`;
  if (status === 401) return { action: 'refresh_then_retry', reason };
  if (status === 429) return { action: 'rate_limited', afterMs: retryAfterMs(response.headers) };
  if (status === 408 || status === 502 || status === 503 || status === 504)
    return { action: 'retry', afterMs: retryAfterMs(response.headers), reason };
  if (status === 403) return fail(new RolekitError('RK_FORBIDDEN', { connector, reason }));
  if (status === 404)
    return fail(new RolekitError('RK_NOT_FOUND', { what: 'What was asked for', hint: 'Check the id or name.' }));
  if (status === 409) return fail(new RolekitError('RK_CONFLICT', { reason: `${connector} reports a conflict.` }));
  if (status === 413)
    return fail(
      new RolekitError('RK_TOO_LARGE', {
        reason: `${connector} says that the request is too large.`,
        hint: 'Ask for less at once.',
      }),
    );
  if (status >= 300 && status < 400)
    return fail(
      new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
        connector,
        reason: `unexpected redirect (${reason})`,
        hint: 'Check the base URL of the connection.',
      }),
    );
  if (status >= 500) return { action: 'retry', reason };
  return fail(
    new RolekitError('RK_INVALID_REQUEST', {
      reason: `${connector} answered ${reason}.`,
      hint: 'Check the arguments.',
    }),
  );
}

/** Milliseconds that `Retry-After` (seconds or a date) asks to wait. */
export function retryAfterMs(headers: Headers, now = Date.now()): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function backoff(attempt: number): number {
  return Math.min(8000, 250 * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = () => {
      clearTimeout(timer);
      reject(new RolekitError('RK_CANCELLED'));
    };
    if (signal?.aborted) return reject(new RolekitError('RK_CANCELLED'));
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', cancelled);
      resolve();
    }, ms);
    signal?.addEventListener('abort', cancelled, { once: true });
  });
}

function networkReason(error: unknown, url: URL): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown }).code;
  return `${url.host} (${typeof code === 'string' ? code : 'no connection'})`;
}
