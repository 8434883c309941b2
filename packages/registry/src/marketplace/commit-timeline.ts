import type { Catalogue, PublishedVersion, StoredEvent } from '../store/catalogue.ts';
import { latestOf } from '../store/latest-version.ts';
import { AllowedVersions, factsOf, type Verdict } from './allowed-versions.ts';
import { entryOf, type MarketplaceEntry } from './marketplace-entries.ts';

interface Version {
  published: PublishedVersion;
  version: string;
  prerelease: boolean;
  yanked: string | null;
  verdict: Verdict;
}

interface Plugin {
  firstSeq: number;
  versions: Map<string, Version>;
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
  readonly #allowed = new AllowedVersions();
  /** Versions that are refused until they are old enough. */
  #young: { id: string; row: Version }[] = [];
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
        const grown = this.#grow(event.at);
        const changed = event.type === 'policy' ? await this.#judge(event) : this.#apply(event, bySeq.get(event.seq));
        this.seq = event.seq;
        if (changed || grown) yield event;
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
      const verdict = this.#allowed.verdict(factsOf(published), event.at);
      const row: Version = { published, version, prerelease, yanked: null, verdict };
      plugin.versions.set(version, row);
      if (verdict.due !== undefined) this.#young.push({ id, row });
    } else if (event.type === 'yank' || event.type === 'unyank') {
      const row = this.#plugins.get(id)?.versions.get(event.version);
      if (row !== undefined) row.yanked = event.type === 'yank' ? String(event.data.reason) : null;
    } else return false;
    return this.#list(id);
  }

  /** The company allows something else from here on. */
  async #judge(event: StoredEvent): Promise<boolean> {
    const policy = await this.#catalogue.policies.at(event.seq);
    this.#allowed.set(policy?.document ?? null);
    this.#young = [];
    const of = this.#namespace === undefined ? {} : { namespace: this.#namespace };
    for await (const { namespace, name, version, facts } of this.#catalogue.policies.judged({
      ...of,
      upTo: event.seq,
    })) {
      const id = `${namespace}/${name}`;
      const row = this.#plugins.get(id)?.versions.get(version);
      if (row === undefined) continue;
      row.verdict = this.#allowed.verdict(facts, event.at);
      if (row.verdict.due !== undefined) this.#young.push({ id, row });
    }
    return [...this.#plugins.keys()].map((id) => this.#list(id)).includes(true);
  }

  /** Lists what became old enough by this time. */
  #grow(at: string): boolean {
    if (this.#young.length === 0) return false;
    const grown = this.#young.filter(({ row: { verdict } }) => verdict.due !== undefined && verdict.due <= at);
    if (grown.length === 0) return false;
    this.#young = this.#young.filter((entry) => !grown.includes(entry));
    for (const { row } of grown) row.verdict = { refused: false, due: undefined };
    return [...new Set(grown.map(({ id }) => id))].map((id) => this.#list(id)).includes(true);
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
    const allowed = [...(plugin?.versions.values() ?? [])].filter(({ verdict }) => !verdict.refused);
    const latest = latestOf(allowed);
    const before = this.entries.get(id);
    if (latest === (before?.version ?? null)) return false;
    const published = latest === null ? undefined : plugin?.versions.get(latest)?.published;
    if (published === undefined || plugin === undefined) this.entries.delete(id);
    else this.entries.set(id, entryOf(published, plugin.firstSeq));
    return true;
  }
}
