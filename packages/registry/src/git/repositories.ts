import type { BundleFile } from '@rolekit/sdk/bundle';
import { Coalesced } from '../coalesced.ts';
import type { RegistryError } from '../errors.ts';
import { type CompanyPolicy, refusedError } from '../policy/company-policy.ts';
import type { DividedAnswer } from '../response-cache.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Catalogue, StoredVersion } from '../store/catalogue.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { MarketplaceRepository } from './marketplace-repository.ts';
import { pluginRepositoryPath, syncPluginRepository } from './plugin-repository.ts';
import { removeRepository } from './repository-files.ts';

export interface RepositoriesOptions {
  /** What it refuses is in no repository. */
  company: CompanyPolicy;
  root: string;
  catalogue: Catalogue;
  blobs: Blobs;
  /** Name of the marketplace of everything. */
  name: string;
  publicUrl: () => string;
  /** Told when the marketplace of a namespace, or of all, has other commits. */
  changed: (namespace: string | undefined) => void;
  /** Told of what a repository has to leave out, and of one that could not be made. */
  warn: (fields: Record<string, unknown>, message: string) => void;
}

/**
 * The git repositories, derived from the catalogue. A plugin's is brought up to date with each publication; marketplaces, which
 * list many plugins, follow within a second, once for all that was published meanwhile.
 */
export class Repositories {
  readonly #options: RepositoriesOptions;
  readonly #queue = new KeyedQueue();
  /** By address and namespace. */
  readonly #marketplaces = new Map<string, Coalesced<MarketplaceRepository>>();
  /** How often a plugin changed, and at which count its repository was last brought up to date. */
  readonly #changes = new Map<string, number>();
  readonly #synced = new Map<string, string>();
  /** How often all plugins may have changed. */
  #touchedAll = 0;

  constructor(options: RepositoriesOptions) {
    this.#options = options;
  }

  /** Notes that a plugin changed: its repository is stale. */
  touch(namespace: string, name: string): void {
    const id = `${namespace}/${name}`;
    this.#changes.set(id, (this.#changes.get(id) ?? 0) + 1);
  }

  /** Notes that the company allows something else: every repository may be stale. */
  touchAll(): void {
    this.#touchedAll += 1;
    for (const marketplace of this.#marketplaces.values()) marketplace.change();
  }

  /** Notes that what a namespace lists changed: its marketplace and that of all follow. */
  list(namespace: string): void {
    this.#marketplace(namespace).change();
    this.#marketplace(undefined).change();
  }

  #state(id: string): string {
    return `${this.#touchedAll} ${this.#changes.get(id) ?? 0}`;
  }

  /**
   * The folder of a plugin's repository, up to date; undefined when there is no such plugin.
   *
   * @throws RK_POLICY_REFUSED when the company allows none of its versions
   */
  async plugin(
    namespace: string,
    name: string,
    fresh?: { commit: string; files: readonly BundleFile[] },
  ): Promise<string | undefined> {
    const { root, catalogue, blobs, company, warn } = this.#options;
    const id = `${namespace}/${name}`;
    const dir = pluginRepositoryPath(root, namespace, name);
    const isCurrent = () => this.#synced.get(id) === this.#state(id);
    if (isCurrent()) return dir;
    return this.#queue.run(id, async () => {
      if (isCurrent()) return dir;
      const at = this.#state(id);
      const versions = await catalogue.versions(namespace, name);
      if (versions.every(({ withheld }) => withheld !== null)) {
        await removeRepository(dir);
        return undefined;
      }
      const skipped = (left: StoredVersion, error: RegistryError) =>
        warn({ plugin: id, version: left.version, code: error.code }, 'left out of git: the archive is damaged');
      const refused = await company.refusals({ namespace, name });
      if (versions.every(({ version, withheld }) => withheld !== null || refused.has(version))) {
        await removeRepository(dir);
        throw refusedError(id, refused.values().next().value ?? []);
      }
      const withheld = ({ version }: StoredVersion) => refused.has(version);
      await syncPluginRepository(dir, versions, { blobs, fresh, skipped, withheld });
      this.#synced.set(id, at);
      return dir;
    });
  }

  /** The folder of a marketplace, with everything that was published before: of one namespace, or of all. */
  async marketplace(namespace?: string): Promise<string | undefined> {
    if (namespace !== undefined && !(await this.#options.catalogue.namespaceExists(namespace))) return undefined;
    return (await this.#marketplace(namespace).current()).dir;
  }

  /** The index of everything that Claude Code reads by URL, with everything that was published before. */
  async index(): Promise<DividedAnswer> {
    return (await this.#marketplace(undefined).current()).claude();
  }

  /** Makes at once what changed, and resolves when nothing runs any more. */
  async idle(): Promise<void> {
    await Promise.all([...this.#marketplaces.values()].map((marketplace) => marketplace.settle()));
    await this.#queue.idle();
  }

  #marketplace(namespace: string | undefined): Coalesced<MarketplaceRepository> {
    const { root, catalogue, name, publicUrl, changed, warn } = this.#options;
    const scope = { name: namespace === undefined ? name : `${name}-${namespace}`, publicUrl: publicUrl() };
    const key = `${scope.publicUrl} ${namespace ?? ''}`;
    const known = this.#marketplaces.get(key);
    if (known !== undefined) return known;
    const open = () => new MarketplaceRepository(root, namespace, scope, catalogue);
    let repository = open();
    const make = async () => {
      try {
        await catalogue.editions.end(namespace);
        await repository.sync();
      } catch (error) {
        // Its fold went on while nothing was written: only a new one can tell what is missing.
        repository = open();
        throw error;
      }
      changed(namespace);
      if (repository.isLoose) this.#pack(repository, key);
      return repository;
    };
    const made = new Coalesced(
      () => this.#queue.run(repository.dir, make),
      (error) =>
        warn({ err: error, namespace }, 'a marketplace is not up to date; it is made again when it is asked for'),
    );
    this.#marketplaces.set(key, made);
    return made;
  }

  #pack(repository: MarketplaceRepository, key: string): void {
    this.#queue
      .run(`pack ${key}`, () => repository.pack())
      .catch((error: unknown) => this.#options.warn({ err: error }, 'a marketplace repository could not be packed'));
  }
}
