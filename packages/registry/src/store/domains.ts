import { recordAccess } from './access-record.ts';
import { appendAudit } from './audit.ts';
import type { DomainTable } from './schema.ts';
import { TableStore } from './table-store.ts';

/** Where a domain says whose namespace it is. */
export type ProofMethod = 'dns' | 'https';

/** A domain that a namespace says is its own. */
export interface StoredDomain {
  namespace: string;
  /** In letters of DNS: `xn--…` for others. */
  domain: string;
  /** What the domain has to show, for this namespace alone. */
  token: string;
  addedAt: string;
  addedBy: string;
  /** Of the last proof; null as long as there was none. */
  method: ProofMethod | null;
  provenAt: string | null;
  checkedAt: string | null;
  /** The first check since the last proof that found none. */
  failingSince: string | null;
  /** What the last check found in its place. */
  problem: string | null;
}

/** What a check found. */
export type DomainFinding = { method: ProofMethod } | { problem: string };

export class Domains extends TableStore {
  /** By name. */
  async list(namespace: string): Promise<StoredDomain[]> {
    const rows = await this.read
      .selectFrom('domains')
      .selectAll()
      .where('namespace', '=', namespace)
      .orderBy('domain')
      .execute();
    return rows.map(domainOf);
  }

  /** Those that were ever proven, of every namespace. */
  async everProven(): Promise<StoredDomain[]> {
    const rows = await this.read
      .selectFrom('domains')
      .selectAll()
      .where('proven_at', 'is not', null)
      .orderBy('namespace')
      .orderBy('domain')
      .execute();
    return rows.map(domainOf);
  }

  /** @returns false when it was there already: it keeps its token */
  add(namespace: string, domain: string, token: string, by: string): Promise<boolean> {
    return this.write.transaction().execute(async (db) => {
      const at = this.now().toISOString();
      const row = { namespace, domain, token, added_at: at, added_by: by, ...NEVER_CHECKED };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('domains')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 0n) return false;
      await recordAccess(db, { at, type: 'domain-added', namespace, subject: domain, data: {}, by });
      return true;
    });
  }

  /** @returns false when there was none */
  remove(namespace: string, domain: string, by: string): Promise<boolean> {
    return this.write.transaction().execute(async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom('domains')
        .where('namespace', '=', namespace)
        .where('domain', '=', domain)
        .executeTakeFirst();
      if (numDeletedRows === 0n) return false;
      const at = this.now().toISOString();
      await recordAccess(db, { at, type: 'domain-removed', namespace, subject: domain, data: {}, by });
      return true;
    });
  }

  /** Those whose next check is due, the longest due first. */
  async due(limit: number): Promise<(StoredDomain & { nextCheckAt: string })[]> {
    const rows = await this.read
      .selectFrom('domains')
      .selectAll()
      .where('next_check_at', '<=', this.now().toISOString())
      .orderBy('next_check_at')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ...domainOf(row), nextCheckAt: row.next_check_at ?? '' }));
  }

  /** Takes a check that is due, so that no other replica makes it too. @returns false when one has */
  async claim(due: Pick<StoredDomain, 'namespace' | 'domain'> & { nextCheckAt: string }, next: Date): Promise<boolean> {
    const { numUpdatedRows } = await this.write
      .updateTable('domains')
      .set({ next_check_at: next.toISOString() })
      .where('namespace', '=', due.namespace)
      .where('domain', '=', due.domain)
      .where('next_check_at', '=', due.nextCheckAt)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /**
   * Records what a check found. A finding for a token that is no more (removed, and added again meanwhile) is dropped.
   *
   * @param nextCheck null for one that is not looked at again by itself
   * @param by null for the registry itself
   */
  found(checked: StoredDomain, finding: DomainFinding, nextCheck: Date | null, by: string | null): Promise<void> {
    const { namespace, domain, token } = checked;
    return this.write.transaction().execute(async (db) => {
      const at = this.now().toISOString();
      const isProven = 'method' in finding;
      const changes = isProven
        ? { method: finding.method, proven_at: at, failing_since: null, problem: null }
        : { failing_since: checked.failingSince ?? at, problem: finding.problem };
      const { numUpdatedRows } = await db
        .updateTable('domains')
        .set({ ...changes, checked_at: at, next_check_at: nextCheck?.toISOString() ?? null })
        .where('namespace', '=', namespace)
        .where('domain', '=', domain)
        .where('token', '=', token)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return;
      await appendAudit(db, { at, type: 'domain-checked', namespace, subject: domain, data: { ...finding }, by });
    });
  }
}

const NEVER_CHECKED = {
  method: null,
  proven_at: null,
  checked_at: null,
  failing_since: null,
  problem: null,
  next_check_at: null,
};

function domainOf(row: DomainTable): StoredDomain {
  return {
    namespace: row.namespace,
    domain: row.domain,
    token: row.token,
    addedAt: row.added_at,
    addedBy: row.added_by,
    method: row.method as ProofMethod | null,
    provenAt: row.proven_at,
    checkedAt: row.checked_at,
    failingSince: row.failing_since,
    problem: row.problem,
  };
}
