import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './schema.ts';
import type { Scope } from './tokens.ts';

/** A command that waits until a person signs in for it (RFC 8628). */
export interface DeviceLogin {
  /** Hash of the code that the command keeps. */
  hash: string;
  /** What the person sees and compares: `BDFG-HJKL`. */
  userCode: string;
  /** What the command says that it is: `rolekit on ada-laptop`. */
  client: string;
  /** Address that it came from. */
  address: string;
  namespaces: string[];
  scopes: Scope[];
  /** Days that the token is good for. */
  days: number;
  createdAt: string;
  expiresAt: string;
  state: 'pending' | 'approved' | 'denied' | 'done';
  accountId: string | null;
  polledAt: string | null;
}

export class DeviceLogins {
  readonly #read: Kysely<Tables>;
  readonly #write: Kysely<Tables>;

  constructor({ read, write }: Pick<Database, 'read' | 'write'>) {
    this.#read = read;
    this.#write = write;
  }

  /** Adds one, and forgets those that ended before `now`. */
  async add(login: DeviceLogin, now: string): Promise<void> {
    await this.#write.transaction().execute(async (db) => {
      await db.deleteFrom('device_logins').where('expires_at', '<', now).execute();
      await db.insertInto('device_logins').values(rowOf(login)).execute();
    });
  }

  async pending(now: string): Promise<number> {
    const { count } = await this.#read
      .selectFrom('device_logins')
      .select((is) => is.fn.countAll<number>().as('count'))
      .where('expires_at', '>=', now)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  async byUserCode(userCode: string): Promise<DeviceLogin | undefined> {
    const row = await this.#read
      .selectFrom('device_logins')
      .selectAll()
      .where('user_code', '=', userCode)
      .executeTakeFirst();
    return row === undefined ? undefined : loginOf(row);
  }

  /** What became of it; noting that it was asked for. */
  poll(hash: string, now: string): Promise<DeviceLogin | undefined> {
    return this.#write.transaction().execute(async (db) => {
      const row = await db.selectFrom('device_logins').selectAll().where('hash', '=', hash).executeTakeFirst();
      if (row === undefined) return undefined;
      await db.updateTable('device_logins').set({ polled_at: now }).where('hash', '=', hash).execute();
      return loginOf(row);
    });
  }

  /** Moves it on, once. @returns false when it was not in that state any more */
  async move(
    hash: string,
    from: DeviceLogin['state'],
    to: DeviceLogin['state'],
    accountId: string | null,
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#write
      .updateTable('device_logins')
      .set({ state: to, account_id: accountId })
      .where('hash', '=', hash)
      .where('state', '=', from)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }
}

function rowOf(login: DeviceLogin): Tables['device_logins'] {
  return {
    hash: login.hash,
    user_code: login.userCode,
    client: login.client,
    address: login.address,
    namespaces: JSON.stringify(login.namespaces),
    scopes: JSON.stringify(login.scopes),
    days: login.days,
    created_at: login.createdAt,
    expires_at: login.expiresAt,
    state: login.state,
    account_id: login.accountId,
    polled_at: login.polledAt,
  };
}

function loginOf(row: Tables['device_logins']): DeviceLogin {
  return {
    hash: row.hash,
    userCode: row.user_code,
    client: row.client,
    address: row.address,
    namespaces: JSON.parse(row.namespaces) as string[],
    scopes: JSON.parse(row.scopes) as Scope[],
    days: row.days,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    state: row.state as DeviceLogin['state'],
    accountId: row.account_id,
    polledAt: row.polled_at,
  };
}
