import type { Kysely } from 'kysely';
import { appendAudit, auditLineOf } from './audit.ts';
import type { Tables } from './schema.ts';

const TYPES = [
  'account-created',
  'account-disabled',
  'account-enabled',
  'account-changed',
  'signed-in',
  'namespace-created',
  'member-set',
  'member-removed',
  'publisher-trusted',
  'publisher-removed',
  'domain-added',
  'domain-removed',
  'domain-checked',
  'publisher-key-added',
  'publisher-key-removed',
  'signing-key-rotated',
  'approvals-set',
] as const;

export type AccessEventType = (typeof TYPES)[number];

/** A line of the audit record about who may do what. */
export interface AccessEvent {
  at: string;
  type: AccessEventType;
  namespace: string | null;
  /** Handle of the account or name of the group that it is about. */
  subject: string | null;
  data: Record<string, unknown>;
  /** Handle of an account, name of a token, or user of the machine. */
  by: string;
}

export async function recordAccess(db: Kysely<Tables>, event: AccessEvent): Promise<void> {
  await appendAudit(db, event);
}

/** In order. */
export async function accessRecord(db: Kysely<Tables>): Promise<AccessEvent[]> {
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where('type', 'in', [...TYPES])
    .orderBy('seq')
    .execute();
  return rows.map((row) => {
    const { at, namespace, subject, data, actor } = auditLineOf(row);
    return { at, type: row.type as AccessEventType, namespace, subject, data, by: actor.name };
  });
}
