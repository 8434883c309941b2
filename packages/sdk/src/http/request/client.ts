import { RolekitError, withData } from '../../errors.ts';
import { currentCall, noteDate } from '../call-scope.ts';
import { checkPolicy, type HttpPolicy, resolvePolicy } from '../policy/policy.ts';
import { byStatus, type ResponseAction } from '../policy/response-action.ts';
import { byRules } from '../policy/response-rules.ts';
import { retryAfterMs, waitMs } from '../policy/retry-wait.ts';
import { pause, timeoutSignal } from '../policy/timers.ts';
import { toldPause } from '../policy/told-pause.ts';
import type { HttpResponse } from '../response.ts';
import { addQuery, setQuery } from './query.ts';
import { maskError } from './redact.ts';
import { sendOnce } from './send.ts';
import { limited, turns } from './throttle.ts';
import type { Attempt, HttpBinding, HttpClient, HttpOptions, HttpRequest } from './types.ts';

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
      const asker = request.signal ?? currentCall()?.signal;
      const signals = [asker, total].filter((signal) => signal !== undefined);
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
        const late = error.code === 'RK_CANCELLED' && total?.aborted && !asker?.aborted;
        const failure = late
          ? new RolekitError('RK_TIMEOUT', { connector: binding.connector, seconds: policy.totalMs / 1000 })
          : error;
        const perhaps = fate.lost && isWrite(request) ? perhapsWritten(failure) : failure;
        throw maskError(titled(perhaps, binding), options.auth?.secrets() ?? []);
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
        noteDate(response.headers);
        return response;
      case 'ignore':
        noteDate(response.headers);
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
        await (verdict.action === 'rate_limited'
          ? toldPause(binding.title ?? binding.connector, ms, signal)
          : pause(ms, signal));
      }
    }
  }
}

/** 503 says that it was not taken; any other failure of a server may have come in the middle of it, unless it is understood. */
function isLost(verdict: ResponseAction, { status }: HttpResponse): boolean {
  if (verdict.action === 'retry' && verdict.perhapsDone !== undefined) return verdict.perhapsDone;
  if (status < 500 || status === 503) return false;
  return verdict.action === 'retry' || (verdict.action === 'fail' && verdict.error.retriable);
}

/** Most calls are never refused. */
async function clocked(error: RolekitError, { headers }: HttpResponse): Promise<RolekitError> {
  return error.code === 'RK_AUTH_EXPIRED' ? (await import('../policy/clock-skew.ts')).withClock(error, headers) : error;
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
  return withData(error, { perhapsWritten: true });
}

/** The vendor takes no more calls for a while, whatever became of this one. */
function holdsBack(verdict: ResponseAction): verdict is ResponseAction & { action: 'success' | 'rate_limited' } {
  return verdict.action === 'rate_limited' || (verdict.action === 'success' && verdict.wait !== undefined);
}

function verdictOf({ binding, options, policy, request }: Attempt, response: HttpResponse): ResponseAction {
  return (
    byRules(policy.rules, binding.connector, response, policy.errorAt) ??
    options.classify?.(response) ??
    request.classify?.(response) ??
    byStatus(titleOf(binding), response, policy.errorAt)
  );
}

/** Commands name a connector by its name, people by its title. */
function titled(error: RolekitError, binding: HttpBinding): RolekitError {
  const title = titleOf(binding);
  return error.data.connector === binding.connector && title !== binding.connector
    ? withData(error, { connector: title })
    : error;
}

function titleOf({ title, connector }: HttpBinding): string {
  return title ?? connector;
}

function waitOf(
  verdict: ResponseAction & { action: 'success' | 'retry' | 'rate_limited' },
  { policy, number }: Attempt,
  { headers, body }: HttpResponse,
): number {
  if (verdict.action !== 'success' && verdict.afterMs !== undefined) return verdict.afterMs;
  if (verdict.wait) return waitMs(verdict.wait, { attempt: number, headers, body });
  return retryAfterMs(headers) ?? waitMs(policy.wait, { attempt: number, headers, body });
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
    if (Array.isArray(value)) addQuery(url, name, value);
    else if (value !== undefined) setQuery(url, name, String(value));
  return url;
}
