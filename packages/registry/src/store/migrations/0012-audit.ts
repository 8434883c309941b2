import { AUDIT_GENESIS } from '@rolekit/sdk/internal/audit';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { type AuditEntry, auditRow, nextLine } from '../audit.ts';
import type { AuditTable } from '../schema.ts';
import { appendOnly } from './ddl.ts';

interface Before {
  events: {
    seq: number;
    at: string;
    type: string;
    namespace: string;
    name: string;
    version: string;
    data: string;
    hash: string;
  };
  access_events: {
    seq: number;
    at: string;
    type: string;
    namespace: string | null;
    subject: string | null;
    data: string;
    by: string;
  };
  token_events: { seq: number; at: string; type: string; token: string; name: string; by: string | null };
  audit: AuditTable;
}

/** One chain of everything: the records of access and of tokens move into it, and each event of the feed gets its line. */
export const audit: Migration = {
  async up(db) {
    const whole = db as Kysely<Before>;
    await createTables(whole);
    let last = { seq: 0, hash: AUDIT_GENESIS };
    for (const entry of await earlier(whole)) {
      const line = nextLine(entry, last);
      await whole.insertInto('audit').values(auditRow(line)).execute();
      last = line;
    }
    await whole.schema.dropTable('access_events').execute();
    await whole.schema.dropTable('token_events').execute();
  },
};

async function createTables(db: Kysely<Before>): Promise<void> {
  const { schema } = db;
  await schema
    .createTable('audit')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('namespace', 'text')
    .addColumn('name', 'text')
    .addColumn('version', 'text')
    .addColumn('digest', 'text')
    .addColumn('subject', 'text')
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addColumn('event_seq', 'integer')
    .addColumn('event_hash', 'text')
    .addColumn('prev', 'text', (column) => column.notNull().unique())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .execute();
  await schema.createIndex('audit_namespace').on('audit').columns(['namespace', 'seq']).execute();
  await schema.createIndex('audit_type').on('audit').columns(['type', 'seq']).execute();
  await schema
    .createTable('audit_once')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createTable('audit_checkpoints')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('registry', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('envelope', 'text', (column) => column.notNull())
    .execute();
  for (const table of ['audit', 'audit_checkpoints']) await appendOnly(db, table, 'the audit record is append-only');
}

/** What was recorded before, by time; what one table says stays in its order. */
async function earlier(db: Kysely<Before>): Promise<AuditEntry[]> {
  const events = await db.selectFrom('events').selectAll().orderBy('seq').execute();
  const access = await db.selectFrom('access_events').selectAll().orderBy('seq').execute();
  const tokens = await db.selectFrom('token_events').selectAll().orderBy('seq').execute();
  const unknown = (name: unknown) => ({ kind: 'unknown' as const, name: String(name ?? ''), token: null });
  const ofEvents = events.map(({ seq, hash, data: text, ...event }): AuditEntry => {
    const data = JSON.parse(text) as Record<string, unknown>;
    const digest = typeof data.digest === 'string' ? data.digest : null;
    return { ...event, data, digest, event: { seq, hash }, by: unknown(data.by ?? data.publishedBy) };
  });
  const ofAccess = access.map(
    ({ seq: _seq, by, data, ...line }): AuditEntry => ({
      ...line,
      data: JSON.parse(data) as Record<string, unknown>,
      by: unknown(by),
    }),
  );
  const ofTokens = tokens.map(
    ({ at, type, token, name, by }): AuditEntry => ({
      at,
      type: `token-${type}`,
      subject: token,
      data: { name },
      by: unknown(by),
    }),
  );
  return merged(merged(ofEvents, ofAccess), ofTokens);
}

function merged(a: readonly AuditEntry[], b: readonly AuditEntry[]): AuditEntry[] {
  const lines: AuditEntry[] = [];
  let [ofA, ofB] = [0, 0];
  for (;;) {
    const [nextA, nextB] = [a[ofA], b[ofB]];
    if (nextA !== undefined && (nextB === undefined || nextA.at <= nextB.at)) {
      lines.push(nextA);
      ofA += 1;
    } else if (nextB !== undefined) {
      lines.push(nextB);
      ofB += 1;
    } else return lines;
  }
}
