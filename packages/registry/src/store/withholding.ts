import type { Transaction } from 'kysely';
import { RegistryError } from '../errors.ts';
import type { StoredEvent, VersionSubject, Withholder, Withholding } from './catalogue.ts';
import type { SearchIndex } from './database.ts';
import type { Tables } from './schema.ts';
import { pluginIdOf, versionRow } from './subject-rows.ts';
import { withheldError } from './withheld-error.ts';
import { appendEvent, refreshPlugin } from './writes.ts';

type Write = Transaction<Tables>;

/**
 * served ⇄ quarantined → taken-down, and served → taken-down. What was taken down stays so; what an administrator quarantined,
 * an administrator lifts.
 *
 * @throws RK_VERSION_TAKEN_DOWN, RK_QUARANTINE_LOCKED
 */
export async function withhold(
  db: Write,
  search: SearchIndex,
  at: string,
  subject: VersionSubject,
  { state, reason }: Pick<Withholding, 'state' | 'reason'>,
  by: Withholder,
): Promise<StoredEvent | undefined> {
  const row = await changeableRow(db, subject, by);
  if (row.withheld === state && row.withheld_reason === reason) return undefined;
  const columns = {
    withheld: state,
    withheld_reason: reason,
    withheld_by: by.name,
    withheld_at: at,
    withheld_for: by.isAdministrator ? 'administrators' : null,
  };
  await db.updateTable('versions').set(columns).where('id', '=', row.id).execute();
  if (state === 'taken-down') {
    await db.updateTable('versions').set({ readme: null }).where('id', '=', row.id).execute();
    await db.updateTable('skills').set({ text: '' }).where('version_id', '=', row.id).execute();
  }
  await refreshPlugin(db, search, row.pluginId);
  return appendEvent(db, at, state === 'taken-down' ? 'takedown' : 'quarantine', subject, { reason, by: by.name });
}

/** Lifts a quarantine; undefined when there is none. @throws RK_VERSION_TAKEN_DOWN, RK_QUARANTINE_LOCKED */
export async function release(
  db: Write,
  search: SearchIndex,
  at: string,
  subject: VersionSubject,
  by: Withholder,
): Promise<StoredEvent | undefined> {
  const row = await changeableRow(db, subject, by);
  if (row.withheld === null) return undefined;
  const columns = { withheld: null, withheld_reason: null, withheld_by: null, withheld_at: null, withheld_for: null };
  await db.updateTable('versions').set(columns).where('id', '=', row.id).execute();
  await refreshPlugin(db, search, row.pluginId);
  return appendEvent(db, at, 'unquarantine', subject, { by: by.name });
}

async function changeableRow(db: Write, subject: VersionSubject, by: Withholder) {
  const pluginId = await pluginIdOf(db, subject.namespace, subject.name);
  const row = await versionRow(db, pluginId, subject);
  if (row.withheld === 'taken-down') throw withheldError(subject, row.withheld, row.withheld_reason);
  if (row.withheld_for !== null && !by.isAdministrator) {
    const { namespace, name, version } = subject;
    throw new RegistryError('RK_QUARANTINE_LOCKED', { plugin: `${namespace}/${name}`, version });
  }
  return { ...row, pluginId };
}
