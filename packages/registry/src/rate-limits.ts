import { RegistryError, type RegistryErrorCode } from './errors.ts';

const WINDOW_MS = 60_000;
/** Of keys that are counted at once; the oldest are forgotten first. */
const MAX_KEYS = 10_000;

/** Counts by key, in windows of a minute. */
export class Rate {
  readonly #max: number;
  readonly #code: RegistryErrorCode;
  readonly #now: () => number;
  readonly #windows = new Map<string, { count: number; until: number }>();

  constructor(max: number, code: RegistryErrorCode = 'RK_RATE_LIMITED', now: () => number = Date.now) {
    this.#max = max;
    this.#code = code;
    this.#now = now;
  }

  /**
   * Counts one.
   *
   * @throws RK_RATE_LIMITED, or the code of this rate, with `retry-after`
   */
  take(key: string): void {
    const now = this.#now();
    const window = this.#windows.get(key);
    if (window === undefined || window.until <= now) {
      this.#windows.delete(key);
      this.#forgetOldest();
      this.#windows.set(key, { count: 1, until: now + WINDOW_MS });
      return;
    }
    if (window.count < this.#max) {
      window.count += 1;
      return;
    }
    const seconds = Math.max(1, Math.ceil((window.until - now) / 1000));
    throw new RegistryError(this.#code, { seconds }, { headers: { 'retry-after': String(seconds) } });
  }

  /** Takes back what was counted. */
  giveBack(key: string): void {
    const window = this.#windows.get(key);
    if (window !== undefined && window.count > 0) window.count -= 1;
  }

  #forgetOldest(): void {
    for (const oldest of this.#windows.keys()) {
      if (this.#windows.size < MAX_KEYS) return;
      this.#windows.delete(oldest);
    }
  }
}
