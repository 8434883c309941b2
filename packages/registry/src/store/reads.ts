import { type Kysely, sql } from 'kysely';
import { RegistryError } from '../errors.ts';
import { archivedRows } from './archived-rows.ts';
import type {
  CatalogueReads,
  DerivedQuery,
  FullVersion,
  HistoryEntry,
  LatestSkill,
  PluginPage,
  PluginQuery,
  PublishedVersion,
  SeenBase,
  ServerQuery,
  StoredEvent,
  StoredPlugin,
  StoredVersion,
  VersionSubject,
} from './catalogue.ts';
import type { Database, SearchIndex } from './database.ts';
import { basesOf, derivedOf } from './lineage.ts';
import { factsIn, signedKinds } from './policies.ts';
import { isReadable, isServed, isVisible, type Readable } from './readable.ts';
import { eventOf, fullVersionOf, pluginOf, SUMMARY, versionOf } from './rows.ts';
import type { Tables } from './schema.ts';
import { findPlugins } from './search.ts';

/** Of versions that are not published: told to who decides about them, and to nobody else. */
const UNTOLD = ['approval-requested', 'rejected', 'approval-expired'];

/** The reading half of the catalogue, on a connection of its own. */
export class DatabaseReads implements CatalogueReads {
  readonly #read: Kysely<Tables>;
  readonly #search: SearchIndex;
  readonly #readable: Readable;

  constructor({ read, engine }: Pick<Database, 'read' | 'engine'>, readable: Readable) {
    this.#read = read;
    this.#search = engine.search;
    this.#readable = readable;
  }

