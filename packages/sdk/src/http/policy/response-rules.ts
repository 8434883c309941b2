import { type ErrorCode, RolekitError } from '../../errors.ts';
import { parseNumber } from '../../parse-values.ts';
import type { HttpResponse } from '../response.ts';
import type { ResponseAction } from './response-action.ts';
import type { Wait } from './retry-wait.ts';
import { readAt } from './value-at.ts';
import { type ErrorPlaces, vendorError } from './vendor-error.ts';
import { wordsOf } from './words-of.ts';

/** `null` is a member that is null, such as what GraphQL answers for an id that there is not. */
type Expected = string | number | boolean | RegExp | null;

/** One line of a connector's policy: a response that fits all of its conditions gets its action. */
export interface ResponseRule {
  status?: number | readonly number[] | '2xx' | '3xx' | '4xx' | '5xx';
  /** A value in the JSON body, e.g. `{ at: 'error.code', is: 'RATE_LIMIT' }`; array positions are numbers: `0.errorCode`. */
  body?: { at: string; is: Expected | readonly Expected[] };
  header?: { name: string; is: string | RegExp };
  /** What the vendor says went wrong, where `errorAt` says that it stands or at a usual place, e.g. `/took too long/`. */
  words?: RegExp;
  action: ResponseAction['action'];
  /**
   * What went wrong, in words; for an error, after the connector's name. `{words}` in it stands for the vendor's code and words.
   *
   * @default '{words}'
   */
  reason?: string;
  /** The code of `fail`. @default RK_UPSTREAM_UNAVAILABLE */
  error?: ErrorCode;
  /** What to do about it, for `fail`. @default what such an error usually needs */
  hint?: string;
  /** Further values of the error's texts and data, for `fail`: `{ seconds: 120 }` of RK_TIMEOUT. */
  data?: Readonly<Record<string, string | number>>;
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
  errorAt: ErrorPlaces = {},
): ResponseAction | undefined {
  const words = wordsAt(response.body, errorAt);
  const rule = rules.find((responseRule) => fits(responseRule, response, words));
  if (!rule) return undefined;
  if (rule.action === 'success') return { action: 'success', wait: rule.wait };
  if (rule.action === 'ignore') return { action: 'ignore', body: rule.answer };
  const places = { ...(rule.body ? { code: rule.body.at } : {}), ...errorAt };
  const { said, facts } = vendorError(response.body, places);
  // a function: `$&` of a vendor is no pattern
  const reason = (rule.reason ?? '{words}').replace('{words}', () => said || `HTTP ${response.status}`);
  switch (rule.action) {
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
          what: rule.reason === undefined ? `What was asked for (${reason})` : reason,
          hint: rule.hint ?? HINTS[rule.error ?? ''] ?? '',
          command: `rolekit connect ${connector}`,
          seconds: '?',
          ...(rule.hint === undefined ? {} : { advice: rule.hint }),
          ...facts,
          ...rule.data,
        }),
      };
  }
}

/**
 * Rules that say what the codes of a vendor mean; every other error means what its status does.
 *
 * @param at where the body has the code: `error.code`
 * @param meanings codes by what they mean: an error code of ours, or what is done about it. An error's codes may stand with what to do
 * about each: `RK_INVALID_REQUEST: { MALFORMED_ID: 'Give an id of 18 characters.' }`
 *
 * @example
 * ```ts
 * rules: errorCodes('0.errorCode', { rate_limited: 'REQUEST_LIMIT_EXCEEDED', RK_CONFLICT: /^DUPLICATE|LOCK/ })
 * ```
 */
export function errorCodes(
  at: string,
  meanings: { [M in Exclude<ResponseAction['action'], 'fail'>]?: Codes } & { [M in ErrorCode]?: Codes | CodeHints },
): ResponseRule[] {
  return Object.entries(meanings).flatMap(([meaning, codes]): ResponseRule[] => {
    if (!meaning.startsWith('RK_'))
      return [{ body: { at, is: codes as Codes }, action: meaning as ResponseAction['action'] }];
    const fail = { action: 'fail', error: meaning as ErrorCode } as const;
    return isHints(codes)
      ? Object.entries(codes).map(([is, hint]) => ({ ...fail, body: { at, is: withNumber(is) }, hint }))
      : [{ ...fail, body: { at, is: codes } }];
  });
}

type Codes = Expected | readonly Expected[];

/** What to do about an error, by the vendor's code. */
type CodeHints = Readonly<Record<string, string>>;

function isHints(codes: Codes | CodeHints): codes is CodeHints {
  return typeof codes === 'object' && codes !== null && !Array.isArray(codes) && !(codes instanceof RegExp);
}

/** The keys of an object are texts; the code in the body may be that number. */
function withNumber(code: string): Expected | readonly Expected[] {
  const number = parseNumber(code);
  return number === undefined || String(number) !== code ? code : [code, number];
}

const HINTS: Partial<Record<string, string>> = {
  RK_NOT_FOUND: 'Check the id or name.',
  RK_INVALID_REQUEST: 'Check the arguments.',
  RK_TOO_LARGE: 'Ask for less at once.',
};

/** What it says at the vendor's own place, else at a usual one. */
function wordsAt(body: unknown, errorAt: ErrorPlaces): string | undefined {
  const own = errorAt.words === undefined ? undefined : vendorError(body, errorAt).facts.vendorMessage;
  return own ?? wordsOf(body);
}

function fits(rule: ResponseRule, response: HttpResponse, words: string | undefined): boolean {
  if (rule.status !== undefined && !statusFits(rule.status, response.status)) return false;
  if (rule.header && !valueFits(rule.header.is, response.headers.get(rule.header.name))) return false;
  if (rule.words && !valueFits(rule.words, words)) return false;
  if (!rule.body) return true;
  const value = readAt(response.body, rule.body.at);
  return [rule.body.is].flat().some((expected) => valueFits(expected, value));
}

function statusFits(expected: NonNullable<ResponseRule['status']>, status: number): boolean {
  if (typeof expected === 'number') return status === expected;
  if (typeof expected === 'string') return Math.floor(status / 100) === Number(expected[0]);
  return expected.includes(status);
}

function valueFits(expected: Expected, value: unknown): boolean {
  if (!(expected instanceof RegExp)) return value === expected;
  return (typeof value === 'string' || typeof value === 'number') && new RegExp(expected).test(String(value));
}
