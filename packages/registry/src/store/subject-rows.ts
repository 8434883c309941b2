import type { Kysely, Transaction } from 'kysely';
import { RegistryError } from '../errors.ts';
import type { StoredEvent, VersionSubject } from './catalogue.ts';
import type { Tables } from './schema.ts';
import { withheldError } from './withheld-error.ts';
import { appendEvent } from './writes.ts';

/** @throws RK_PLUGIN_UNKNOWN */
export async function pluginIdOf(db: Kysely<Tables>, namespace: string, name: string): Promise<number> {
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

/** What may change of a version. @throws RK_VERSION_UNKNOWN */
export async function versionRow(db: Kysely<Tables>, pluginId: number, { namespace, name, version }: VersionSubject) {
  const row = await db
    .selectFrom('versions')
    .select(['id', 'yanked', 'deprecated', 'replacement', 'withheld', 'withheld_reason', 'withheld_for'])
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

/** The same of one that is served. @throws RK_VERSION_UNKNOWN, RK_VERSION_QUARANTINED, RK_VERSION_TAKEN_DOWN */
export async function servedVersionRow(db: Kysely<Tables>, pluginId: number, subject: VersionSubject) {
  const row = await versionRow(db, pluginId, subject);
  if (row.withheld !== null) throw withheldError(subject, row.withheld, row.withheld_reason);
  return row;
}

/** Points a channel at a version; undefined when it does already. */
export async function moveChannel(
  db: Transaction<Tables>,
  at: string,
  pluginId: number,
  subject: VersionSubject,
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