  #plugins() {
    return this.#read
      .selectFrom('plugins')
      .where(isReadable('plugins.namespace', this.#readable))
      .where(isVisible('plugins.visible', this.#readable));
  }

  plugins(query: PluginQuery): Promise<PluginPage> {
    return findPlugins(this.#read, this.#search, query, this.#readable);
  }

  async plugin(namespace: string, name: string): Promise<StoredPlugin | undefined> {
    const row = await this.#plugins()
      .selectAll()
      .where('namespace', '=', namespace)
      .where('name', '=', name)
      .executeTakeFirst();
    return row === undefined ? undefined : pluginOf(row);
  }

  async versions(namespace: string, name: string): Promise<StoredVersion[]> {
    const rows = await this.#owned()
      .select(SUMMARY)
      .where('namespace', '=', namespace)
      .where('name', '=', name)
      .orderBy('seq')
      .execute();
    return rows.map(versionOf);
  }

  async version(namespace: string, name: string, selector: string): Promise<FullVersion | undefined> {
    const version = await this.#resolve(namespace, name, selector);
    if (version === undefined) return undefined;
    const row = await this.#owned()
      .selectAll('versions')
      .where('namespace', '=', namespace)
      .where('name', '=', name)
      .where('versions.version', '=', version)
      .executeTakeFirst();
    return row === undefined ? undefined : fullVersionOf(row, await this.#skills(row.id));
  }

  async recorded(namespace: string, name: string, selector: string): Promise<StoredVersion | undefined> {
    const row = await this.#recorded()
      .select(SUMMARY)
      .where('namespace', '=', namespace)
      .where('name', '=', name)
      .where((is) =>
        is.or([
          is('versions.version', '=', selector),
          is('versions.version', 'in', (of) =>
            of
              .selectFrom('channels')
              .select('channels.version')
              .whereRef('channels.plugin_id', '=', 'plugins.id')
              .where('channel', '=', selector),
          ),
        ]),
      )
      .executeTakeFirst();
    return row === undefined ? undefined : versionOf(row);
  }

  async withheldVersions(namespace: string, name: string): Promise<StoredVersion[]> {
    const rows = await this.#recorded()
      .select(SUMMARY)
      .where('namespace', '=', namespace)
      .where('name', '=', name)
      .where('withheld', 'is not', null)
      .orderBy('seq')
      .execute();
    return rows.map(versionOf);
  }

  bases(subject: VersionSubject): Promise<SeenBase[]> {
    return basesOf(this.#read, this.#readable, subject);
  }

  derived(of: VersionSubject & { digest: string }, query: DerivedQuery): Promise<StoredVersion[]> {
    return derivedOf(this.#read, this.#readable, of, query);
  }

  async #resolve(namespace: string, name: string, selector: string): Promise<string | undefined> {
    if (selector === 'latest') return (await this.plugin(namespace, name))?.latest ?? undefined;
    if (/^\d/.test(selector)) return selector;
    const channels = await this.channels(namespace, name);
    return channels.find(({ channel }) => channel === selector)?.version;
  }

  async servers({ after, limit, search, version, since, withheld = false }: ServerQuery): Promise<StoredVersion[]> {
    let rows = (withheld ? this.#recorded() : this.#owned())
      .select(SUMMARY)
      .where('has_connectors', '=', 1)
      .orderBy('namespace')
      .orderBy('name')
      .orderBy('seq')
      .limit(limit);
    if (after !== undefined) {
      // it may be withheld by now
      const last = await this.#recorded()
        .select('seq')
        .where('namespace', '=', after.namespace)
        .where('name', '=', after.name)
        .where('versions.version', '=', after.version)
        .executeTakeFirst();
      if (last === undefined) throw new RegistryError('RK_CURSOR_INVALID');
      rows = rows.where(sql<boolean>`(namespace, name, seq) > (${after.namespace}, ${after.name}, ${last.seq})`);
    }
    if (version === 'latest') rows = rows.whereRef('versions.version', '=', 'plugins.latest');
    else if (version !== undefined) rows = rows.where('versions.version', '=', version);
    if (search !== undefined)
      rows = rows.where(
        sql<boolean>`'dev.rolekit.' || namespace || '/' || name || ' ' || lower(display_name) like ${containing(search)} escape '!'`,
      );
    if (since !== undefined)
      rows = rows.where((is) =>
        is.or([
          is('versions.published_at', '>=', since),
          is('versions.yanked_at', '>=', since),
          is('versions.deprecated_at', '>=', since),
          is('versions.withheld_at', '>=', since),
        ]),
      );
    return (await rows.execute()).map(versionOf);
  }

  async publishedAt(seqs: readonly number[]): Promise<PublishedVersion[]> {
    if (seqs.length === 0) return [];
    // a list of few lengths makes few statements, which are kept
    const padded = Array.from({ length: 2 ** Math.ceil(Math.log2(seqs.length)) }, (_, at) => seqs[at] ?? seqs[0] ?? 0);
    const rows = await this.#owned()
      .innerJoin('version_facts', 'version_id', 'versions.id')
      .select(SUMMARY)
      .select(['manifest', 'facts'])
      .select(signedKinds)
      .where('versions.seq', 'in', padded)
      .execute();
    return rows.map((row) => ({
      ...versionOf(row),
      manifest: JSON.parse(row.manifest) as PublishedVersion['manifest'],
      facts: factsIn(row),
    }));
  }

  #owned() {
    return this.#recorded().where(isServed('versions.withheld', this.#readable));
  }

  /** Those that are withheld too. */
  #recorded() {
    return this.#read
      .selectFrom('versions')
      .innerJoin('plugins', 'plugins.id', 'plugin_id')
      .where(isReadable('plugins.namespace', this.#readable))
      .select(['plugins.namespace', 'plugins.name']);
  }

  async #skills(versionId: number): Promise<FullVersion['skills']> {
    const rows = await this.#read
      .selectFrom('skills')
      .select(['name', 'description', 'digest', 'tools'])
      .where('version_id', '=', versionId)
      .orderBy('name')
      .execute();
    return rows.map((row) => ({ ...row, tools: JSON.parse(row.tools) as string[] }));
  }

  async latestSkills(): Promise<LatestSkill[]> {
    return this.#plugins()
      .innerJoin('versions', (on) =>
        on.onRef('plugin_id', '=', 'plugins.id').onRef('versions.version', '=', 'plugins.latest'),
      )
      .innerJoin('skills', 'version_id', 'versions.id')
      .select([
        'namespace',
        'plugins.name as plugin',
        'versions.version',
        'skills.name',
        'skills.description',
        'skills.digest',
      ])
      .orderBy('namespace')
      .orderBy('plugins.name')
      .orderBy('skills.name')
      .execute();
  }

  async skillText(namespace: string, name: string, version: string, skill: string): Promise<string | undefined> {
    const row = await this.#owned()
      .innerJoin('skills', 'version_id', 'versions.id')
      .select('text')
      .where('namespace', '=', namespace)
      .where('plugins.name', '=', name)
      .where('versions.version', '=', version)
      .where('skills.name', '=', skill)
      .executeTakeFirst();
    return row?.text;
  }

  async channels(namespace: string, name: string): Promise<{ channel: string; version: string }[]> {
    return this.#plugins()
      .innerJoin('channels', 'channels.plugin_id', 'plugins.id')
      .innerJoin('versions', (on) =>
        on.onRef('versions.plugin_id', '=', 'plugins.id').onRef('versions.version', '=', 'channels.version'),
      )
      .where(isServed('versions.withheld', this.#readable))
      .select(['channel', 'channels.version'])
      .where('namespace', '=', namespace)
      .where('name', '=', name)
      .orderBy('channel')
      .execute();
  }

  async isNameTaken(namespace: string, name: string): Promise<boolean> {
    const first = await this.#plugins()
      .select('namespace')
      .where('name', '=', name)
      .where('latest', 'is not', null)
      .orderBy('first_seq')
      .limit(1)
      .executeTakeFirst();
    return first !== undefined && first.namespace !== namespace;
  }

  async namespaceExists(namespace: string): Promise<boolean> {
    return (
      (await this.#plugins().select('id').where('namespace', '=', namespace).limit(1).executeTakeFirst()) !== undefined
    );
  }

  async events(since: number, limit: number, namespace?: string): Promise<StoredEvent[]> {
    let rows = this.#read
      .selectFrom('events')
      .selectAll()
      .where('seq', '>', since)
      .where(isReadable('events.namespace', this.#readable))
      .orderBy('seq')
      .limit(limit);
    if (this.#readable !== 'everything') rows = rows.where('type', 'not in', UNTOLD);
    // what the company allows is of every namespace
    if (namespace !== undefined) rows = rows.where('namespace', 'in', [namespace, '']);
    return (await rows.execute()).map(eventOf);
  }

  async history(since: number, limit: number): Promise<HistoryEntry[]> {
    const rows = await this.#read
      .selectFrom('events')
      .leftJoin('versions', 'versions.seq', 'events.seq')
      .leftJoin('plugins', 'plugins.id', 'plugin_id')
      .selectAll('events')
      .select([
        'plugins.namespace as of',
        'plugins.name as plugin',
        'versions.version as number',
        'digest',
        'commit_id',
      ])
      .where('events.seq', '>', since)
      .orderBy('events.seq')
      .limit(limit)
      .execute();
    return rows.map(({ of, plugin, number, digest, commit_id, ...event }) => ({
      event: eventOf(event),
      published:
        of === null || plugin === null || number === null || digest === null || commit_id === null
          ? undefined
          : { namespace: of, name: plugin, version: number, digest, commit: commit_id },
    }));
  }

  async unrecorded(): Promise<StoredVersion[]> {
    // by the index of sequence numbers alone: every start asks
    const { rows: lost } = await sql<{ seq: number }>`select seq from versions where not exists (
      select 1 from events where events.seq = versions.seq and events.type = 'publish')`.execute(this.#read);
    if (lost.length === 0) return [];
    const rows = await this.#owned()
      .select(SUMMARY)
      .where(
        'versions.seq',
        'in',
        lost.map(({ seq }) => seq),
      )
      .execute();
    return rows.map(versionOf);
  }

  async head(): Promise<number> {
    const row = await this.#read.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
    return row?.seq ?? 0;
  }

  async blobs(): Promise<Set<string>> {
    const rows = await archivedRows(this.#read).select('tgz_digest').distinct().execute();
    return new Set(rows.map((row) => row.tgz_digest));
  }

  async refersTo(tgzDigest: string): Promise<boolean> {
    const row = await archivedRows(this.#read)
      .select('tgz_digest')
      .where('tgz_digest', '=', tgzDigest)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }
}

/** The pattern of what contains a text, whatever its case. */
function containing(text: string): string {
  return `%${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`;
}
