import { RegistryError } from './errors.ts';

/** At most so many at once; a few more wait their turn, the rest are told to come back. */
export class Slots {
  #free: number;
  readonly #waiting: ((release: () => void) => void)[] = [];
  readonly #limit: number;

  constructor(atOnce: number, waiting: number) {
    this.#free = atOnce;
    this.#limit = waiting;
  }

  /**
   * Resolves with the function that gives the slot back.
   *
   * @throws RK_BUSY
   */
  take(): Promise<() => void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve(this.#release());
    }
    if (this.#waiting.length >= this.#limit) {
      return Promise.reject(new RegistryError('RK_BUSY', {}, { headers: { 'retry-after': '5' } }));
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(): () => void {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next(this.#release());
    };
  }
}
