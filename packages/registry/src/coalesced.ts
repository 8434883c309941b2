import { setTimeout as sleep } from 'node:timers/promises';

/** After a change, so that a burst is one. */
const SETTLE_MS = 50;
/** Between two makings; with the time that one takes it stays below a second. */
const PAUSE_MS = 300;
/** Somebody who waits shortens the pause to so many times what the last making took. */
const REST = 3;

/**
 * Something that is made whole after it changed, once for all changes that came until then. Whoever asks gets what has
 * everything in it that happened before.
 *
 * made → (change) → waiting → making → made; a change while it is made → waiting again
 */
export class Coalesced<T> {
  readonly #make: () => Promise<T>;
  readonly #failed: ((error: unknown) => void) | undefined;
  #changes = 1;
  #made: { changes: number; value: T } | undefined;
  #making: Promise<void> | undefined;
  #following: Promise<void> | undefined;
  #hurry = new AbortController();
  #last = { ended: Number.NEGATIVE_INFINITY, took: 0 };
  /** How often it was made. */
  makings = 0;

  /** @param failed told what ended a making after a change; without it nothing is made before it is asked for */
  constructor(make: () => Promise<T>, failed?: (error: unknown) => void) {
    this.#make = make;
    this.#failed = failed;
  }

  /** Notes that it is stale. */
  change(): void {
    this.#changes += 1;
    if (this.#failed === undefined || this.#following !== undefined) return;
    this.#following = this.#follow().catch(this.#failed);
  }

  /** @throws what making it threw */
  async current(): Promise<T> {
    const wanted = this.#changes;
    for (;;) {
      if (this.#made !== undefined && this.#made.changes >= wanted) return this.#made.value;
      this.#hurry.abort();
      await this.#next();
    }
  }

  /** Resolves when what followed a change is made, which is now. */
  async settle(): Promise<void> {
    if (this.#following !== undefined || this.#making !== undefined) await this.current().catch(() => {});
  }

  async #follow(): Promise<void> {
    try {
      while (this.#made === undefined || this.#made.changes < this.#changes) await this.#next();
    } finally {
      // at once, so that no change comes between the last look and the end
      this.#following = undefined;
    }
  }

  #next(): Promise<void> {
    this.#making ??= this.#makeOnce().finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  async #makeOnce(): Promise<void> {
    const { ended, took } = this.#last;
    await until(Math.max(performance.now() + SETTLE_MS, ended + PAUSE_MS), this.#hurry.signal);
    await until(ended + Math.min(PAUSE_MS, REST * took));
    this.#hurry = new AbortController();
    const changes = this.#changes;
    const began = performance.now();
    try {
      this.#made = { changes, value: await this.#make() };
      this.makings += 1;
    } finally {
      this.#last = { ended: performance.now(), took: performance.now() - began };
    }
  }
}

async function until(time: number, signal?: AbortSignal): Promise<void> {
  const left = time - performance.now();
  if (left > 0) await sleep(left, undefined, signal && { signal }).catch(() => {});
}
