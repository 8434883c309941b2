import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { Rows } from './rows.ts';

/** Reads as if nobody wrote meanwhile; whoever writes does not wait. */
export function inSnapshot<T>({ engine, read }: Database, work: (rows: Rows) => Promise<T>): Promise<T> {
  return read.connection().execute(async (db) => {
    if (engine.kind === 'SQLite') await sql`begin deferred`.execute(db);
    else {
      await sql`begin isolation level repeatable read read only`.execute(db);
      // archives are copied in between
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(db);
    }
    try {
      return await work({ db, engine });
    } finally {
      await sql`rollback`.execute(db);
    }
  });
}
