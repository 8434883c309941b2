import { join } from 'node:path';
import { Timeline } from '../marketplace/commit-timeline.ts';
import { type MarketplaceScope, marketplaceFiles } from '../marketplace/documents.ts';
import { listed } from '../marketplace/marketplace-entries.ts';
import type { Catalogue, StoredEvent } from '../store/catalogue.ts';
import { type CommitInput, fastImport, initRepository, readRefs, removeRepository } from './fast-import.ts';
import { runGit } from './git-process.ts';

const MAIN = 'refs/heads/main';
/** The first commit of every marketplace lists nothing; hosts can add it before anything is published. */
const BEGINNING = '2026-01-01T00:00:00.000Z';

/** The index repository of one namespace, or of all: a commit for each event that changed what it lists. */
export class MarketplaceRepository {
  readonly dir: string;
  readonly #scope: MarketplaceScope;
  readonly #timeline: Timeline;
  /** The event of the newest commit; undefined until the repository was looked at. */
  #written: number | undefined;

  constructor(root: string, namespace: string | undefined, scope: MarketplaceScope, catalogue: Catalogue) {
    this.dir = namespace === undefined ? join(root, 'all.git') : join(root, 'namespaces', `${namespace}.git`);
    this.#scope = scope;
    this.#timeline = new Timeline(catalogue, namespace);
  }

  /** Writes the commits that are missing. Not to be called twice at the same time, nor again after it failed. */
  async sync(): Promise<void> {
    const written = this.#written ?? (await this.#open());
    let last = written;
    const commits = this.#commits(written, (seq) => {
      last = seq;
    });
    // Peeking first saves a git process when nothing changed, which is nearly always.
    const first = await commits.next();
    if (!first.done) await fastImport(this.dir, prepend(first.value, commits), () => ({}));
    this.#written = last;
  }

  async #open(): Promise<number> {
    if ((await initRepository(this.dir)) || !(await readRefs(this.dir)).has(MAIN)) return -1;
    const message = await runGit(['--git-dir', this.dir, 'log', '-1', '--format=%B', MAIN]);
    const seq = /^Event (\d+)/.exec(message)?.[1];
    if (seq !== undefined && message.includes(this.#origin())) return Number(seq);
    // Made for another name or address: its history is not ours.
    await removeRepository(this.dir);
    await initRepository(this.dir);
    return -1;
  }

  async *#commits(written: number, wrote: (seq: number) => void): AsyncGenerator<CommitInput> {
    let parent = written < 0 ? undefined : `${MAIN}^0`;
    const commit = (seq: number, at: string, subject: string): CommitInput => {
      const { shown, hidden } = listed(this.#timeline.entries.values());
      const files = marketplaceFiles(this.#scope, shown, hidden);
      const made = { ref: MAIN, parent, at, message: `Event ${seq}: ${subject}\n\n${this.#origin()}\n`, files };
      // Within one batch git itself continues from the commit before.
      parent = undefined;
      wrote(seq);
      return made;
    };
    if (written < 0) yield commit(0, BEGINNING, 'nothing published');
    for await (const event of this.#timeline.advance()) {
      if (event.seq > written) yield commit(event.seq, event.at, subjectOf(event));
    }
  }

  #origin(): string {
    return `Marketplace: ${this.#scope.name} at ${this.#scope.publicUrl}`;
  }
}

function subjectOf({ type, namespace, name, version, data }: StoredEvent): string {
  if (type === 'visibility') return `${namespace} is ${data.visibility}`;
  if (type === 'policy') return 'the company allows something else';
  if (type === 'policy-age') return 'a version is old enough';
  return `${type} ${namespace}/${name} ${version}`;
}

async function* prepend<T>(first: T, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}
