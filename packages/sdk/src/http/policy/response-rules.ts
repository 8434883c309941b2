import { type ErrorCode, RolekitError } from '../../errors.ts';
import type { HttpResponse } from '../response.ts';
import type { ResponseAction } from './response-action.ts';
import type { Wait } from './retry-wait.ts';
import { readAt } from './value-at.ts';

/** One line of a connector's policy: a response that fits all of its conditions gets its action. */
export interface ResponseRule {
  status?: number | readonly number[] | '2xx' | '3xx' | '4xx' | '5xx';
  /** A value in the JSON body, e.g. `{ at: 'error.code', is: 'RATE_LIMIT' }`; array positions are numbers: `0.errorCode`. */
  body?: { at: string; is: string | number | boolean | RegExp };
  header?: { name: string; is: string | RegExp };
  action: ResponseAction['action'];
  /** What went wrong, in words; for an error, after the connector's name. @default `HTTP <status>` */
  reason?: string;
  /** The code of `fail`. @default RK_UPSTREAM_UNAVAILABLE */
  error?: ErrorCode;
  /** What to do about it, for `fail`. */
  hint?: string;
  /** Of `retry` and `rate_limited`; of `success`, for a vendor that says with an answer that it takes no more for now. */
  wait?: Wait;
  /** What `ignore` answers. */
  answer?: unknown;
}

/** The action of the first rule that fits; undefined when none does. */
export function byRules(
  rules: readonly ResponseRule[],
  connector: string,
  response: HttpResponse,
): ResponseAction | undefined {
  const rule = rules.find((responseRule) => fits(responseRule, response));
  if (!rule) return undefined;
  const reason = rule.reason ?? `HTTP ${response.status}`;
  switch (rule.action) {
    case 'success':
      return { action: 'success', wait: rule.wait };
    case 'ignore':
      return { action: 'ignore', body: rule.answer };
    case 'retry':
      return { action: 'retry', wait: rule.wait, reason };
    case 'rate_limited':
      return { action: 'rate_limited', wait: rule.wait };
    case 'refresh_then_retry':
    case 'reset_pagination':
      return { action: rule.action, reason };
    case 'fail':
      return {
        action: 'fail',
        error: new RolekitError(rule.error ?? 'RK_UPSTREAM_UNAVAILABLE', {
          connector,
          reason,
          what: reason,
          hint: rule.hint ?? '',
          command: `rolekit connect ${connector}`,
        }),
      };
  }
}

function fits(rule: ResponseRule, response: HttpResponse): boolean {
  if (rule.status !== undefined && !statusFits(rule.status, response.status)) return false;
  if (rule.header && !valueFits(rule.header.is, response.headers.get(rule.header.name))) return false;
  return !rule.body || valueFits(rule.body.is, readAt(response.body, rule.body.at));
}

function statusFits(expected: NonNullable<ResponseRule['status']>, status: number): boolean {
  if (typeof expected === 'number') return status === expected;
  if (typeof expected === 'string') return Math.floor(status / 100) === Number(expected[0]);
  return expected.includes(status);
}

function valueFits(expected: string | number | boolean | RegExp, value: unknown): boolean {
  if (!(expected instanceof RegExp)) return value === expected;
  return (typeof value === 'string' || typeof value === 'number') && new RegExp(expected).test(String(value));
}
