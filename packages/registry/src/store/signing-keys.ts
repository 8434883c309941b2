import type { ChainedKey, Envelope, PublicKey } from '@rolekit/sdk/internal/signing';
import type { Kysely } from 'kysely';
import { RegistryError } from '../errors.ts';
import { recordAccess } from './access-record.ts';
import type { Tables } from './schema.ts';
import { TableStore } from './table-store.ts';

/** A key that the registry signs with, or signed with. */
export interface SigningKey extends ChainedKey {
  since: string;
  /** The newest event when it was put on record. */
  afterSeq: number;
}

/** The public keys on record: the last one signs. */
export class SigningKeys extends TableStore {
  /** The oldest first. */
  async list(): Promise<SigningKey[]> {
    const rows = await this.read.selectFrom('signing_keys').selectAll().orderBy('position').execute();
    return rows.map(({ keyid, spki, since, rotation, after_seq }) => ({
      keyid,
      spki,
      since,
      rotation: rotation === null ? null : (JSON.parse(rotation) as Envelope),
      afterSeq: after_seq,
    }));
  }

  /** Puts the first key on record, unless another process was faster; the key that is on record then. */
  recordFirst({ keyid, spki }: PublicKey): Promise<{ keyid: string }> {
    return this.write.transaction().execute(async (db) => {
      const current = await currentKey(db);
      if (current !== undefined) return current;
      await this.#insert(db, { position: 1, keyid, spki, rotation: null }, this.now().toISOString());
      return { keyid };
    });
  }

  /** @throws RK_SIGNING_KEY when `from` is no longer the one that signs */
  rotate(from: string, { keyid, spki }: PublicKey, rotation: Envelope, by: string): Promise<void> {
    return this.write.transaction().execute(async (db) => {
      await refuseOtherKey(db, from);
      const { position } = (await currentKey(db)) ?? { position: 0 };
      const row = { position: position + 1, keyid, spki, rotation: JSON.stringify(rotation) };
      const at = this.now().toISOString();
      await this.#insert(db, row, at);
      await recordAccess(db, { at, type: 'signing-key-rotated', namespace: null, subject: keyid, data: { from }, by });
    });
  }

  async #insert(
    db: Kysely<Tables>,
    row: Pick<Tables['signing_keys'], 'position' | 'keyid' | 'spki' | 'rotation'>,
    at: string,
  ): Promise<void> {
    const last = await db.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
    await db
      .insertInto('signing_keys')
      .values({ ...row, since: at, after_seq: last?.seq ?? 0 })
      .execute();
  }
}

function currentKey(db: Kysely<Tables>): Promise<{ position: number; keyid: string } | undefined> {
  return db
    .selectFrom('signing_keys')
    .select(['position', 'keyid'])
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/**
 * Keeps a process whose key was replaced meanwhile from signing.
 *
 * @throws RK_SIGNING_KEY
 */
export async function refuseOtherKey(db: Kysely<Tables>, keyid: string): Promise<void> {
  const current = await currentKey(db);
  if (current?.keyid === keyid) return;
  throw new RegistryError('RK_SIGNING_KEY', {
    reason: 'its key was replaced while it ran',
    hint: 'Restart it with the key that is on record now.',
  });
}
