import { sql } from 'kysely';
import { RegistryError } from '../../errors.ts';
import type { Engine } from '../database.ts';
import { compareBytes } from '../migrations/ddl.ts';
import { POSTGRES_MIGRATIONS } from './base-migrations.ts';
import { TSVECTOR } from './search.ts';

export const POSTGRES: Engine = {
  kind: 'PostgreSQL',
  migrations: POSTGRES_MIGRATIONS,
  search: TSVECTOR,
  settle: compareBytes,

  // Its pages and indexes are checked by `amcheck` and checksums, which belong to who runs it.
  async integrity() {
    return [];
  },

  async probe(write) {
    const { rows } = await sql<{
      readonly: string;
    }>`select current_setting('transaction_read_only') as readonly`.execute(write);
    if (rows[0]?.readonly === 'on')
      throw new RegistryError('RK_DATA_READ_ONLY', { reason: 'the database takes reads only' });
  },
};
