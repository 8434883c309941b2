import {
  AUDIT_GENESIS,
  type AuditActor,
  type AuditLine,
  type AuditOutcome,
  lineHash,
} from '@rolekit/sdk/internal/audit';
import type { Kysely, Selectable } from 'kysely';
import { actorFor } from './acting.ts';
import type { AuditTable, Tables } from './schema.ts';

/** What happened, before it has a place in the chain. Nothing secret, and nothing of customers, goes into it. */
export interface AuditEntry {
  at: string;
  type: string;
  /** Of who did it, what is known here; see `actorFor`. */
  by: string | AuditActor | null;
  namespace?: string | null;
  /** Of the plugin. */
  name?: string | null;
  version?: string | null;
  digest?: string | null;
  /** Account, group, token or workflow that it is about. */
  subject?: string | null;
  /** @default 'done' */
  outcome?: AuditOutcome;
  data?: Record<string, unknown>;
  event?: AuditLine['event'];
}

/**
 * Adds a line to the record, in the transaction of what it is about; its hash covers the one before. Everything that
 * this registry records goes through here, so that its order is the one in which it was committed.
 */
export async function appendAudit(db: Kysely<Tables>, entry: AuditEntry): Promise<AuditLine> {
  const last = await db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const line = nextLine(entry, last ?? { seq: 0, hash: AUDIT_GENESIS });
  await db.insertInto('audit').values(auditRow(line)).execute();
  return line;
}

export function nextLine(entry: AuditEntry, last: Pick<AuditLine, 'seq' | 'hash'>): AuditLine {
  const line = {
    seq: last.seq + 1,
    at: entry.at,
    type: entry.type,
    actor: actorFor(entry.by),
    namespace: entry.namespace ?? null,
    // a visibility is of a namespace, and its event has empty texts
    name: entry.name || null,
    version: entry.version || null,
    digest: entry.digest ?? null,
    subject: entry.subject ?? null,
    outcome: entry.outcome ?? 'done',
    data: entry.data ?? {},
    event: entry.event ?? null,
    prev: last.hash,
  };
  return { ...line, hash: lineHash(line) };
}

export function auditRow({ actor, data, event, ...line }: AuditLine): Selectable<AuditTable> {
  return {
    ...line,
    actor: JSON.stringify(actor),
    data: JSON.stringify(data),
    event_seq: event?.seq ?? null,
    event_hash: event?.hash ?? null,
  };
}

export function auditLineOf({ event_seq, event_hash, ...row }: Selectable<AuditTable>): AuditLine {
  return {
    ...row,
    actor: parsed(row.actor, { kind: 'unknown', name: row.actor, token: null }),
    outcome: row.outcome as AuditOutcome,
    data: parsed(row.data, { unreadable: row.data }),
    event: event_seq === null ? null : { seq: event_seq, hash: event_hash ?? '' },
  };
}

/** Text that somebody changed may be no JSON any more; its hash shows that, and it need not end the reading. */
function parsed<T>(text: string, otherwise: T): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return otherwise;
  }
}
