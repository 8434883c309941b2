import { RolekitError } from '../../errors.ts';
import { timeoutSignal } from '../policy/timers.ts';
import type { HttpResponse } from '../response.ts';
import { checkUrl, isLocalOrigin } from './allowed-hosts.ts';
import { limitedChunks, parseBody, readBytes } from './body.ts';
import { createDialer, type Dialer, type Dispatcher } from './dial.ts';
import { readDeclared } from './documented-body.ts';
import { writeExact } from './exact-json.ts';
import { traceExchange } from './exchange.ts';
import { codeOf, failureOf } from './failure.ts';
import type { Network } from './network-settings.ts';
import { setQuery } from './query.ts';
import { countReceived, type Received, tooLarge } from './received-bytes.ts';
import type { Attempt, HttpBinding, HttpOptions, HttpRequest } from './types.ts';

/** Sends a request once, following the redirects that the policy allows. @throws RK_… for all but a response */
export async function sendOnce(attempt: Attempt): Promise<HttpResponse> {
  let { url } = attempt;
  let method = attempt.request.method ?? 'GET';
  let atHome = true;
  for (let hop = 0; ; hop++) {
    const response = await exchange(attempt, url, method, { hop, atHome });
    const next = hop < attempt.policy.redirects ? redirectOf(response, url, method, attempt.repeatable) : undefined;
    if (!next) return response;
    ({ url, method } = next);
    // for good: another origin may not choose what is asked with the credentials
    atHome &&= url.origin === attempt.url.origin;
  }
}

interface Hop {
  /** Redirects before it. */
  hop: number;
  /** No redirect led to another origin. */
  atHome: boolean;
}

type Method = NonNullable<HttpRequest['method']>;

/** Where a redirect leads, if it may be followed. A write is sent again only to its own origin, and if it is safe to repeat. */
function redirectOf(response: HttpResponse, from: URL, method: Method, repeatable: boolean) {
  const location = response.headers.get('location');
  if (location === null || !URL.canParse(location, from.href)) return undefined;
  const url = new URL(location, from);
  switch (response.status) {
    case 303:
      return { url, method: method === 'HEAD' ? method : ('GET' as const) };
    case 301:
    case 302:
      return isBodiless(method) ? { url, method } : undefined;
    case 307:
    case 308:
      return isBodiless(method) || (repeatable && url.origin === from.origin) ? { url, method } : undefined;
    default:
      return undefined;
  }
}

function isBodiless(method: Method): boolean {
  return method === 'GET' || method === 'HEAD';
}

async function exchange(attempt: Attempt, target: URL, method: Method, { hop, atHome }: Hop): Promise<HttpResponse> {
  const { binding, options, policy, request } = attempt;
  checkUrl(binding, target);
  const timeout = timeoutSignal(policy.timeoutMs);
  const full = new AbortController();
  const signal = AbortSignal.any(
    [timeout, full.signal, attempt.signal].filter((abortSignal) => abortSignal !== undefined),
  );
  const { maxBytes } = policy;
  const received: Received = { bytes: 0, most: maxBytes, onMore: () => full.abort(tooLarge(maxBytes)) };
  const started = performance.now();
  const seen: { status?: number; error?: string; bytes: number } = { bytes: 0 };
  let sending = false;
  try {
    const isVendors = atHome && isOfBase(target, options);
    const url = isVendors ? await withAuthQuery(target, options, signal) : target;
    const dialled = await dispatcherFor(binding, target);
    const init = {
      method,
      redirect: 'manual',
      signal,
      headers: await headersOf(attempt, { atHome, isVendors }, signal),
      ...(isBodiless(method) ? {} : bodyOf(request)),
      dispatcher: countReceived(dialled, received),
    } as RequestInit;
    sending = !signal.aborted;
    const response = await fetch(url, init);
    seen.status = response.status;
    const chunks = limitedChunks(response, policy, received, (bytes) => {
      seen.bytes += bytes;
    });
    const { status, headers } = response;
    return { status, headers, url: target.href, body: await readAs(attempt, response, chunks) };
  } catch (error) {
    if (error instanceof TakerFailed) throw error.cause;
    const failure = failureOf(error, attempt, target, timeout);
    if (sending && failure.data.notSent !== true) attempt.fate.lost = true;
    seen.error = codeOf(error) ?? failure.code;
    throw failure;
  } finally {
    const ms = Math.round(performance.now() - started);
    const secrets = options.auth?.secrets() ?? [];
    traceExchange(
      [options.onExchange, binding.onExchange],
      { connector: binding.connector, method, url: target, attempt: attempt.number, hop, ms, ...seen },
      { secrets, shownQuery: policy.shownQuery },
    );
  }
}

