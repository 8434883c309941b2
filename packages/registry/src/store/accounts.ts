import { randomBytes } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { RegistryError } from '../errors.ts';
import { type AccessEvent, accessRecord, recordAccess } from './access-record.ts';
import type { AccountTable, Tables } from './schema.ts';
import { TableStore } from './table-store.ts';

/** A person who signs in. */
export interface StoredAccount {
  id: string;
  /** Its name here: lower-case letters, digits, single hyphens. */
  handle: string;
  displayName: string;
  email: string | null;
  /** Provider through which it signs in; null for a local account. */
  issuer: string | null;
  /** As the provider said at the last sign-in. */
  groups: string[];
  /** May do everything in every namespace, and manage accounts. */
  isAdministrator: boolean;
  createdAt: string;
  createdBy: string;
  disabledAt: string | null;
}

export interface NewAccount {
  handle: string;
  displayName?: string | undefined;
  email?: string | null | undefined;
  /** Of a local account. */
  passwordHash?: string | undefined;
  isAdministrator?: boolean | undefined;
}

/** Who a provider says that somebody is. */
export interface Identity {
  issuer: string;
  subject: string;
  /** The name that it would like; a number is added when that is somebody else's. */
  handle: string;
  displayName: string;
  email: string | null;
  groups: string[];
  isAdministrator: boolean;
}

/** Accounts. One that is disabled stays, so that its name is never somebody else's. */
export class Accounts extends TableStore {
  async find(id: string): Promise<StoredAccount | undefined> {
    const row = await this.read.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : accountOf(row);
  }

  /** A local account, with the hash that its password is checked against. */
  async findLocal(handle: string): Promise<{ account: StoredAccount; passwordHash: string } | undefined> {
    const row = await this.read.selectFrom('accounts').selectAll().where('handle', '=', handle).executeTakeFirst();
    return row === undefined || row.password === null
      ? undefined
      : { account: accountOf(row), passwordHash: row.password };
  }

  /** By handle. */
  async list(): Promise<StoredAccount[]> {
    const rows = await this.read.selectFrom('accounts').selectAll().orderBy('handle').execute();
    return rows.map(accountOf);
  }

  /** What happened to accounts and members, in order. */
  record(): Promise<AccessEvent[]> {
    return accessRecord(this.read);
  }

  /** @throws RK_ACCOUNT_EXISTS */
  create(account: NewAccount, by: string): Promise<StoredAccount> {
    return this.write.transaction().execute(async (db) => {
      const { handle, displayName = handle, email = null, passwordHash = null, isAdministrator = false } = account;
      const taken = await db.selectFrom('accounts').select('id').where('handle', '=', handle).executeTakeFirst();
      if (taken !== undefined) throw new RegistryError('RK_ACCOUNT_EXISTS', { account: handle });
      const at = this.now().toISOString();
      const row = { ...newRow(at, by), handle, display_name: displayName, email, password: passwordHash };
      const inserted = { ...row, administrator: isAdministrator ? 1 : 0 };
      await db.insertInto('accounts').values(inserted).execute();
      const data = { local: passwordHash !== null, administrator: isAdministrator };
      await recordAccess(db, { at, type: 'account-created', namespace: null, subject: handle, data, by });
      return accountOf(inserted);
    });
  }

