import { type Kysely, sql } from 'kysely';
import { RegistryError } from '../errors.ts';
import type {
  Baseline,
  Catalogue,
  Decision,
  FullVersion,
  LatestSkill,
  NewVersion,
  PluginPage,
  PluginQuery,
  PublishedVersion,
  PublishOutcome,
  ServerQuery,
  StoredEvent,
  StoredPlugin,
  StoredVersion,
  TokenGrant,
} from './catalogue.ts';
import { migrate } from './migrations.ts';
import { eventOf, fullVersionOf, pluginOf, versionOf } from './rows.ts';
import type { Tables } from './schema.ts';
import { openSqlite, type SqliteConnections } from './sqlite.ts';
import { findPlugins } from './sqlite-search.ts';
import { appendEvent, insertVersion, refreshPlugin } from './sqlite-writes.ts';

const SUMMARY = [
  'versions.version',
  'digest',
  'tgz_digest',
  'size',
  'versions.published_at',
  'published_by',
  'seq',
  'prerelease',
  'yanked',
  'waiver',
  'commit_id',
] as const;

/** Opens the catalogue of a data folder and brings its schema up to date. */
export async function openSqliteCatalogue(path: string, now: () => Date = () => new Date()): Promise<Catalogue> {
  const connections = openSqlite<Tables>(path);
  await migrate(connections.write);
  return new SqliteCatalogue(connections, now);
}

class SqliteCatalogue implements Catalogue {
  readonly #connections: SqliteConnections<Tables>;
  readonly #read: Kysely<Tables>;
  readonly #write: Kysely<Tables>;
  readonly #now: () => Date;

  constructor(connections: SqliteConnections<Tables>, now: () => Date) {
    this.#connections = connections;
    this.#read = connections.read;
    this.#write = connections.write;
    this.#now = now;
  }

