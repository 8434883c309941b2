import { join } from 'node:path';
import { type ListingChange, Timeline } from '../marketplace/commit-timeline.ts';
import { Documents, type MarketplaceScope } from '../marketplace/documents.ts';
import { blobOf } from '../marketplace/pieces.ts';
import { commitObject, folderObjects } from '../object-id.ts';
import { type DividedAnswer, JSON_TYPE, toDividedAnswer } from '../response-cache.ts';
import type { Catalogue, StoredEvent } from '../store/catalogue.ts';
import { runGit } from './git-process.ts';
import { countLooseObjects, writeLooseContent, writeLooseObject } from './loose-objects.ts';
import { initRepository, readRefs, removeRepository, writeRef } from './repository-files.ts';

const MAIN = 'refs/heads/main';
/** The first commit of every marketplace lists nothing; hosts can add it before anything is published. */
const BEGINNING = '2026-01-01T00:00:00.000Z';
/** Editions that are read at once. */
const PAGE = 500;
/** So many objects are packed together: one commit has a few. */
const LOOSE_OBJECTS = 400;

/** What the newest commit is of. */
interface Written {
  commit: string | undefined;
  /** The event in its message; -1 when there is no commit. */
  seq: number;
}

/**
 * The index repository of one namespace, or of all: a commit for each edition that changed what it lists. Objects are written
 * without git, so that a commit costs its bytes and no process.
 */
export class MarketplaceRepository {
  readonly dir: string;
  readonly #scope: MarketplaceScope;
  readonly #namespace: string | undefined;
  readonly #catalogue: Catalogue;
  readonly #timeline: Timeline;
  readonly #documents: Documents;
  /** The last edition that was looked at. */
  #edition = 0;
  /** Undefined until the repository was looked at. */
  #written: Written | undefined;
  #loose = 0;
  /** Made when somebody asks for it. */
  #claude: DividedAnswer | undefined;

  constructor(root: string, namespace: string | undefined, scope: MarketplaceScope, catalogue: Catalogue) {
    this.dir = namespace === undefined ? join(root, 'all.git') : join(root, 'namespaces', `${namespace}.git`);
    this.#scope = scope;
    this.#namespace = namespace;
    this.#catalogue = catalogue;
    this.#timeline = new Timeline(catalogue, namespace);
    this.#documents = new Documents(scope);
  }

  /** Writes the commits that are missing. Not to be called twice at the same time, nor again after it failed. */
  async sync(): Promise<void> {
    this.#written ??= await this.#open();
    if (this.#written.seq < 0) await this.#commit(0, BEGINNING, 'nothing published');
    for (;;) {
      const editions = await this.#catalogue.editions.list(this.#edition, PAGE, this.#namespace);
      for (const edition of editions) {
        const change = await this.#timeline.advance(edition);
        this.#edition = edition;
        if (change !== undefined && change.event.seq > this.#written.seq)
          await this.#commit(change.event.seq, change.event.at, subjectOf(change));
      }
      if (editions.length < PAGE) break;
    }
    await this.#update();
  }

  /** The index that Claude Code reads, as the newest commit has it, or a newer one. */
  claude(): DividedAnswer {
    this.#claude ??= toDividedAnswer(this.#documents.claude(), JSON_TYPE);
    return this.#claude;
  }

  /** True when a pack would be better than what was written lately. */
  get isLoose(): boolean {
    return this.#loose >= LOOSE_OBJECTS;
  }

  /** Packs it, each file as its difference to the one before; goes on beside readers and new commits. */
  async pack(): Promise<void> {
    this.#loose = 0;
    const args = ['repack', '-d', '-q', '--geometric=2', '--window=2', '--threads=1'];
    await runGit(['--git-dir', this.dir, ...args], [], { isUrgent: false });
  }

  async #open(): Promise<Written> {
    const commit = (await initRepository(this.dir)) ? undefined : (await readRefs(this.dir)).get(MAIN);
    if (commit === undefined) return { commit, seq: -1 };
    const message = await runGit(['--git-dir', this.dir, 'log', '-1', '--format=%B', MAIN]);
    const seq = /^Event (\d+)/.exec(message)?.[1];
    if (seq !== undefined && message.includes(this.#origin())) {
      this.#loose = await countLooseObjects(this.dir);
      return { commit, seq: Number(seq) };
    }
    // Made for another name or address: its history is not ours.
    await removeRepository(this.dir);
    await initRepository(this.dir);
    return { commit: undefined, seq: -1 };
  }

  async #commit(seq: number, at: string, subject: string): Promise<void> {
    await this.#update();
    const blobs = this.#documents.files().map(({ path, pieces }) => ({ path, ...blobOf(pieces) }));
    for (const { id, content } of blobs) await writeLooseContent(this.dir, id, content);
    const trees = folderObjects(blobs);
    const message = `Event ${seq}: ${subject}\n\n${this.#origin()}\n`;
    const tree = trees.at(-1)?.id ?? '';
    const commit = commitObject({ tree, parent: this.#written?.commit, at, message });
    for (const object of [...trees, commit]) await writeLooseObject(this.dir, object);
    await writeRef(this.dir, MAIN, commit.id);
    this.#written = { commit: commit.id, seq };
    this.#loose += blobs.length + trees.length + 1;
  }

  /** Has the documents follow what was folded. */
  async #update(): Promise<void> {
    const changes = await this.#timeline.changes();
    if (changes.size === 0) return;
    this.#documents.update(changes);
    this.#claude = undefined;
  }

  #origin(): string {
    return `Marketplace: ${this.#scope.name} at ${this.#scope.publicUrl}`;
  }
}

function subjectOf({ event, count }: ListingChange): string {
  const before = count === 1 ? '' : `, and ${count - 1} before it`;
  return `${changeOf(event)}${before}`;
}

function changeOf({ type, namespace, name, version, data }: StoredEvent): string {
  if (type === 'visibility') return `${namespace} is ${data.visibility}`;
  if (type === 'policy') return 'the company allows something else';
  if (type === 'policy-age') return 'a version is old enough';
  return `${type} ${namespace}/${name} ${version}`;
}
