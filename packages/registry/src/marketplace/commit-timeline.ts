import semver from 'semver';
import type { Catalogue, PublishedVersion, StoredEvent } from '../store/catalogue.ts';
import { latestOf } from '../store/latest-version.ts';
import { ALLOWED, AllowedVersions, factsOf, type Verdict } from './allowed-versions.ts';
import { entryOf, type MarketplaceEntry } from './marketplace-entries.ts';

interface ListedVersion {
  version: string;
  /** Event that published it. */
  seq: number;
  prerelease: boolean;
  yanked: string | null;
  withheld: string | null;
  verdict: Verdict;
}

interface Plugin {
  firstSeq: number;
  versions: Map<string, ListedVersion>;
}

/** What changed what a marketplace lists. */
export interface ListingChange {
  /** The newest event of them. */
  event: StoredEvent;
  /** How many there were. */
  count: number;
}

const PAGE = 500;

/**
 * What a marketplace listed after an event. It is folded from the sequence alone, so that every replica comes to the same
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
  #young: { id: string; row: ListedVersion }[] = [];
  /** The latest version of each plugin that is listed, by `namespace/name`. */
  readonly #listed = new Map<string, ListedVersion>();
  /** Plugins of which another version is listed than was told, or none. */
  readonly #stale = new Set<string>();
  /** Events that were read and not folded yet, and what of them a policy looks at. */
  #read: StoredEvent[] = [];
  #published = new Map<number, PublishedVersion>();
  /** The event that was folded last. */
  seq = 0;

  constructor(catalogue: Catalogue, namespace: string | undefined) {
    this.#catalogue = catalogue;
    this.#namespace = namespace;
  }

  /** Folds what follows up to an event, and returns what of it changed the listing. */
  async advance(to: number): Promise<ListingChange | undefined> {
    let change: ListingChange | undefined;
    for (;;) {
      if (this.#read.length === 0) await this.#readPage();
      const [event] = this.#read;
      if (event === undefined || event.seq > to) return change;
      this.#read.shift();
      const grown = this.#grow(event.at);
      const changed = event.type === 'policy' ? await this.#judge(event) : this.#apply(event);
      this.seq = event.seq;
      if (changed || grown) change = { event, count: (change?.count ?? 0) + 1 };
    }
  }

  async #readPage(): Promise<void> {
    this.#read = await this.#catalogue.events(this.seq, PAGE, this.#namespace);
    const isJudged = !this.#allowed.areAll || this.#read.some(({ type }) => type === 'policy');
    const seqs = isJudged ? this.#read.filter(({ type }) => type === 'publish').map(({ seq }) => seq) : [];
    this.#published = new Map((await this.#catalogue.publishedAt(seqs)).map((version) => [version.seq, version]));
  }

  /** What is listed otherwise than the last time, by `namespace/name`; undefined for what is listed no more. */
  async changes(): Promise<Map<string, MarketplaceEntry | undefined>> {
    const changes = new Map<string, MarketplaceEntry | undefined>();
    const stale = [...this.#stale];
    this.#stale.clear();
    for (let at = 0; at < stale.length; at += PAGE) {
      const ids = stale.slice(at, at + PAGE);
      const listed = ids.flatMap((id) => this.#listed.get(id) ?? []);
      const published = await this.#catalogue.publishedAt(listed.map(({ seq }) => seq));
      for (const id of ids) changes.set(id, undefined);
      for (const version of published) {
        const id = `${version.namespace}/${version.name}`;
        const plugin = this.#plugins.get(id);
        if (plugin !== undefined) changes.set(id, entryOf(version, plugin.firstSeq));
      }
    }
    return changes;
  }

  #apply({ seq, at, type, namespace, name, version, data }: StoredEvent): boolean {
    const id = `${namespace}/${name}`;
    if (type === 'visibility') return this.#show(namespace, data.visibility === 'public');
    if (type === 'publish') {
      let plugin = this.#plugins.get(id);
      if (plugin === undefined) {
        plugin = { firstSeq: seq, versions: new Map() };
        this.#plugins.set(id, plugin);
      }
      const prerelease = semver.prerelease(version) !== null;
      const published = this.#published.get(seq);
      const verdict = published === undefined ? ALLOWED : this.#allowed.verdict(factsOf(published), at);
      const row: ListedVersion = { version, seq, prerelease, yanked: null, withheld: null, verdict };
      plugin.versions.set(version, row);
      if (verdict.due !== undefined) this.#young.push({ id, row });
    } else if (type === 'yank' || type === 'unyank') {
      const row = this.#plugins.get(id)?.versions.get(version);
      if (row !== undefined) row.yanked = type === 'yank' ? String(data.reason) : null;
    } else if (type === 'quarantine' || type === 'unquarantine' || type === 'takedown') {
      const row = this.#plugins.get(id)?.versions.get(version);
      if (row !== undefined) row.withheld = type === 'unquarantine' ? null : type;
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
    const listed = latest === null ? undefined : plugin?.versions.get(latest);
    if (listed === this.#listed.get(id)) return false;
    if (listed === undefined) this.#listed.delete(id);
    else this.#listed.set(id, listed);
    this.#stale.add(id);
    return true;
  }
}