function isOfBase({ origin }: URL, { baseUrl }: HttpOptions): boolean {
  return URL.canParse(baseUrl) && new URL(baseUrl).origin === origin;
}

async function withAuthQuery(url: URL, { auth }: HttpOptions, signal: AbortSignal): Promise<URL> {
  if (!auth?.query) return url;
  const signed = new URL(url);
  for (const [name, value] of Object.entries(await auth.query(signal))) setQuery(signed, name, value);
  return signed;
}

async function headersOf(
  { binding, options, policy, request, sent }: Attempt,
  to: { atHome: boolean; isVendors: boolean },
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const headers = {
    accept: 'application/json',
    'user-agent': `rolekit (${binding.connector})`,
    ...contentType(request),
  };
  if (!to.atHome) return headers;
  if (options.auth && to.isVendors) sent.credentials = await options.auth.headers(signal);
  const cookies = [sent.credentials, request.headers].flatMap((from) => from?.cookie ?? []);
  return {
    ...headers,
    ...(to.isVendors ? options.headers : {}),
    ...(request.idempotencyKey === undefined ? {} : { [policy.idempotencyHeader]: request.idempotencyKey }),
    ...sent.credentials,
    ...request.headers,
    // a request's cookies come beside those of the credentials
    ...(cookies.length > 1 ? { cookie: cookies.join('; ') } : {}),
  };
}

function contentType(request: HttpRequest): Record<string, string> {
  if (request.json !== undefined) return { 'content-type': 'application/json' };
  if (request.form ?? request.freshForm) return { 'content-type': 'application/x-www-form-urlencoded' };
  return {};
}

function bodyOf({ json, form, freshForm, multipart, body }: HttpRequest): { body?: string | Uint8Array | FormData } {
  if (json !== undefined) return { body: writeExact(json) };
  // fetch names its type, with the boundary
  if (multipart) return { body: multipart };
  if (form ?? freshForm) {
    const fresh = Object.entries(freshForm ?? {}).map(([name, make]) => [name, make()] as const);
    const fields = Object.entries({ ...form, ...Object.fromEntries(fresh) })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]): [string, string] => [name, String(value)]);
    return { body: new URLSearchParams(fields).toString() };
  }
  return body === undefined ? {} : { body };
}

/** What takes the stream failed by itself, e.g. on a full disk: not the vendor's fault, and no reason to ask again. */
class TakerFailed extends Error {}

async function takenBy(
  into: NonNullable<HttpRequest['into']>,
  response: Response,
  chunks: AsyncGenerator<Uint8Array>,
): Promise<unknown> {
  let isBroken = false;
  async function* noted() {
    try {
      yield* chunks;
    } catch (error) {
      isBroken = true;
      throw error;
    }
  }
  const stream = noted();
  try {
    return await into(stream, response.headers);
  } catch (error) {
    throw isBroken || error instanceof RolekitError ? error : new TakerFailed('', { cause: error });
  } finally {
    // what it left unread is not waited for
    await stream.return(undefined);
    if (!response.bodyUsed) await response.body?.cancel();
  }
}

async function readAs(
  { request, options, binding: { connector } }: Attempt,
  response: Response,
  chunks: AsyncGenerator<Uint8Array>,
): Promise<unknown> {
  // an error's body is for `classify`, whatever the caller wants of the data
  if (response.ok && request.into) return takenBy(request.into, response, chunks);
  const bytes = await readBytes(chunks);
  if (response.ok && request.as === 'bytes') return new Uint8Array(bytes);
  const type = response.headers.get('content-type');
  if (response.ok && (request.as === 'json' || request.as === 'text' || request.as === 'any'))
    return readDeclared(bytes, type, connector, { as: request.as, exact: options.exactIntegers !== false });
  // a sign-in or maintenance page, of the vendor or of a proxy on the way
  if (response.ok && request.method !== 'HEAD' && /^text\/html\b/i.test(type ?? '') && !/html/i.test(acceptOf(request)))
    throw new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
      connector,
      reason: 'it answered with a web page where data was expected',
      hint: 'Open the base URL of the connection in a browser to see what it says.',
    });
  return parseBody(bytes, type, connector, options.exactIntegers !== false);
}

function acceptOf({ headers }: HttpRequest): string {
  return Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'accept')?.[1] ?? '';
}

const DIRECT: Network = {};
const dialers = new WeakMap<Network, Dialer>();

async function dispatcherFor(binding: HttpBinding, url: URL): Promise<Dispatcher | undefined> {
  const network = binding.network ?? DIRECT;
  const dial = binding.dial ?? dialers.get(network) ?? createDialer(network);
  if (!binding.dial) dialers.set(network, dial);
  return dial(url.hostname.replace(/^\[|\]$/g, ''), isLocalOrigin(binding, url));
}
