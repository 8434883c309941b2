import { type Baseline, baselineOf, componentsOf } from '@rolekit/sdk/internal/plugin';
import { bundleFacts } from '@rolekit/sdk/internal/policy';
import type { PluginManifest, ToolsFile } from '@rolekit/sdk/plugin';
import type { Kysely, Transaction } from 'kysely';
import semver from 'semver';
import { RegistryError } from '../errors.ts';
import { commitId, versionMessage } from '../object-id.ts';
import { appendAudit } from './audit.ts';
import type { Decision, EventType, NewVersion, StoredEvent } from './catalogue.ts';
import type { SearchIndex } from './database.ts';
import { eventHash, GENESIS } from './events.ts';
import { describingVersion, latestOf } from './latest-version.ts';
import { insertBase } from './lineage.ts';
import { describe } from './rows.ts';
import type { Tables } from './schema.ts';
import { withheldError } from './withheld-error.ts';

type Write = Transaction<Tables>;
type Subject = { namespace: string; name: string; version: string };

/** Adds to the sequence, and to the audit record; the event's hash covers the one before. */
export async function appendEvent(
  db: Write,
  at: string,
  type: EventType,
  { namespace, name, version }: Subject,
  data: Record<string, unknown>,
  by: string | null = textOf(data.by),
): Promise<StoredEvent> {
  const last = await db.selectFrom('events').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const event = { seq: (last?.seq ?? 0) + 1, at, type, namespace, name, version, data, prev: last?.hash ?? GENESIS };
  const stored: StoredEvent = { ...event, hash: eventHash(event) };
  await db
    .insertInto('events')
    .values({ ...stored, data: JSON.stringify(data) })
    .execute();
  const digest = textOf(data.digest) ?? (await digestIn(db, { namespace, name, version }));
  const { seq, hash } = stored;
  await appendAudit(db, { at, type, namespace, name, version, digest, data, event: { seq, hash }, by });
  return stored;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

async function digestIn(db: Write, { namespace, name, version }: Subject): Promise<string | null> {
  const row = await db
    .selectFrom('versions')
    .innerJoin('plugins', 'plugins.id', 'versions.plugin_id')
    .select('versions.digest')
    .where('plugins.namespace', '=', namespace)
    .where('plugins.name', '=', name)
    .where('versions.version', '=', version)
    .executeTakeFirst();
  return row?.digest ?? null;
}

/** Inserts a version, or finds that it is there already. */
export async function insertVersion(
  db: Write,
  at: string,
  input: NewVersion,
  decide: (baseline: Baseline | undefined) => Decision,
): Promise<{ created: boolean; pluginId: number; events: StoredEvent[]; commit?: string }> {
  const plugin = await db
    .selectFrom('plugins')
    .select('id')
    .where('namespace', '=', input.namespace)
    .where('name', '=', input.name)
    .executeTakeFirst();
  const known = plugin === undefined ? [] : await rankedVersions(db, plugin.id);
  const same = known.find(({ version }) => version === input.version);
  if (same !== undefined && same.withheld !== null && same.digest === input.digest)
    throw withheldError(input, same.withheld, same.withheldReason);
  if (plugin !== undefined && same !== undefined) {
    if (same.digest === input.digest) return { created: false, pluginId: plugin.id, events: [] };
    throw new RegistryError('RK_VERSION_CONFLICT', {
      plugin: `${input.namespace}/${input.name}`,
      version: input.version,
      found: same.digest,
      sent: input.digest,
    });
  }
  const twin = known.find(({ version }) => semver.compare(version, input.version) === 0);
  if (twin !== undefined) {
    throw new RegistryError('RK_VERSION_TWIN', {
      plugin: `${input.namespace}/${input.name}`,
      version: input.version,
      twin: twin.version,
    });
  }

  const decision = decide(await baselineFor(db, input));

  const parent = known.reduce<(typeof known)[number] | undefined>(
    (newest, row) => (newest === undefined || row.seq > newest.seq ? row : newest),
    undefined,
  );
  const commit = commitId({
    tree: input.tree,
    parent: parent?.commit,
    at,
    message: versionMessage(input.name, input.version, input.digest),
  });
  const data = {
    digest: input.digest,
    toolsetDigest: input.tools.toolsetDigest,
    commit,
    publishedBy: input.publishedBy,
    ...(decision.waiver === null ? {} : { waiver: decision.waiver }),
  };
  const event = await appendEvent(db, at, 'publish', input, data, input.publishedBy);
  const pluginId = plugin?.id ?? (await insertPlugin(db, at, event.seq, input));
  const { id } = await db
    .insertInto('versions')
    .values({
      plugin_id: pluginId,
      version: input.version,
      digest: input.digest,
      tgz_digest: input.tgzDigest,
      size: input.size,
      published_at: at,
      published_by: input.publishedBy,
      seq: event.seq,
      prerelease: semver.prerelease(input.version) === null ? 0 : 1,
      yanked: null,
      yanked_by: null,
      yanked_at: null,
      deprecated: null,
      deprecated_by: null,
      deprecated_at: null,
      replacement: null,
      approved_by: input.approvedBy ?? null,
      waiver: decision.waiver,
      commit_id: commit,
      rule_set: input.ruleSet,
      has_connectors: input.tools.connectors.length > 0 ? 1 : 0,
      manifest: JSON.stringify(input.manifest),
      tools: JSON.stringify(input.tools),
      findings: JSON.stringify(input.findings),
      surface: decision.surface === null ? null : JSON.stringify(decision.surface),
      readme: input.readme ?? null,
      contract: input.contract === undefined ? null : JSON.stringify(input.contract),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const facts = JSON.stringify(bundleFacts(input.manifest, input.tools));
  await db.insertInto('version_facts').values({ version_id: id, facts }).execute();
  if (input.base !== undefined) await insertBase(db, id, input.base);
  for (const skill of input.skills) {
    await db
      .insertInto('skills')
      .values({ version_id: id, ...skill, tools: JSON.stringify(skill.tools) })
      .execute();
  }
  return { created: true, pluginId, events: [event], commit };
}

/** What a version is compared with: the one below it that is published and served. */
export async function baselineFor(
  db: Kysely<Tables>,
  { namespace, name, version }: Subject,
): Promise<Baseline | undefined> {
  const plugin = await db
    .selectFrom('plugins')
    .select('id')
    .where('namespace', '=', namespace)
    .where('name', '=', name)
    .executeTakeFirst();
  if (plugin === undefined) return undefined;
  const known = await rankedVersions(db, plugin.id);
  const served = known.filter(({ withheld }) => withheld === null);
  const baseline = baselineOf(served, version);
  return baseline === null ? undefined : readBaseline(db, plugin.id, baseline);
}

async function insertPlugin(db: Write, at: string, seq: number, input: NewVersion): Promise<number> {
  const { connectors, ...columns } = describe({ ...input, publishedAt: at });
  const { id } = await db
    .insertInto('plugins')
    .values({
      namespace: input.namespace,
      name: input.name,
      ...columns,
      connectors: JSON.stringify(connectors),
      latest: null,
      first_seq: seq,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

async function rankedVersions(db: Kysely<Tables>, pluginId: number) {
  const rows = await db
    .selectFrom('versions')
    .select([
      'version',
      'digest',
      'seq',
      'prerelease',
      'yanked',
      'withheld',
      'withheld_reason as withheldReason',
      'commit_id as commit',
    ])
    .where('plugin_id', '=', pluginId)
    .execute();
  return rows.map((row) => ({ ...row, prerelease: row.prerelease === 1 }));
}

async function readBaseline(db: Kysely<Tables>, pluginId: number, version: string): Promise<Baseline> {
  const row = await db
    .selectFrom('versions')
    .select(['id', 'manifest', 'tools'])
    .where('plugin_id', '=', pluginId)
    .where('version', '=', version)
    .executeTakeFirstOrThrow();
  const skills = await db.selectFrom('skills').select(['name', 'digest']).where('version_id', '=', row.id).execute();
  const components = componentsOf(JSON.parse(row.manifest) as PluginManifest);
  return { version, components, tools: JSON.parse(row.tools) as ToolsFile, skills };
}

/** Computes what `latest` is and rewrites the rows that describe the plugin. */
export async function refreshPlugin(db: Write, search: SearchIndex, pluginId: number): Promise<string | null> {
  const ranked = await rankedVersions(db, pluginId);
  const latest = latestOf(ranked);
  const shown = describingVersion(ranked);
  if (shown === null) {
    // none is served: it is in no list, and no search finds it
    await db.updateTable('plugins').set({ latest, visible: 0 }).where('id', '=', pluginId).execute();
    await db.deleteFrom('plugin_connectors').where('plugin_id', '=', pluginId).execute();
    await search.remove(db, [pluginId]);
    return latest;
  }
  const version = await db
    .selectFrom('versions')
    .selectAll()
    .where('plugin_id', '=', pluginId)
    .where('version', '=', shown)
    .executeTakeFirstOrThrow();
  const skills = await db
    .selectFrom('skills')
    .select(['name', 'description'])
    .where('version_id', '=', version.id)
    .orderBy('name')
    .execute();
  const manifest = JSON.parse(version.manifest) as NewVersion['manifest'];
  const tools = JSON.parse(version.tools) as ToolsFile;
  const { connectors, ...columns } = describe({ manifest, tools, skills, publishedAt: version.published_at });

  await db
    .updateTable('plugins')
    .set({ ...columns, connectors: JSON.stringify(connectors), latest, visible: 1 })
    .where('id', '=', pluginId)
    .execute();
  await db.deleteFrom('plugin_connectors').where('plugin_id', '=', pluginId).execute();
  for (const connector of connectors)
    await db.insertInto('plugin_connectors').values({ plugin_id: pluginId, connector }).execute();
  const definitions = tools.connectors.flatMap((connector) => connector.tools.map((tool) => tool.definition));
  await search.write(db, pluginId, {
    name: manifest.name,
    display_name: columns.display_name,
    description: [columns.description, columns.role, ...connectors, ...(manifest.keywords ?? [])]
      .filter(Boolean)
      .join(' '),
    skills: skills.map((skill) => `${skill.name} ${skill.description}`).join(' '),
    tools: definitions.map((tool) => `${tool.name} ${tool.title ?? ''}`).join(' '),
  });
  return latest;
}
