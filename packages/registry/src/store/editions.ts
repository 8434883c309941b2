import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './schema.ts';

/**
 * Which events end an edition of a marketplace. What it lists follows from the events alone, but which of them were shown
 * together is nothing that a replica could find out: it is written down, so that all make the same history.
 */
export class Editions {
  readonly #read: Kysely<Tables>;
  readonly #write: Kysely<Tables>;

  constructor({ read, write }: Pick<Database, 'read' | 'write'>) {
    this.#read = read;
    this.#write = write;
  }

  /** Ends an edition at the newest event, of one namespace or of all, unless one ends there. */
  async end(namespace?: string): Promise<void> {
    const { head, last } = await ends(this.#read, namespace);
    if (head === last) return;
    await this.#write.transaction().execute(async (db) => {
      const { head: seq, last: prev } = await ends(db, namespace);
      // another replica may have been first
      if (seq > prev)
        await db
          .insertInto('editions')
          .values({ marketplace: namespace ?? '', seq, prev })
          .execute();
    });
  }

  /** The events at which editions end, in order. */
  async list(after: number, limit: number, namespace?: string): Promise<number[]> {
    const rows = await this.#read
      .selectFrom('editions')
      .select('seq')
      .where('marketplace', '=', namespace ?? '')
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit)
      .execute();
    return rows.map(({ seq }) => seq);
  }
}

async function ends(db: Kysely<Tables>, namespace: string | undefined): Promise<{ head: number; last: number }> {
  let events = db.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1);
  // as `events` reads them: what the company allows is of every namespace
  if (namespace !== undefined) events = events.where('namespace', 'in', [namespace, '']);
  const head = await events.executeTakeFirst();
  const last = await db
    .selectFrom('editions')
    .select('seq')
    .where('marketplace', '=', namespace ?? '')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { head: head?.seq ?? 0, last: last?.seq ?? 0 };
}
