import { type AuditCheckpoint, type AuditLine, REPORT_DAYS } from '@rolekit/sdk/internal/audit';
import type { Kysely, Selectable } from 'kysely';
import { type AuditEntry, appendAudit, auditLineOf } from './audit.ts';
import type { CheckpointTable, Tables } from './schema.ts';
import { TableStore } from './table-store.ts';

export interface AuditQuery {
  /** Lines after this number. */
  since: number;
  limit: number;
  namespace?: string | undefined;
  type?: string | undefined;
  /** At or after this time. */
  from?: string | undefined;
  /** Before this time. */
  until?: string | undefined;
}

/** A line that counts once, however many processes and starts of one would write it. */
export interface OnceEntry extends AuditEntry {
  once?: string | undefined;
}

/** So long it is remembered what counts once. */
const ONCE_MS = 2 * 3_600_000;
/** So long a report is known that comes again; commands give up on what is a third as old. */
const REPORTS_MS = 3 * REPORT_DAYS * 86_400_000;

/** The record of everything that happened, one chain. */
export class AuditRecord extends TableStore {
  /** In order. */
  async lines({ since, limit, namespace, type, from, until }: AuditQuery): Promise<AuditLine[]> {
    let query = this.read.selectFrom('audit').selectAll().where('seq', '>', since);
    if (namespace !== undefined) query = query.where('namespace', '=', namespace);
    if (type !== undefined) query = query.where('type', '=', type);
    if (from !== undefined) query = query.where('at', '>=', from);
    if (until !== undefined) query = query.where('at', '<', until);
    const rows = await query.orderBy('seq').limit(limit).execute();
    return rows.map(auditLineOf);
  }

  /** The newest line; undefined when there is none. */
  head(): Promise<Pick<AuditLine, 'seq' | 'hash'> | undefined> {
    return this.read.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  }

  /** Those of a version get its digest. Lines of several that counts once are left out when they were written before. */
  append(entries: readonly OnceEntry[]): Promise<void> {
    return this.write.transaction().execute(async (db) => {
      for (const { once, ...entry } of entries)
        if (once === undefined || (await isFirst(db, once, entry.at)))
          await appendAudit(db, { digest: await digestOf(db, entry), ...entry });
    });
  }

  /** Adds the lines of reports that this reporter did not send before. @returns how many that were */
  addReports(reporter: string, reports: readonly { id: string; entry: AuditEntry }[]): Promise<number> {
    return this.write.transaction().execute(async (db) => {
      const now = this.now();
      const at = now.toISOString();
      let added = 0;
      for (const { id, entry } of reports) {
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('audit_reports')
          .values({ reporter, id, at })
          .onConflict((row) => row.columns(['reporter', 'id']).doNothing())
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows === 0n) continue;
        await appendAudit(db, entry);
        added += 1;
      }
      const old = new Date(now.getTime() - REPORTS_MS).toISOString();
      await db.deleteFrom('audit_reports').where('at', '<', old).execute();
      return added;
    });
  }

  /** By number, the oldest first. */
  async checkpoints(since: number, limit: number): Promise<AuditCheckpoint[]> {
    const rows = await this.read
      .selectFrom('audit_checkpoints')
      .selectAll()
      .where('seq', '>', since)
      .orderBy('seq')
      .limit(limit)
      .execute();
    return rows.map(checkpointOf);
  }

  async lastCheckpoint(): Promise<AuditCheckpoint | undefined> {
    const row = await this.read
      .selectFrom('audit_checkpoints')
      .selectAll()
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? undefined : checkpointOf(row);
  }

  /** Keeps one; of two processes that sign the same line the first counts. */
  async addCheckpoint({ envelope, ...said }: AuditCheckpoint): Promise<void> {
    await this.write
      .insertInto('audit_checkpoints')
      .values({ ...said, envelope: JSON.stringify(envelope) })
      .onConflict((row) => row.column('seq').doNothing())
      .execute();
  }
}

/** Of the version that an entry names, published or waiting; null where there is none. */
async function digestOf(db: Kysely<Tables>, { namespace, name, version }: AuditEntry): Promise<string | null> {
  if (namespace == null || name == null || version == null) return null;
  const published = await db
    .selectFrom('versions')
    .innerJoin('plugins', 'plugins.id', 'versions.plugin_id')
    .where('plugins.namespace', '=', namespace)
    .where('plugins.name', '=', name)
    .where('versions.version', '=', version)
    .select('versions.digest')
    .executeTakeFirst();
  if (published !== undefined) return published.digest;
  const sent = await db
    .selectFrom('reviews')
    .where('namespace', '=', namespace)
    .where('name', '=', name)
    .where('version', '=', version)
    .select('digest')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return sent?.digest ?? null;
}

async function isFirst(db: Kysely<Tables>, key: string, at: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('audit_once')
    .values({ key, at })
    .onConflict((row) => row.column('key').doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 0n) return false;
  const old = new Date(new Date(at).getTime() - ONCE_MS).toISOString();
  await db.deleteFrom('audit_once').where('at', '<', old).execute();
  return true;
}

function checkpointOf({ envelope, ...said }: Selectable<CheckpointTable>): AuditCheckpoint {
  return { ...said, envelope: JSON.parse(envelope) as AuditCheckpoint['envelope'] };
}
