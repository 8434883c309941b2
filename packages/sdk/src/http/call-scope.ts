import { AsyncLocalStorage } from 'node:async_hooks';
import { parseHttpDate } from '../parse-values.ts';

/** What the work of a call needs wherever it is done, without being handed from function to function. */
export interface CallScope {
  /** Aborted when the caller gives up; read when it is needed. */
  readonly signal?: AbortSignal | undefined;
  progress?(done: number, total?: number, message?: string): void;
  /** Of a list: how many rows the caller wants, and where the list goes on. */
  readonly limit?: number;
  readonly cursor?: string | undefined;
}

/** What a call heard of the vendor's clock. */
export interface Heard {
  /** Of its first answer, in milliseconds since 1970: nothing that it read is older. */
  at?: number;
}

interface Scopes {
  call?: CallScope | undefined;
  heard?: Heard | undefined;
}

// a connector is built with its own copy of this package, and its server has another
const KEY = Symbol.for('dev.rolekit.call');
const shared = globalThis as { [KEY]?: AsyncLocalStorage<Scopes> };
shared[KEY] ??= new AsyncLocalStorage<Scopes>();
const scopes = shared[KEY];

/** Does the work of a call: requests, waits and caches below it end with its signal. */
export function inCall<T>(call: CallScope, work: () => T): T {
  return scopes.run({ ...scopes.getStore(), call }, work);
}

/** Does work that others wait for too, or that has to be done after all: it goes on when the call ends. */
export function outlivingCall<T>(work: () => T): T {
  return scopes.run({ ...scopes.getStore(), call: undefined }, work);
}

/** The call whose work this is. */
export function currentCall(): CallScope | undefined {
  return scopes.getStore()?.call;
}

/** Runs a call, and notes in `heard` when the vendor says that it answered. */
export function hearing<T>(heard: Heard, work: () => Promise<T>): Promise<T> {
  return scopes.run({ ...scopes.getStore(), heard }, work);
}

/** Notes the `Date` of an answer for the call that asked. Without one, or with one that is no date, nothing is noted. */
export function noteDate(headers: Headers): void {
  const heard = scopes.getStore()?.heard;
  if (!heard) return;
  const at = parseHttpDate(headers.get('date') ?? '');
  if (at !== undefined && at < (heard.at ?? Number.POSITIVE_INFINITY)) heard.at = at;
}
