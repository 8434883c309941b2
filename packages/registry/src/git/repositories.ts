import type { BundleFile } from '@rolekit/sdk/bundle';
import type { RegistryError } from '../errors.ts';
import { type CompanyPolicy, refusedError } from '../policy/company-policy.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Catalogue, StoredVersion } from '../store/catalogue.ts';
import { removeRepository } from './fast-import.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { MarketplaceRepository } from './marketplace-repository.ts';
import { pluginRepositoryPath, syncPluginRepository } from './plugin-repository.ts';

export interface RepositoriesOptions {
  /** What it refuses is in no repository. */
  company: CompanyPolicy;
  root: string;
  catalogue: Catalogue;
  blobs: Blobs;
  /** Name of the marketplace of everything. */
  name: string;
  publicUrl: () => string;
  /** Told of what a repository has to leave out. */
  warn?: (fields: Record<string, unknown>, message: string) => void;
}

/** The git repositories, derived from the catalogue when they are asked for and after each publication. */
export class Repositories {
  readonly #options: RepositoriesOptions;
  readonly #queue = new KeyedQueue();
  readonly #marketplaces = new Map<string, { seq: number; repository: MarketplaceRepository }>();
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
      if (versions.length === 0) return undefined;
      const skipped = (left: StoredVersion, error: RegistryError) =>
        warn?.({ plugin: id, version: left.version, code: error.code }, 'left out of git: the archive is damaged');
      const refused = await company.refusals({ namespace, name });
      if (versions.every(({ version }) => refused.has(version))) {
        await removeRepository(dir);
        throw refusedError(id, refused.values().next().value ?? []);
      }
      const withheld = ({ version }: StoredVersion) => refused.has(version);
      await syncPluginRepository(dir, versions, { blobs, fresh, skipped, withheld });
      this.#synced.set(id, at);
      return dir;
    });
  }

  /** The folder of a marketplace, up to date: of one namespace, or of all. */
  async marketplace(namespace?: string): Promise<string | undefined> {
    const { root, catalogue, name, publicUrl } = this.#options;
    if (namespace !== undefined && !(await catalogue.namespaceExists(namespace))) return undefined;
    const key = `${publicUrl()} ${namespace ?? ''}`;
    return this.#queue.run(key, async () => {
      let known = this.#marketplaces.get(key);
      if (known === undefined) {
        const scope = { name: namespace === undefined ? name : `${name}-${namespace}`, publicUrl: publicUrl() };
        known = { seq: -1, repository: new MarketplaceRepository(root, namespace, scope, catalogue) };
        this.#marketplaces.set(key, known);
      }
      const head = await catalogue.head();
      if (known.seq !== head) {
        try {
          await known.repository.sync();
        } catch (error) {
          // Its fold went on while nothing was written: only a new one can tell what is missing.
          this.#marketplaces.delete(key);
          throw error;
        }
        known.seq = head;
      }
      return known.repository.dir;
    });
  }

  idle(): Promise<void> {
    return this.#queue.idle();
  }
}
