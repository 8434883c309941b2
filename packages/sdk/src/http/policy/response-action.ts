import { type ErrorCode, RolekitError } from '../../errors.ts';
import { challengesOf } from '../../header-fields.ts';
import type { HttpResponse } from '../response.ts';
import { retryAfterMs, type Wait } from './retry-wait.ts';
import { type ErrorPlaces, vendorError } from './vendor-error.ts';
import { oneLine } from './words-of.ts';

/** What to do with a vendor's response. */
export type ResponseAction =
  /** With a `wait`: the vendor takes no more calls for that long; those of the account are held back. */
  | { action: 'success'; wait?: Wait | undefined }
  /** Not an error: the caller gets `body` in the place of the vendor's, e.g. an empty list for a 404. */
  | { action: 'ignore'; body?: unknown }
  | {
      action: 'retry';
      afterMs?: number | undefined;
      wait?: Wait | undefined;
      reason: string;
      /** The vendor may have done it all the same, so that a write is not repeated. @default for a status of 500 and above, but for 503 */
      perhapsDone?: boolean;
    }
  /** The vendor did not do it, so that even a write may be sent again. */
  | { action: 'rate_limited'; afterMs?: number | undefined; wait?: Wait | undefined }
  | { action: 'refresh_then_retry'; reason: string }
  /** The vendor lost the position in the list: it has to be read from its start. */
  | { action: 'reset_pagination'; reason: string }
  | { action: 'fail'; error: RolekitError };

/** A response that ends the call in an error. */
export function failWith(code: ErrorCode, data: Record<string, unknown>): ResponseAction {
  return { action: 'fail', error: new RolekitError(code, data) };
}

/** What a 401 says of a token (RFC 6750, 3), in brackets. */
function challengeOf({ headers }: HttpResponse): string {
  const challenges = challengesOf(headers.get('www-authenticate') ?? '');
  const { parameters } = challenges.find(({ parameters }) => parameters.has('error')) ?? {};
  const words = parameters?.get('error_description')?.slice(0, 300) ?? parameters?.get('error')?.slice(0, 100);
  return words === undefined ? '' : ` (${oneLine(words)})`;
}

/** What a status means where neither a rule nor `classify` says otherwise. */
export function byStatus(connector: string, response: HttpResponse, errorAt: ErrorPlaces = {}): ResponseAction {
  const { status } = response;
  if (status >= 200 && status < 300) return { action: 'success' };
  const { said, facts } = vendorError(response.body, errorAt);
  const fail = (code: ErrorCode, data: Record<string, unknown>) => failWith(code, { ...facts, ...data });
  const reason = `HTTP ${status}`;
  if (status === 401) return { action: 'refresh_then_retry', reason: [reason, challengeOf(response)].join('') };
  if (status === 429) return { action: 'rate_limited', afterMs: retryAfterMs(response.headers) };
  if (status === 408 || status === 502 || status === 503 || status === 504)
    return { action: 'retry', afterMs: retryAfterMs(response.headers), reason };
  if (status === 403) return fail('RK_FORBIDDEN', { connector, reason: said || reason });
  if (status === 404)
    return fail('RK_NOT_FOUND', {
      what: said ? `What was asked for (${said})` : 'What was asked for',
      hint: 'Check the id or name.',
    });
  if (status === 409)
    return fail('RK_CONFLICT', { reason: `${connector} reports a conflict${said ? `: ${said}` : '.'}` });
  if (status === 413)
    return fail('RK_TOO_LARGE', {
      reason: `${connector} says that the request is too large${said ? `: ${said}` : '.'}`,
      hint: 'Ask for less at once.',
    });
  if (status >= 300 && status < 400)
    return fail('RK_UPSTREAM_UNAVAILABLE', {
      connector,
      reason: `unexpected redirect (${reason})`,
      hint: 'Check the base URL of the connection.',
    });
  if (status >= 500) return { action: 'retry', reason };
  return fail('RK_INVALID_REQUEST', {
    reason: `${connector} answered ${reason}${said ? `: ${said}` : '.'}`,
    hint: 'Check the arguments.',
  });
}
