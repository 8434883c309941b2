import type { StoredEvent } from './store/catalogue.ts';

type Listener = (event: StoredEvent) => void;

/** Tells everything in this process that reads from the catalogue what was committed, in order. */
export class Feed {
  readonly #listeners = new Set<Listener>();

  announce(events: readonly StoredEvent[]): void {
    for (const event of events) for (const listener of this.#listeners) listener(event);
  }

  /** Returns the function that ends it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
