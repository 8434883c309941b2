import type { PublicKey } from '@rolekit/sdk/internal/signing';
import { recordAccess } from './access-record.ts';
import { TableStore } from './table-store.ts';

/** A key that publishers of a namespace sign with. */
export interface PublisherKey extends PublicKey {
  /** Whose or which it is, in words. */
  label: string;
  addedAt: string;
  addedBy: string;
}

export class PublisherKeys extends TableStore {
  /** By label. */
  async list(namespace: string): Promise<PublisherKey[]> {
    const rows = await this.read
      .selectFrom('publisher_keys')
      .selectAll()
      .where('namespace', '=', namespace)
      .orderBy('label')
      .orderBy('keyid')
      .execute();
    return rows.map(({ keyid, spki, label, added_at, added_by }) => ({
      keyid,
      spki,
      label,
      addedAt: added_at,
      addedBy: added_by,
    }));
  }

  /** @returns false when it was there already */
  add(namespace: string, { keyid, spki }: PublicKey, label: string, by: string): Promise<boolean> {
    return this.write.transaction().execute(async (db) => {
      const at = this.now().toISOString();
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('publisher_keys')
        .values({ namespace, keyid, spki, label, added_at: at, added_by: by })
        .onConflict((row) => row.doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows === 0n) return false;
      await recordAccess(db, { at, type: 'publisher-key-added', namespace, subject: keyid, data: { label }, by });
      return true;
    });
  }

  /** @returns false when there was none */
  remove(namespace: string, keyid: string, by: string): Promise<boolean> {
    return this.write.transaction().execute(async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom('publisher_keys')
        .where('namespace', '=', namespace)
        .where('keyid', '=', keyid)
        .executeTakeFirst();
      if (numDeletedRows === 0n) return false;
      const at = this.now().toISOString();
      await recordAccess(db, { at, type: 'publisher-key-removed', namespace, subject: keyid, data: {}, by });
      return true;
    });
  }
}
