import { parseDateTime, parseHttpDate } from '../../parse-values.ts';
import { readAt } from './value-at.ts';

/** How long to wait before a request is repeated. Times in milliseconds; `jitter` is the part of it that is random. */
export type Wait =
  | { kind: 'constant'; ms: number /** @default 0 */; jitter?: number }
  | {
      kind: 'exponential';
      firstMs: number;
      maxMs: number;
      /** @default 2 */
      factor?: number;
      /** @default 0.5 */
      jitter?: number;
    }
  | {
      kind: 'header';
      /** As the vendor names it, e.g. `retry-after` or `x-ratelimit-reset`. */
      header: string;
      unit: WaitUnit;
      /** Added on top, so that nobody comes too early. @default 0 */
      jitter?: number;
      /** Where the header is missing or unreadable. @default exponential */
      otherwise?: Wait;
    }
  | {
      kind: 'body';
      /** Where the answer says it: `error.retry_after`, `errors.0.extensions.retryInSeconds`. */
      at: string;
      unit: WaitUnit;
      /** Added on top. @default 0 */
      jitter?: number;
      /** Where the body does not say it. @default exponential */
      otherwise?: Wait;
    };

/** What the number of a header or body means; `retry-after` is seconds or a date, as HTTP has it. */
export type WaitUnit = 'retry-after' | 'seconds' | 'milliseconds' | 'epoch-seconds' | 'epoch-milliseconds';

/** 250 ms, 500 ms … 8 s, half of it random. */
export const DEFAULT_WAIT: Wait = { kind: 'exponential', firstMs: 250, maxMs: 8000 };

export interface WaitContext {
  /** 1 for the wait after the first attempt. */
  attempt: number;
  headers?: Headers | undefined;
  body?: unknown;
  /** @default Date.now() */
  now?: number;
  /** @default Math.random */
  random?: () => number;
}

/** Milliseconds to wait before the next attempt. */
export function waitMs(wait: Wait, context: WaitContext): number {
  const random = context.random ?? Math.random;
  switch (wait.kind) {
    case 'constant':
      return wait.ms * (1 - (wait.jitter ?? 0) * random());
    case 'exponential': {
      const full = Math.min(wait.maxMs, wait.firstMs * (wait.factor ?? 2) ** (context.attempt - 1));
      return full * (1 - (wait.jitter ?? 0.5) * random());
    }
    case 'header':
    case 'body': {
      const asked = askedMs(wait, context);
      if (asked === undefined) return waitMs(wait.otherwise ?? DEFAULT_WAIT, context);
      return asked * (1 + (wait.jitter ?? 0) * random());
    }
  }
}

function askedMs(wait: Wait & { kind: 'header' | 'body' }, { headers, body, now }: WaitContext): number | undefined {
  if (wait.kind === 'header') return headers && headerWaitMs(headers, wait.header, wait.unit, now);
  const value = readAt(body, wait.at);
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return askedWaitMs(text, headers ?? new Headers(), wait.unit, now);
}

/** Milliseconds that a vendor's header asks to wait, by the vendor's own clock where it tells; undefined when it does not say. */
export function headerWaitMs(headers: Headers, header: string, unit: WaitUnit, here = Date.now()): number | undefined {
  return askedWaitMs(headers.get(header)?.trim() ?? '', headers, unit, here);
}

function askedWaitMs(value: string, headers: Headers, unit: WaitUnit, here = Date.now()): number | undefined {
  if (value === '') return undefined;
  const there = parseHttpDate(headers.get('date') ?? '');
  const now = there ?? here;
  if (!/^\d+(\.\d+)?$/.test(value)) {
    const date = unit === 'retry-after' ? (parseHttpDate(value) ?? parseDateTime(value)) : undefined;
    return date === undefined ? undefined : Math.max(0, date - now);
  }
  const number = Number(value);
  switch (unit) {
    case 'retry-after':
    case 'seconds':
      return number * 1000;
    case 'milliseconds':
      return number;
    case 'epoch-seconds':
      return Math.max(0, number * 1000 - now);
    case 'epoch-milliseconds':
      return Math.max(0, number - now);
  }
}

/** Milliseconds that `Retry-After` (seconds or a date) asks to wait. */
export function retryAfterMs(headers: Headers, now = Date.now()): number | undefined {
  return headerWaitMs(headers, 'retry-after', 'retry-after', now);
}
