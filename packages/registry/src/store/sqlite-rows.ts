import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';
import type { SqliteConnections } from './sqlite.ts';

/** Rows that are read and written with the time at hand. */
export abstract class SqliteRows {
  protected readonly read: Kysely<Tables>;
  protected readonly write: Kysely<Tables>;
  readonly now: () => Date;

  constructor({ read, write }: Pick<SqliteConnections<Tables>, 'read' | 'write'>, now: () => Date) {
    this.read = read;
    this.write = write;
    this.now = now;
  }
}
