import { RolekitError } from '../../errors.ts';
import { currentCall, inCall } from '../call-scope.ts';

interface Entry<T> {
  value: Promise<T>;
  until: number;
  waiting: number;
  settled: boolean;
  stop: AbortController;
  /** Of `most`; 0 while it loads. */
  weight: number;
}

interface CacheOptions<T> {
  /** What is kept weighs no more than this; the oldest go first. @default no limit */
  most?: number;
  /** What a value weighs. @default 1 */
  weigh?(value: T): number;
  now?(): number;
}

/**
 * A function that remembers what it loaded, for each key: `describe('Account')`. Without a key it is one thing.
 *
 * @param ttlMs how long an answer is good for
 */
export function cached<T>(ttlMs: number, load: (key: string) => Promise<T>): (key?: string) => Promise<T> {
  const cache = new Cache<T>(ttlMs);
  return (key = '') => cache.get(key, () => load(key));
}

/**
 * Remembers answers for a time; concurrent callers of one key share one load, and a failed load is not remembered. A load
 * is stopped when nobody waits for it any more.
 */
export class Cache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #values = new Map<string, T>();
  readonly #ttlMs: number;
  readonly #options: Required<CacheOptions<T>>;
  #weight = 0;

  /** @param ttlMs how long an answer is good for */
  constructor(ttlMs: number, options: CacheOptions<T> = {}) {
    this.#ttlMs = ttlMs;
    this.#options = { most: Number.POSITIVE_INFINITY, weigh: () => 1, now: Date.now, ...options };
  }

  /** What is known of a key, without asking for it. */
  peek(key: string): T | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.until > this.#options.now() ? this.#values.get(key) : undefined;
  }

  /** Keeps a value that came by another way. */
  set(key: string, value: T): void {
    this.#forget(key);
    const until = this.#options.now() + this.#ttlMs;
    const entry = {
      value: Promise.resolve(value),
      until,
      waiting: 0,
      settled: true,
      stop: new AbortController(),
      weight: 0,
    };
    this.#entries.set(key, entry);
    this.#keep(key, entry, value);
  }

  /** @param signal of the caller. @default that of the call */
  async get(key: string, load: (signal: AbortSignal) => Promise<T>, signal = currentCall()?.signal): Promise<T> {
    const known = this.#entries.get(key);
    const entry = known && known.until > this.#options.now() ? known : this.#start(key, load);
    if (entry.settled || !signal) {
      // a caller that cannot be cancelled waits for ever
      entry.waiting += entry.settled ? 0 : 1;
      return entry.value;
    }
    return this.#wait(key, entry, signal);
  }

  #start(key: string, load: (signal: AbortSignal) => Promise<T>): Entry<T> {
    const stop = new AbortController();
    // of all who wait for it
    const value = inCall({ signal: stop.signal }, () => load(stop.signal));
    this.#forget(key);
    const until = this.#options.now() + this.#ttlMs;
    const entry: Entry<T> = { value, until, waiting: 0, settled: false, stop, weight: 0 };
    this.#entries.set(key, entry);
    value.then(
      (loaded) => {
        entry.settled = true;
        if (this.#entries.get(key) === entry) this.#keep(key, entry, loaded);
      },
      () => {
        entry.settled = true;
        if (this.#entries.get(key) === entry) this.#forget(key);
      },
    );
    return entry;
  }

  #keep(key: string, entry: Entry<T>, value: T): void {
    entry.weight = this.#options.weigh(value);
    this.#weight += entry.weight;
    this.#values.set(key, value);
    for (const [oldest] of this.#values) {
      if (this.#weight <= this.#options.most || oldest === key) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
    this.#values.delete(key);
  }

  #wait(key: string, entry: Entry<T>, signal: AbortSignal): Promise<T> {
    entry.waiting++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        if (--entry.waiting === 0 && !entry.settled) {
          if (this.#entries.get(key) === entry) this.#forget(key);
          entry.stop.abort();
        }
        reject(new RolekitError('RK_CANCELLED'));
      };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      entry.value.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }
}
