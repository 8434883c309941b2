import type { ListPage } from '../../http/list/page.ts';
import type { Times } from '../result/result-times.ts';

/** A page, and when it was read. */
export type ReadPage = ListPage<unknown> & Times;

const KEEP_MS = 10 * 60_000;
const KEEP_BYTES = 16 * 1024 * 1024;

/**
 * Vendor pages of which only a part was returned, so that the rest comes from the same answer and not from a second
 * query over changed data. Bounded in bytes and time; a page that is gone is fetched again.
 */
export class PageStore {
  readonly #pages = new Map<string, { page: ReadPage; bytes: number; until: number }>();
  #bytes = 0;

  put(key: string, page: ReadPage): void {
    const bytes = JSON.stringify(page.items).length;
    this.#drop(key);
    if (bytes > KEEP_BYTES) return;
    this.#pages.set(key, { page, bytes, until: Date.now() + KEEP_MS });
    this.#bytes += bytes;
    for (const [oldest, { until }] of this.#pages) {
      if (this.#bytes <= KEEP_BYTES && until > Date.now()) break;
      this.#drop(oldest);
    }
  }

  get(key: string): ReadPage | undefined {
    const kept = this.#pages.get(key);
    return kept && kept.until > Date.now() ? kept.page : undefined;
  }

  #drop(key: string): void {
    this.#bytes -= this.#pages.get(key)?.bytes ?? 0;
    this.#pages.delete(key);
  }
}
