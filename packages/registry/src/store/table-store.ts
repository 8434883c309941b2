import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import type { Tables } from './schema.ts';

/** Rows that are read and written with the time at hand. */
export abstract class TableStore {
  protected readonly read: Kysely<Tables>;
  protected readonly write: Kysely<Tables>;
  readonly now: () => Date;

  constructor({ read, write }: Pick<Database, 'read' | 'write'>, now: () => Date) {
    this.read = read;
    this.write = write;
    this.now = now;
  }
}
