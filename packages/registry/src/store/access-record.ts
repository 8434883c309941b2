import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

export type AccessEventType =
  | 'account-created'
  | 'account-disabled'
  | 'account-enabled'
  | 'account-changed'
  | 'signed-in'
  | 'namespace-created'
  | 'member-set'
  | 'member-removed'
  | 'publisher-trusted'
  | 'publisher-removed';

/** A line of the record of who may do what. */
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
  await db
    .insertInto('access_events')
    .values({ ...event, data: JSON.stringify(event.data) })
    .execute();
}

/** In order. */
export async function accessRecord(db: Kysely<Tables>): Promise<AccessEvent[]> {
  const rows = await db.selectFrom('access_events').selectAll().orderBy('seq').execute();
  return rows.map(({ seq: _seq, type, data, ...event }) => ({
    ...event,
    type: type as AccessEventType,
    data: JSON.parse(data) as Record<string, unknown>,
  }));
}
