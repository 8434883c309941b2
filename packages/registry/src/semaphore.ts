import { RegistryError } from './errors.ts';

/** Gives a slot back; a second time does nothing. */
export type Release = () => void;

export interface SemaphoreOptions {
  /** Semaphore that one key may hold. @default all */
  each?: number;
  /** Serves the newest key, and the newest of a key, first: a flood that came before an honest request does not hold it up. @default false */
  newestFirst?: boolean;
}

export interface TakeOptions {
  /** Who asks: keys that wait get slots in turn. @default one key for all */
  by?: string;
  /** Whoever left waits no longer. */
  signal?: AbortSignal;
}

interface Waiter {
  give(release: Release): void;
  refuse(error: unknown): void;
}

/** At most so many at once; a few more wait, key by key in turn, and the rest are told to come back. */
export class Semaphore {
  readonly #limit: number;
  readonly #each: number;
  readonly #newestFirst: boolean;
  readonly #held = new Map<string, number>();
  /** Those who wait, by key, in the order of the keys' turns. */
  #queues = new Map<string, Waiter[]>();
  #free: number;
  #waiting = 0;

  constructor(atOnce: number, waiting: number, { each = atOnce, newestFirst = false }: SemaphoreOptions = {}) {
    this.#free = atOnce;
    this.#limit = waiting;
    this.#each = each;
    this.#newestFirst = newestFirst;
  }

  get free(): number {
    return this.#free;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Resolves with the function that gives the slot back. Rejects with the signal's reason once that is aborted.
   *
   * @throws RK_BUSY
   */
  take({ by = '', signal }: TakeOptions = {}): Promise<Release> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#mayStart(by)) return Promise.resolve(this.#start(by));
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#remove(by, waiter);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        give: (release) => {
          signal?.removeEventListener('abort', leave);
          resolve(release);
        },
        refuse: (error) => {
          signal?.removeEventListener('abort', leave);
          reject(error);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      const queue = this.#queues.get(by);
      if (queue !== undefined) queue.push(waiter);
      else if (this.#newestFirst) this.#queues = new Map([[by, [waiter]], ...this.#queues]);
      else this.#queues.set(by, [waiter]);
      this.#waiting += 1;
      if (this.#waiting > this.#limit) this.#refuseLast();
    });
  }

  #mayStart(by: string): boolean {
    return this.#free > 0 && (this.#held.get(by) ?? 0) < this.#each;
  }

  #start(by: string): Release {
    this.#free -= 1;
    this.#held.set(by, (this.#held.get(by) ?? 0) + 1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#free += 1;
      const held = (this.#held.get(by) ?? 1) - 1;
      if (held === 0) this.#held.delete(by);
      else this.#held.set(by, held);
      this.#next();
    };
  }

  #next(): void {
    for (const [by, queue] of this.#queues) {
      if (!this.#mayStart(by)) continue;
      const waiter = queue.at(this.#newestFirst ? -1 : 0);
      if (waiter === undefined) continue;
      this.#remove(by, waiter);
      // to the end of the turns
      if (queue.length > 0) {
        this.#queues.delete(by);
        this.#queues.set(by, queue);
      }
      waiter.give(this.#start(by));
      return;
    }
  }

  #remove(by: string, waiter: Waiter): void {
    const queue = this.#queues.get(by);
    const at = queue?.indexOf(waiter) ?? -1;
    if (queue === undefined || at < 0) return;
    queue.splice(at, 1);
    if (queue.length === 0) this.#queues.delete(by);
    this.#waiting -= 1;
  }

  /** The longest queue gives way: whoever fills the room is refused, not whoever comes then. */
  #refuseLast(): void {
    let longest: [string, Waiter[]] | undefined;
    for (const entry of this.#queues) if (entry[1].length >= (longest?.[1].length ?? 0)) longest = entry;
    // whoever would be served last
    const last = longest?.[1].at(this.#newestFirst ? 0 : -1);
    if (longest === undefined || last === undefined) return;
    this.#remove(longest[0], last);
    last.refuse(new RegistryError('RK_BUSY', {}, { headers: { 'retry-after': '5' } }));
  }
}