  /**
   * The account of who signs in through a provider, made at the first time and brought up to date at each.
   *
   * @throws RK_ACCOUNT_DISABLED
   */
  signIn(identity: Identity): Promise<StoredAccount> {
    return this.write.transaction().execute(async (db) => {
      const at = this.now().toISOString();
      const { issuer, subject, displayName: display_name, email } = identity;
      const changes = {
        display_name,
        email,
        groups: JSON.stringify(identity.groups),
        administrator: identity.isAdministrator ? 1 : 0,
      };
      const known = await db
        .selectFrom('accounts')
        .selectAll()
        .where('issuer', '=', issuer)
        .where('subject', '=', subject)
        .executeTakeFirst();
      if (known !== undefined && known.disabled_at !== null)
        throw new RegistryError('RK_ACCOUNT_DISABLED', { account: known.handle });
      const handle = known?.handle ?? (await freeHandle(db, identity.handle));
      const row = { ...(known ?? newRow(at, issuer)), handle, issuer, subject, ...changes };
      if (known === undefined) {
        await db.insertInto('accounts').values(row).execute();
        await recordAccess(db, {
          at,
          type: 'account-created',
          namespace: null,
          subject: handle,
          data: { issuer },
          by: issuer,
        });
      } else await db.updateTable('accounts').set(changes).where('id', '=', known.id).execute();
      const data = { issuer, groups: identity.groups, administrator: identity.isAdministrator };
      await recordAccess(db, { at, type: 'signed-in', namespace: null, subject: handle, data, by: handle });
      return accountOf(row);
    });
  }

  /** Its tokens end with it, at their next use. @throws RK_ACCOUNT_UNKNOWN */
  setDisabled(handle: string, isDisabled: boolean, by: string): Promise<StoredAccount> {
    const at = this.now().toISOString();
    const changes = isDisabled ? { disabled_at: at, disabled_by: by } : { disabled_at: null, disabled_by: null };
    return this.#change(handle, changes, { type: isDisabled ? 'account-disabled' : 'account-enabled', data: {}, by });
  }

  /** @throws RK_ACCOUNT_UNKNOWN */
  setAdministrator(handle: string, isAdministrator: boolean, by: string): Promise<StoredAccount> {
    const data = { administrator: isAdministrator };
    return this.#change(handle, { administrator: isAdministrator ? 1 : 0 }, { type: 'account-changed', data, by });
  }

  /** @throws RK_ACCOUNT_UNKNOWN */
  setPassword(handle: string, passwordHash: string, by: string): Promise<StoredAccount> {
    return this.#change(handle, { password: passwordHash }, { type: 'account-changed', data: { password: true }, by });
  }

  #change(
    handle: string,
    changes: Partial<Selectable<AccountTable>>,
    event: Pick<AccessEvent, 'type' | 'data' | 'by'>,
  ): Promise<StoredAccount> {
    return this.write.transaction().execute(async (db) => {
      const row = await db.selectFrom('accounts').selectAll().where('handle', '=', handle).executeTakeFirst();
      if (row === undefined) throw new RegistryError('RK_ACCOUNT_UNKNOWN', { account: handle });
      await db.updateTable('accounts').set(changes).where('id', '=', row.id).execute();
      await recordAccess(db, { at: this.now().toISOString(), namespace: null, subject: handle, ...event });
      return accountOf({ ...row, ...changes });
    });
  }
}

function newRow(at: string, by: string): Selectable<AccountTable> {
  return {
    id: `acc_${randomBytes(9).toString('base64url')}`,
    handle: '',
    display_name: '',
    email: null,
    issuer: null,
    subject: null,
    password: null,
    groups: '[]',
    administrator: 0,
    created_at: at,
    created_by: by,
    disabled_at: null,
    disabled_by: null,
  };
}

async function freeHandle(db: Kysely<Tables>, wanted: string): Promise<string> {
  const rows = await db.selectFrom('accounts').select('handle').where('handle', 'like', `${wanted}%`).execute();
  const taken = new Set(rows.map(({ handle }) => handle));
  let handle = wanted;
  for (let number = 2; taken.has(handle); number += 1) handle = `${wanted}-${number}`;
  return handle;
}

function accountOf(row: Selectable<AccountTable>): StoredAccount {
  return {
    id: row.id,
    handle: row.handle,
    displayName: row.display_name,
    email: row.email,
    issuer: row.issuer,
    groups: JSON.parse(row.groups) as string[],
    isAdministrator: row.administrator === 1,
    createdAt: row.created_at,
    createdBy: row.created_by,
    disabledAt: row.disabled_at,
  };
}
