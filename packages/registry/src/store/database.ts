import type { Kysely, RawBuilder } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { SearchTexts, Tables } from './schema.ts';

/** The search of one engine. */
export interface SearchIndex {
  /** Replaces what a plugin is found by. */
  write(db: Kysely<Tables>, pluginId: number, texts: SearchTexts): Promise<void>;
  /** What a plugin is found by, to compare it. */
  read(db: Kysely<Tables>, pluginId: number): Promise<string>;
  /** Plugins that can be found and are not there. */
  orphans(db: Kysely<Tables>): Promise<number[]>;
  remove(db: Kysely<Tables>, pluginIds: readonly number[]): Promise<void>;
  /**
   * A query for `id`, `score`, `namespace` and `name` of the plugins that have all words, the lowest score first in rank; the plugin
   * is `p`.
   *
   * @param words of letters and digits alone; each may be the beginning of a longer one
   */
  hits(words: readonly string[], filters: readonly RawBuilder<unknown>[], limit: number): RawBuilder<unknown>;
}

/** What each kind of database does in its own way. All other queries are the same. */
export interface Engine {
  readonly kind: 'SQLite' | 'PostgreSQL';
  /** Those before the shared ones of `migrations.ts`. */
  readonly migrations: Readonly<Record<string, Migration>>;
  readonly search: SearchIndex;
  /** Runs after each migration that both engines share. */
  settle(db: Kysely<Tables>): Promise<void>;
  /** Columns of the primary key. */
  keyOf(db: Kysely<Tables>, table: string): Promise<string[]>;
  /** Counts on from the highest number of each table, after rows came with theirs. */
  settleKeys(db: Kysely<Tables>): Promise<void>;
  /** What the database finds wrong with its own pages and indexes. */
  integrity(write: Kysely<Tables>): Promise<string[]>;
  /** Finds out whether it could write now. @throws what the database says */
  probe(write: Kysely<Tables>): Promise<void>;
}

/** A connection that tells when something was committed, as long as it stands. */
export interface Following {
  readonly isListening: boolean;
  stop(): Promise<void>;
}

/**
 * An open database. Transactions of `write` happen one after the other, also those of other processes: what one reads it may
 * rely on until it ends. `read` never waits for them.
 */
export interface Database {
  engine: Engine;
  read: Kysely<Tables>;
  write: Kysely<Tables>;
  /** Tells of what any process commits. Not there where one process has the database to itself. */
  follow?(told: () => void): Following;
  close(): Promise<void>;
}
