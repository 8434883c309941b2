import type { Selectable, Transaction } from 'kysely';
import { RegistryError } from '../errors.ts';
import { appendAudit, auditLineOf } from './audit.ts';
import type { Tables, TokenTable } from './schema.ts';
import { TableStore } from './table-store.ts';

/**
 * `read`: private plugins. `publish`: new versions and, with them, channels. `manage`: move channels, yank, deprecate.
 * `govern`: members and visibility of a namespace. Each includes `read`.
 */
export type Scope = 'read' | 'publish' | 'manage' | 'govern';

export const SCOPES: readonly Scope[] = ['read', 'publish', 'manage', 'govern'];

export interface TokenGrant {
  name: string;
  /** Namespaces that it reaches; `*` is all that nobody owns but `rolekit`, and for an account's token all that the account may. */
  namespaces: string[];
  scopes: Scope[];
}

/** What is known of a token; never the token itself. */
export interface StoredToken extends TokenGrant {
  id: string;
  createdAt: string;
  /** Account of the machine that made it; null when a program did, or a version before that was noted. */
  createdBy: string | null;
  /** Null when it never expires. */
  expiresAt: string | null;
  /** To the hour. */
  lastUsedAt: string | null;
  revokedAt: string | null;
  revokedBy: string | null;
  /** Account that it was given to; null for a machine's. It may never do more than its account. */
  accountId: string | null;
}

export interface NewToken extends TokenGrant {
  hash: string;
  expiresAt: string | null;
  createdBy: string | null;
  accountId?: string | null;
}

/** A line of the record of tokens. */
export interface TokenEvent {
  at: string;
  type: 'created' | 'revoked';
  token: string;
  name: string;
  by: string | null;
}

const HOUR_MS = 3_600_000;
/** Of a hash; enough to name it and too little to be it. */
const ID_LENGTH = 12;

/**
 * Tokens by their hashes. Each look is at the database, so that what another process creates or revokes counts from the next
 * request on.
 */
export class Tokens extends TableStore {
  async find(hash: string): Promise<(StoredToken & { hash: string }) | undefined> {
    const row = await this.read.selectFrom('tokens').selectAll().where('hash', '=', hash).executeTakeFirst();
    return row === undefined ? undefined : { ...tokenOf(row), hash: row.hash };
  }

  /** The oldest first. */
  async list(): Promise<StoredToken[]> {
    const rows = await this.read.selectFrom('tokens').selectAll().orderBy('created_at').orderBy('id').execute();
    return rows.map(tokenOf);
  }

  /** Those of an account that have not ended, the newest first. */
  async liveOf(accountId: string): Promise<StoredToken[]> {
    const rows = await this.read
      .selectFrom('tokens')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('revoked_at', 'is', null)
      .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', this.now().toISOString())]))
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .execute();
    return rows.map(tokenOf);
  }

  /** What was created and revoked, in order. */
  async record(): Promise<TokenEvent[]> {
    const types = ['token-created', 'token-revoked'];
    const rows = await this.read.selectFrom('audit').selectAll().where('type', 'in', types).orderBy('seq').execute();
    return rows.map((row) => {
      const { at, type, subject, data, actor } = auditLineOf(row);
      const by = actor.name === '' ? null : actor.name;
      const what = type === 'token-created' ? 'created' : 'revoked';
      return { at, type: what, token: subject ?? '', name: String(data.name), by };
    });
  }

  add(token: NewToken): Promise<StoredToken> {
    return this.write.transaction().execute((db) => insert(db, this.now(), token));
  }

  /**
   * Adds the first token of a registry; undefined when there was ever one. `save` runs before it counts: a crash leaves
   * neither, or the token and what was saved.
   */
  addFirst(token: NewToken, save: () => Promise<void>): Promise<StoredToken | undefined> {
    return this.write.transaction().execute(async (db) => {
      if ((await db.selectFrom('tokens').select('id').limit(1).executeTakeFirst()) !== undefined) return undefined;
      const added = await insert(db, this.now(), token);
      await save();
      return added;
    });
  }

  /**
   * Ends a token, by its id or by a name that only one live token has. One that is revoked stays as it is.
   *
   * @throws RK_TOKEN_NOT_FOUND
   */
  revoke(selector: string, by: string | null): Promise<StoredToken> {
    return this.write.transaction().execute(async (db) => {
      const rows = await db.selectFrom('tokens').selectAll().execute();
      const named = rows.filter((row) => row.name === selector && row.revoked_at === null);
      const row = rows.find(({ id }) => id === selector) ?? (named.length === 1 ? named[0] : undefined);
      if (row === undefined) {
        const hint =
          named.length > 1
            ? `That name is of ${named.map(({ id }) => id).join(', ')}: use an id.`
            : 'See `rolekit registry token list`.';
        throw new RegistryError('RK_TOKEN_NOT_FOUND', { token: selector, hint });
      }
      if (row.revoked_at !== null) return tokenOf(row);
      const at = this.now().toISOString();
      await db.updateTable('tokens').set({ revoked_at: at, revoked_by: by }).where('hash', '=', row.hash).execute();
      await appendAudit(db, { at, type: 'token-revoked', subject: row.id, data: { name: row.name }, by });
      return tokenOf({ ...row, revoked_at: at, revoked_by: by });
    });
  }

  /** Notes a use, to the hour. */
  async used({ id, lastUsedAt }: Pick<StoredToken, 'id' | 'lastUsedAt'>): Promise<void> {
    const hour = new Date(Math.floor(this.now().getTime() / HOUR_MS) * HOUR_MS).toISOString();
    if (lastUsedAt === hour) return;
    await this.write.updateTable('tokens').set({ last_used_at: hour }).where('id', '=', id).execute();
  }
}

async function insert(db: Transaction<Tables>, now: Date, token: NewToken): Promise<StoredToken> {
  const at = now.toISOString();
  const row: Selectable<TokenTable> = {
    hash: token.hash,
    id: token.hash.slice(0, ID_LENGTH),
    name: token.name,
    namespaces: JSON.stringify(token.namespaces),
    scopes: JSON.stringify(token.scopes),
    created_at: at,
    created_by: token.createdBy,
    expires_at: token.expiresAt,
    last_used_at: null,
    revoked_at: null,
    revoked_by: null,
    account_id: token.accountId ?? null,
  };
  await db.insertInto('tokens').values(row).execute();
  const { name, namespaces, scopes, expiresAt } = token;
  const data = { name, namespaces, scopes, expiresAt };
  await appendAudit(db, { at, type: 'token-created', subject: row.id, data, by: token.createdBy });
  return tokenOf(row);
}

function tokenOf(row: Selectable<TokenTable>): StoredToken {
  return {
    id: row.id,
    name: row.name,
    namespaces: JSON.parse(row.namespaces) as string[],
    scopes: JSON.parse(row.scopes) as Scope[],
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    revokedBy: row.revoked_by,
    accountId: row.account_id,
  };
}
