import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A popular archive is asked for once in this time, as one on a disk is read again. */
const KEEP_MS = 60_000;
const MAX_BYTES = 256 * 1024 * 1024;

interface Kept {
  path: string;
  size: number;
  until: number;
}

/** What a fetch came to: a whole file of so many bytes, or what keeps it from being read. */
export type Fetch<State> = (path: string) => Promise<number | State>;

/**
 * Files of objects that were fetched and found whole, for a minute; many who ask at once share one fetch. A file that is taken away
 * stays with those who have it open.
 */
export class Fetched<State extends string> {
  readonly #dir: string;
  readonly #kept = new Map<string, Kept>();
  readonly #fetching = new Map<string, Promise<Kept | State>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(dir: string) {
    this.#dir = dir;
  }

  async open(digest: string, fetch: Fetch<State>): Promise<{ handle: FileHandle; size: number } | State> {
    for (;;) {
      const kept = this.#current(digest) ?? (await this.#fetch(digest, fetch));
      if (typeof kept === 'string') return kept;
      try {
        return { handle: await open(kept.path, 'r'), size: kept.size };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        // taken away in between
        if (this.#kept.get(digest) === kept) this.#kept.delete(digest);
      }
    }
  }

  async drop(digest: string): Promise<void> {
    const kept = this.#kept.get(digest);
    this.#kept.delete(digest);
    if (kept !== undefined) await rm(kept.path, { force: true });
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.allSettled(this.#fetching.values());
    clearTimeout(this.#timer);
    for (const digest of [...this.#kept.keys()]) await this.drop(digest);
  }

  #current(digest: string): Kept | undefined {
    const kept = this.#kept.get(digest);
    return kept !== undefined && performance.now() < kept.until ? kept : undefined;
  }

  #fetch(digest: string, fetch: Fetch<State>): Promise<Kept | State> {
    const running = this.#fetching.get(digest);
    if (running !== undefined) return running;
    const fetching = this.#fetchOnce(digest, fetch).finally(() => this.#fetching.delete(digest));
    this.#fetching.set(digest, fetching);
    return fetching;
  }

  async #fetchOnce(digest: string, fetch: Fetch<State>): Promise<Kept | State> {
    await this.drop(digest);
    const path = join(this.#dir, randomUUID());
    try {
      const size = await fetch(path);
      if (typeof size === 'string') {
        await rm(path, { force: true });
        return size;
      }
      const kept = { path, size, until: performance.now() + KEEP_MS };
      this.#kept.set(digest, kept);
      await this.#tidy();
      return kept;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** Removes what is too old or too much, the oldest first, and looks again in a minute while something is left. */
  async #tidy(): Promise<void> {
    let bytes = [...this.#kept.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [digest, { size, until }] of [...this.#kept]) {
      if (performance.now() < until && (bytes <= MAX_BYTES || this.#kept.size === 1)) continue;
      bytes -= size;
      await this.drop(digest);
    }
    clearTimeout(this.#timer);
    if (this.#kept.size > 0) this.#timer = setTimeout(() => void this.#tidy().catch(() => {}), KEEP_MS).unref();
  }
}
