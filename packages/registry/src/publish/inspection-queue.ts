import { RegistryError } from '../errors.ts';

interface Waiting {
  bytes: number;
  start: (release: () => void) => void;
}

/**
 * An archive is whole in memory while it is looked into. So only a few are at once, and never more than so many bytes of them
 * together; the rest wait in the order in which they came, and too many are told to come back.
 */
export class InspectionQueue {
  #places: number;
  #bytes: number;
  readonly #allBytes: number;
  readonly #waiting: Waiting[] = [];
  readonly #waitingLimit: number;

  constructor({ atOnce, bytes, waiting }: { atOnce: number; bytes: number; waiting: number }) {
    this.#places = atOnce;
    this.#bytes = bytes;
    this.#allBytes = bytes;
    this.#waitingLimit = waiting;
  }

  /**
   * Resolves with the function that gives the place back. What needs more than all bytes gets all of them.
   *
   * @throws RK_BUSY
   */
  take(bytes: number): Promise<() => void> {
    if (this.#waiting.length >= this.#waitingLimit)
      return Promise.reject(new RegistryError('RK_BUSY', {}, { headers: { 'retry-after': '5' } }));
    return new Promise((start) => {
      this.#waiting.push({ bytes: Math.min(bytes, this.#allBytes), start });
      this.#next();
    });
  }

  #next(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined || this.#places === 0 || first.bytes > this.#bytes) return;
      this.#waiting.shift();
      this.#places -= 1;
      this.#bytes -= first.bytes;
      let released = false;
      first.start(() => {
        if (released) return;
        released = true;
        this.#places += 1;
        this.#bytes += first.bytes;
        this.#next();
      });
    }
  }
}
