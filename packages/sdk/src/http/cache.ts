import { RolekitError } from '../errors.ts';

interface Entry<T> {
  value: Promise<T>;
  until: number;
  waiting: number;
  settled: boolean;
  stop: AbortController;
}

/**
 * Remembers answers for a time; concurrent callers of one key share one load, and a failed load is not remembered. A load
 * is stopped when nobody waits for it any more.
 */
export class Cache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #ttlMs: number;
  readonly #now: () => number;

  constructor(ttlMs: number, now: () => number = Date.now) {
    this.#ttlMs = ttlMs;
    this.#now = now;
  }

  async get(key: string, load: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const known = this.#entries.get(key);
    const entry = known && known.until > this.#now() ? known : this.#start(key, load);
    if (entry.settled || !signal) {
      // a caller that cannot be cancelled waits for ever
      entry.waiting += entry.settled ? 0 : 1;
      return entry.value;
    }
    return this.#wait(key, entry, signal);
  }

  #start(key: string, load: (signal: AbortSignal) => Promise<T>): Entry<T> {
    const stop = new AbortController();
    const value = load(stop.signal);
    const entry: Entry<T> = { value, until: this.#now() + this.#ttlMs, waiting: 0, settled: false, stop };
    this.#entries.set(key, entry);
    value.then(
      () => {
        entry.settled = true;
      },
      () => {
        entry.settled = true;
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    return entry;
  }

  #wait(key: string, entry: Entry<T>, signal: AbortSignal): Promise<T> {
    entry.waiting++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        if (--entry.waiting === 0 && !entry.settled) {
          if (this.#entries.get(key) === entry) this.#entries.delete(key);
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
