import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import type { Database } from '../database.ts';
import type { Tables } from '../schema.ts';
import { checkStorable } from '../storable-text.ts';
import { SQLITE } from './engine.ts';

const SQLITE_BUSY = 5;

type Parameter = null | number | bigint | string | Uint8Array;

/** Kysely's dialect expects better-sqlite3: parameters as one list, and a statement that knows whether it returns rows. */
function adapt(statement: StatementSync): SqliteStatement {
  const checked = (parameters: readonly unknown[]) => {
    checkStorable(parameters);
    return parameters as Parameter[];
  };
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...checked(parameters)),
    run: (parameters) => statement.run(...checked(parameters)),
    iterate: (parameters) => statement.iterate(...checked(parameters)) as IterableIterator<unknown>,
  };
}

function connection(path: string, pragmas: string): SqliteDatabase {
  const database = new DatabaseSync(path);
  database.exec(pragmas);
  const prepared = new Map<string, SqliteStatement>();
  return {
    prepare(sql) {
      let statement = prepared.get(sql);
      if (statement === undefined) {
        // A transaction that reads first and writes later would fail when another process wrote meanwhile, and not wait.
        statement = adapt(database.prepare(sql === 'begin' ? 'begin immediate' : sql));
        if (prepared.size < 500) prepared.set(sql, statement);
      }
      return statement;
    },
    close() {
      prepared.clear();
      database.close();
    },
  };
}

/** Opens a database file in WAL mode; a committed transaction survives a power cut. */
export function openSqlite(path: string): Database {
  const shared = 'PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;';
  const write = new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: connection(path, `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${shared}`),
    }),
  });
  const read = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: async () => connection(path, `${shared} PRAGMA query_only = ON;`) }),
  });
  return {
    engine: SQLITE,
    read,
    write,
    async close() {
      await read.destroy();
      await write.destroy();
    },
  };
}

/**
 * Keeps a folder to one process for as long as it is held; the operating system lets go of it when the process dies.
 * Undefined when another process holds it.
 */
export function holdLock(path: string): { release(): void } | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch (error) {
    database.close();
    if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}
