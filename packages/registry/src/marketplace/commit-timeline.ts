import type { Catalogue, PublishedVersion, StoredEvent } from '../store/catalogue.ts';
import { latestOf } from '../store/latest-version.ts';
import { entryOf, type MarketplaceEntry } from './marketplace-entries.ts';

interface Plugin {
  firstSeq: number;
  versions: Map<string, { published: PublishedVersion; version: string; prerelease: boolean; yanked: string | null }>;
}

const PAGE = 500;

/**
 * What a marketplace listed after each event. It is folded from the sequence alone, so that every replica comes to the same
 * history of commits.
 */
export class Timeline {
  readonly #catalogue: Catalogue;
  readonly #namespace: string | undefined;
  readonly #plugins = new Map<string, Plugin>();
  /** Not in the marketplace of everything. */
  readonly #private = new Set<string>();
  /** What is listed now, by `namespace/name`. */
  readonly entries = new Map<string, MarketplaceEntry>();
  /** The event that was folded last. */
  seq = 0;

  constructor(catalogue: Catalogue, namespace: string | undefined) {
    this.#catalogue = catalogue;
    this.#namespace = namespace;
  }

  /** Folds what follows, and yields each event after which the listing is another. */
  async *advance(): AsyncGenerator<StoredEvent> {
    for (;;) {
      const events = await this.#catalogue.events(this.seq, PAGE, this.#namespace);
      if (events.length === 0) return;
      const published = await this.#catalogue.versionsAfter(this.seq, PAGE, this.#namespace);
      const bySeq = new Map(published.map((version) => [version.seq, version]));
      for (const event of events) {
        const changed = this.#apply(event, bySeq.get(event.seq));
        this.seq = event.seq;
        if (changed) yield event;
      }
    }
  }

  #apply(event: StoredEvent, published: PublishedVersion | undefined): boolean {
    const id = `${event.namespace}/${event.name}`;
    if (event.type === 'visibility') return this.#show(event.namespace, event.data.visibility === 'public');
    if (event.type === 'publish' && published !== undefined) {
      const { version, prerelease } = published;
      let plugin = this.#plugins.get(id);
      if (plugin === undefined) {
        plugin = { firstSeq: event.seq, versions: new Map() };
        this.#plugins.set(id, plugin);
      }
      plugin.versions.set(version, { published, version, prerelease, yanked: null });
    } else if (event.type === 'yank' || event.type === 'unyank') {
      const row = this.#plugins.get(id)?.versions.get(event.version);
      if (row !== undefined) row.yanked = event.type === 'yank' ? String(event.data.reason) : null;
    } else return false;
    return this.#list(id);
  }

  /** What a namespace shows to its members is all it has. */
  #show(namespace: string, isPublic: boolean): boolean {
    if (this.#namespace !== undefined) return false;
    if (isPublic) this.#private.delete(namespace);
    else this.#private.add(namespace);
    const own = [...this.#plugins.keys()].filter((id) => id.startsWith(`${namespace}/`));
    return own.map((id) => this.#list(id)).includes(true);
  }

  #list(id: string): boolean {
    const plugin = this.#private.has(id.slice(0, id.indexOf('/'))) ? undefined : this.#plugins.get(id);
    const latest = plugin === undefined ? null : latestOf([...plugin.versions.values()]);
    const before = this.entries.get(id);
    if (latest === (before?.version ?? null)) return false;
    const published = latest === null ? undefined : plugin?.versions.get(latest)?.published;
    if (published === undefined || plugin === undefined) this.entries.delete(id);
    else this.entries.set(id, entryOf(published, plugin.firstSeq));
    return true;
  }
}
