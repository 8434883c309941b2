import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isOutsideSource } from '@rolekit/sdk/internal';

/** How long nothing may change before a save counts as whole. */
const QUIET_MS = 40;
/** After so long a source that never rests is read as it is. */
const MAX_UNREST_MS = 1000;
/** Some file systems report no changes. */
const LOOK_MS = 1000;

/**
 * Watches the sources of plugins. What the system reports only wakes it: what decides is the state of every file, so that a
 * save is seen even when its report was lost, or came while the source was read.
 */
export class SourceWatch {
  #roots: ReadonlySet<string>;
  readonly #watchers = new Map<string, FSWatcher>();
  #wake: () => void = () => {};

  constructor(roots: readonly string[]) {
    this.#roots = new Set(roots);
  }

  /** Watches these folders from here on; true when one is new, whose saves nobody saw until now. */
  follow(roots: Iterable<string>): boolean {
    const before = this.#roots;
    this.#roots = new Set(roots);
    return [...this.#roots].some((root) => !before.has(root));
  }

  /**
   * The state of the sources once they differ from `known` and have come to rest; undefined when `signal` aborted.
   *
   * @param known What this answered before.
   */
  async changed(known: string | undefined, signal: AbortSignal): Promise<string | undefined> {
    while (!signal.aborted) {
      // what changes from here on wakes it
      const woken = this.#nextWake(signal);
      let state = await this.#state();
      if (state !== known) {
        const started = performance.now();
        for (let last = ''; state !== last && performance.now() - started < MAX_UNREST_MS; ) {
          await wait(QUIET_MS);
          last = state;
          state = await this.#state();
        }
        return signal.aborted ? undefined : state;
      }
      await woken;
    }
    return undefined;
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #nextWake(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => wake(), LOOK_MS);
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      signal.addEventListener('abort', wake, { once: true });
      this.#wake = wake;
    });
  }

  async #state(): Promise<string> {
    const folders = new Set<string>();
    const states = await Promise.all([...this.#roots].map((root) => this.#stateOf(root, '', folders)));
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    return states.flat().toSorted().join('\n');
  }

  async #stateOf(root: string, below: string, folders: Set<string>): Promise<string[]> {
    const folder = join(root, below);
    folders.add(folder);
    this.#watch(folder);
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const lines = entries
      .filter(({ name }) => !isOutsideSource(name, below))
      .map(async (entry) => {
        const path = below === '' ? entry.name : `${below}/${entry.name}`;
        if (entry.isDirectory()) return this.#stateOf(root, path, folders);
        const file = await stat(join(root, path), { bigint: true }).catch(() => undefined);
        return file ? [`${join(root, path)} ${file.ino} ${file.size} ${file.mtimeNs} ${file.ctimeNs}`] : [];
      });
    return (await Promise.all(lines)).flat();
  }

  #watch(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, () => this.#wake());
      watcher.on('error', () => {
        watcher.close();
        this.#watchers.delete(folder);
      });
      this.#watchers.set(folder, watcher);
    } catch {
      // the folder is gone, or the system watches no more of them: the next look sees it
    }
  }
}
