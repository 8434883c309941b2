import type { Transaction } from 'kysely';
import { RegistryError } from '../errors.ts';
import { recordAccess } from './access-record.ts';
import type { Visibility } from './readable.ts';
import type { Tables } from './schema.ts';
import { TableStore } from './table-store.ts';

/** What members of a namespace may do, each all that those before it may. */
export const ROLES = ['reader', 'publisher', 'maintainer', 'owner'] as const;
export type Role = (typeof ROLES)[number];

export type MemberKind = 'account' | 'group';

export interface Member {
  kind: MemberKind;
  /** Handle of the account, or name of the group. */
  subject: string;
  role: Role;
  addedAt: string;
  addedBy: string;
}

export interface StoredNamespace {
  name: string;
  visibility: Visibility;
  createdAt: string;
  createdBy: string;
}

export function higherRole(a: Role | undefined, b: Role): Role {
  return a === undefined || ROLES.indexOf(b) > ROLES.indexOf(a) ? b : a;
}

/** Namespaces that have owners or are private, and who their members are. */
export class Namespaces extends TableStore {
  async find(name: string): Promise<StoredNamespace | undefined> {
    const row = await this.read.selectFrom('namespaces').selectAll().where('name', '=', name).executeTakeFirst();
    if (row === undefined) return undefined;
    return {
      name: row.name,
      visibility: row.visibility as Visibility,
      createdAt: row.created_at,
      createdBy: row.created_by,
    };
  }

  async privateNames(): Promise<ReadonlySet<string>> {
    const rows = await this.read.selectFrom('namespaces').select('name').where('visibility', '=', 'private').execute();
    return new Set(rows.map(({ name }) => name));
  }

  /** Of those that were ever owned or private, by name. */
  async visibilities(): Promise<Map<string, Visibility>> {
    const rows = await this.read.selectFrom('namespaces').select(['name', 'visibility']).orderBy('name').execute();
    return new Map(rows.map(({ name, visibility }) => [name, visibility as Visibility]));
  }

  /** True when it has members or is private: a token for all namespaces does not reach it. */
  async isOwned(name: string): Promise<boolean> {
    if ((await this.find(name))?.visibility === 'private') return true;
    const member = await this.read
      .selectFrom('members')
      .select('subject')
      .where('namespace', '=', name)
      .limit(1)
      .executeTakeFirst();
    return member !== undefined;
  }

  /** True when any namespace is private: only then do clients have to be asked who they are before they are told "unknown". */
  async hasPrivate(): Promise<boolean> {
    const row = await this.read
      .selectFrom('namespaces')
      .select('name')
      .where('visibility', '=', 'private')
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** The highest role that an account has in each namespace, by itself and by its groups. */
  async rolesOf(accountId: string, groups: readonly string[]): Promise<Map<string, Role>> {
    const rows = await this.read
      .selectFrom('members')
      .select(['namespace', 'role'])
      .where((is) =>
        is.or([
          is.and([is('kind', '=', 'account'), is('subject', '=', accountId)]),
          ...(groups.length === 0 ? [] : [is.and([is('kind', '=', 'group'), is('subject', 'in', groups)])]),
        ]),
      )
      .execute();
    const roles = new Map<string, Role>();
    for (const { namespace, role } of rows) roles.set(namespace, higherRole(roles.get(namespace), role as Role));
    return roles;
  }

  /** By kind and name. */
  async members(namespace: string): Promise<Member[]> {
    const rows = await this.read
      .selectFrom('members')
      .leftJoin('accounts', (on) => on.onRef('accounts.id', '=', 'members.subject').on('members.kind', '=', 'account'))
      .selectAll('members')
      .select('accounts.handle')
      .where('namespace', '=', namespace)
      .execute();
    return rows
      .map(({ kind, subject, handle, role, added_at, added_by }) => ({
        kind: kind as MemberKind,
        subject: handle ?? subject,
        role: role as Role,
        addedAt: added_at,
        addedBy: added_by,
      }))
      .sort((a, b) => (`${a.kind} ${a.subject}` < `${b.kind} ${b.subject}` ? -1 : 1));
  }

  /**
   * Gives an account or a group a role; the first member of a namespace makes it owned.
   *
   * @throws RK_ACCOUNT_UNKNOWN
   * @throws RK_LAST_OWNER when nobody would own it any more
   */
  setMember(namespace: string, kind: MemberKind, subject: string, role: Role, by: string): Promise<void> {
    return this.write.transaction().execute(async (db) => {
      const at = this.now().toISOString();
      const key = await subjectKey(db, kind, subject);
      const known = await db.selectFrom('namespaces').select('name').where('name', '=', namespace).executeTakeFirst();
      if (known === undefined) {
        await db
          .insertInto('namespaces')
          .values({ name: namespace, visibility: 'public', created_at: at, created_by: by })
          .execute();
        await recordAccess(db, { at, type: 'namespace-created', namespace, subject: null, data: {}, by });
      }
      await db
        .insertInto('members')
        .values({ namespace, kind, subject: key, role, added_at: at, added_by: by })
        .onConflict((row) =>
          row.columns(['namespace', 'kind', 'subject']).doUpdateSet({ role, added_at: at, added_by: by }),
        )
        .execute();
      await refuseOwnerless(db, namespace);
      await recordAccess(db, { at, type: 'member-set', namespace, subject, data: { kind, role }, by });
    });
  }

  /**
   * @returns false when it was no member
   * @throws RK_LAST_OWNER
   */
  removeMember(namespace: string, kind: MemberKind, subject: string, by: string): Promise<boolean> {
    return this.write.transaction().execute(async (db) => {
      const key = await subjectKey(db, kind, subject);
      const { numDeletedRows } = await db
        .deleteFrom('members')
        .where('namespace', '=', namespace)
        .where('kind', '=', kind)
        .where('subject', '=', key)
        .executeTakeFirst();
      if (numDeletedRows === 0n) return false;
      await refuseOwnerless(db, namespace);
      const at = this.now().toISOString();
      await recordAccess(db, { at, type: 'member-removed', namespace, subject, data: { kind }, by });
      return true;
    });
  }
}

async function subjectKey(db: Transaction<Tables>, kind: MemberKind, subject: string): Promise<string> {
  if (kind === 'group') return subject;
  const row = await db.selectFrom('accounts').select('id').where('handle', '=', subject).executeTakeFirst();
  if (row === undefined) throw new RegistryError('RK_ACCOUNT_UNKNOWN', { account: subject });
  return row.id;
}

async function refuseOwnerless(db: Transaction<Tables>, namespace: string): Promise<void> {
  const owner = await db
    .selectFrom('members')
    .select('subject')
    .where('namespace', '=', namespace)
    .where('role', '=', 'owner')
    .limit(1)
    .executeTakeFirst();
  if (owner === undefined) throw new RegistryError('RK_LAST_OWNER', { namespace });
}