  async publish(input: NewVersion, decide: (baseline: Baseline | undefined) => Decision): Promise<PublishOutcome> {
    const at = this.#now().toISOString();
    const { created, latest, events } = await this.#write.transaction().execute(async (db) => {
      const inserted = await insertVersion(db, at, input, decide);
      if (input.channel !== undefined) {
        const moved = await this.#moveChannel(db, at, inserted.pluginId, input, input.channel);
        if (moved !== undefined) inserted.events.push(moved);
      }
      return { ...inserted, latest: await refreshPlugin(db, inserted.pluginId) };
    });
    const version = await this.version(input.namespace, input.name, input.version);
    if (version === undefined) throw new RegistryError('RK_INTERNAL', { reference: 'published version not found' });
    return { created, version, latest, events };
  }

  async setChannel(
    namespace: string,
    name: string,
    channel: string,
    version: string,
  ): Promise<StoredEvent | undefined> {
    const at = this.#now().toISOString();
    return this.#write.transaction().execute(async (db) => {
      const pluginId = await this.#pluginId(db, namespace, name);
      await this.#versionId(db, pluginId, namespace, name, version);
      return this.#moveChannel(db, at, pluginId, { namespace, name, version }, channel);
    });
  }

  async #moveChannel(
    db: Parameters<typeof appendEvent>[0],
    at: string,
    pluginId: number,
    subject: { namespace: string; name: string; version: string },
    channel: string,
  ): Promise<StoredEvent | undefined> {
    const current = await db
      .selectFrom('channels')
      .select('version')
      .where('plugin_id', '=', pluginId)
      .where('channel', '=', channel)
      .executeTakeFirst();
    if (current?.version === subject.version) return undefined;
    await db
      .insertInto('channels')
      .values({ plugin_id: pluginId, channel, version: subject.version })
      .onConflict((row) => row.columns(['plugin_id', 'channel']).doUpdateSet({ version: subject.version }))
      .execute();
    return appendEvent(db, at, 'channel', subject, { channel, before: current?.version ?? null });
  }

  async removeChannel(namespace: string, name: string, channel: string): Promise<StoredEvent> {
    const at = this.#now().toISOString();
    return this.#write.transaction().execute(async (db) => {
      const pluginId = await this.#pluginId(db, namespace, name);
      const removed = await db
        .deleteFrom('channels')
        .where('plugin_id', '=', pluginId)
        .where('channel', '=', channel)
        .returning('version')
        .executeTakeFirst();
      if (removed === undefined) {
        throw new RegistryError('RK_CHANNEL_UNKNOWN', {
          plugin: `${namespace}/${name}`,
          channel,
          hint: 'It may have been removed already.',
        });
      }
      return appendEvent(db, at, 'channel-removed', { namespace, name, version: removed.version }, { channel });
    });
  }

  async yank(
    namespace: string,
    name: string,
    version: string,
    reason: string | null,
  ): Promise<StoredEvent | undefined> {
    const at = this.#now().toISOString();
    return this.#write.transaction().execute(async (db) => {
      const pluginId = await this.#pluginId(db, namespace, name);
      const row = await this.#versionId(db, pluginId, namespace, name, version);
      if (row.yanked === reason) return undefined;
      await db.updateTable('versions').set({ yanked: reason }).where('id', '=', row.id).execute();
      await refreshPlugin(db, pluginId);
      return appendEvent(
        db,
        at,
        reason === null ? 'unyank' : 'yank',
        { namespace, name, version },
        reason === null ? {} : { reason },
      );
    });
  }

  async #pluginId(db: Kysely<Tables>, namespace: string, name: string): Promise<number> {
    const row = await db
      .selectFrom('plugins')
      .select('id')
      .where('namespace', '=', namespace)
      .where('name', '=', name)
      .executeTakeFirst();
    if (row === undefined)
      throw new RegistryError('RK_PLUGIN_UNKNOWN', {
        plugin: `${namespace}/${name}`,
        hint: 'Check its name, or search for it.',
      });
    return row.id;
  }

  async #versionId(db: Kysely<Tables>, pluginId: number, namespace: string, name: string, version: string) {
    const row = await db
      .selectFrom('versions')
      .select(['id', 'yanked'])
      .where('plugin_id', '=', pluginId)
      .where('version', '=', version)
      .executeTakeFirst();
    if (row === undefined) {
      throw new RegistryError('RK_VERSION_UNKNOWN', {
        plugin: `${namespace}/${name}`,
        version,
        hint: 'Name one of its versions exactly.',
      });
    }
    return row;
  }

  plugins(query: PluginQuery): Promise<PluginPage> {
    return findPlugins(this.#read, query);
  }

  async plugin(namespace: string, name: string): Promise<StoredPlugin | undefined> {
    const row = await this.#read
      .selectFrom('plugins')
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

  async #resolve(namespace: string, name: string, selector: string): Promise<string | undefined> {
    if (selector === 'latest') return (await this.plugin(namespace, name))?.latest ?? undefined;
    if (/^\d/.test(selector)) return selector;
    const channels = await this.channels(namespace, name);
    return channels.find(({ channel }) => channel === selector)?.version;
  }

  async servers({ after, limit, search, version, since }: ServerQuery): Promise<StoredVersion[]> {
    let rows = this.#owned()
      .select(SUMMARY)
      .where('has_connectors', '=', 1)
      .orderBy('namespace')
      .orderBy('name')
      .orderBy('seq')
      .limit(limit);
    if (after !== undefined) {
      const last = await this.#owned()
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
        sql<boolean>`instr('dev.rolekit.' || namespace || '/' || name || ' ' || lower(display_name), ${search.toLowerCase()}) > 0`,
      );
    if (since !== undefined) rows = rows.where('versions.published_at', '>=', since);
    return (await rows.execute()).map(versionOf);
  }

  async versionsAfter(seq: number, limit: number, namespace?: string): Promise<PublishedVersion[]> {
    let rows = this.#owned().select(SUMMARY).select('manifest').where('seq', '>', seq).orderBy('seq').limit(limit);
    if (namespace !== undefined) rows = rows.where('namespace', '=', namespace);
    return (await rows.execute()).map((row) => ({
      ...versionOf(row),
      manifest: JSON.parse(row.manifest) as PublishedVersion['manifest'],
    }));
  }

  #owned() {
    return this.#read
      .selectFrom('versions')
      .innerJoin('plugins', 'plugins.id', 'plugin_id')
      .select(['namespace', 'name']);
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
    return this.#read
      .selectFrom('plugins')
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
    return this.#read
      .selectFrom('channels')
      .innerJoin('plugins', 'plugins.id', 'plugin_id')
      .select(['channel', 'channels.version'])
      .where('namespace', '=', namespace)
      .where('name', '=', name)
      .orderBy('channel')
      .execute();
  }

  async isNameTaken(namespace: string, name: string): Promise<boolean> {
    const first = await this.#read
      .selectFrom('plugins')
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
      (await this.#read
        .selectFrom('plugins')
        .select('id')
        .where('namespace', '=', namespace)
        .limit(1)
        .executeTakeFirst()) !== undefined
    );
  }

  async events(since: number, limit: number, namespace?: string): Promise<StoredEvent[]> {
    let rows = this.#read.selectFrom('events').selectAll().where('seq', '>', since).orderBy('seq').limit(limit);
    if (namespace !== undefined) rows = rows.where('namespace', '=', namespace);
    return (await rows.execute()).map(eventOf);
  }

  async head(): Promise<number> {
    const row = await this.#read.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
    return row?.seq ?? 0;
  }

  async blobs(): Promise<Set<string>> {
    const rows = await this.#read.selectFrom('versions').select('tgz_digest').distinct().execute();
    return new Set(rows.map((row) => row.tgz_digest));
  }

  async addToken(hash: string, grant: TokenGrant): Promise<void> {
    await this.#write
      .insertInto('tokens')
      .values({
        hash,
        name: grant.name,
        namespaces: JSON.stringify(grant.namespaces),
        scopes: JSON.stringify(grant.scopes),
        created_at: this.#now().toISOString(),
      })
      .execute();
  }

  async token(hash: string): Promise<(TokenGrant & { hash: string }) | undefined> {
    const row = await this.#read.selectFrom('tokens').selectAll().where('hash', '=', hash).executeTakeFirst();
    if (row === undefined) return undefined;
    return {
      hash: row.hash,
      name: row.name,
      namespaces: JSON.parse(row.namespaces) as string[],
      scopes: JSON.parse(row.scopes) as TokenGrant['scopes'],
    };
  }

  close(): Promise<void> {
    return this.#connections.close();
  }
}
