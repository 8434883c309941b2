import type { StoredEvent } from './store/catalogue.ts';

type Listener = (event: StoredEvent) => void;

/** So many events are remembered as told. */
const REMEMBERED = 1000;

/**
 * Tells everything in this process that reads from the catalogue what was committed. An event that comes twice, from whoever committed it here
 * and from the sequence that all replicas share, is told once.
 */
export class Feed {
  readonly #listeners = new Set<Listener>();
  readonly #told = new Set<number>();

  announce(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (this.#told.has(event.seq)) continue;
      this.#told.add(event.seq);
      for (const oldest of this.#told) {
        if (this.#told.size <= REMEMBERED) break;
        this.#told.delete(oldest);
      }
      for (const listener of this.#listeners) listener(event);
    }
  }

  /** Returns the function that ends it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
