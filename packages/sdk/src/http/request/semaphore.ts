import { AsyncLocalStorage } from 'node:async_hooks';
import { RolekitError } from '../../errors.ts';

const shared = new Map<string, Semaphore>();

/** The semaphore of all clients of a connector with the same limit, whatever connection they serve. */
export function sharedSemaphore(connector: string, limit: number): Semaphore {
  const key = `${connector} ${limit}`;
  const semaphore = shared.get(key) ?? new Semaphore(limit);
  shared.set(key, semaphore);
  return semaphore;
}

/** Lets a limited number of calls through at the same time, in the order in which they came. */
export class Semaphore {
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;
  readonly #holder = new AsyncLocalStorage<{ holds: boolean }>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Works in a place of its own. What the work itself asks for, such as a token, goes along in that place: it would else
   * wait for a place that its own caller holds.
   *
   * @throws RK_CANCELLED
   */
  async hold<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    if (this.#holder.getStore()?.holds) return work();
    const leave = await this.enter(signal);
    const place = { holds: true };
    try {
      return await this.#holder.run(place, work);
    } finally {
      place.holds = false;
      leave();
    }
  }

  /** Waits for a place; the function answered gives it back. @throws RK_CANCELLED */
  async enter(signal?: AbortSignal): Promise<() => void> {
    if (signal?.aborted) throw new RolekitError('RK_CANCELLED');
    if (this.#inside >= this.#limit) await this.#wait(signal);
    else this.#inside++;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = this.#waiting.shift();
      // the place goes straight to the next, so that nobody slips in between
      if (next) next();
      else this.#inside--;
    };
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener('abort', cancelled);
        resolve();
      };
      const cancelled = () => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(new RolekitError('RK_CANCELLED'));
      };
      signal?.addEventListener('abort', cancelled, { once: true });
      this.#waiting.push(go);
    });
  }
}
