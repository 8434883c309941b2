import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { demoNotes } from './notes.ts';

export interface Refusal {
  code: 'sql_error' | 'read_only' | 'unknown_table';
  message: string;
}

/** The demo notes as a table, in memory; from then on it refuses what writes. */
export function openDatabase(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  database.exec(
    'CREATE TABLE notes (id TEXT PRIMARY KEY, title TEXT NOT NULL, done INTEGER NOT NULL, updated_at TEXT)',
  );
  const insert = database.prepare('INSERT INTO notes VALUES (?, ?, ?, ?)');
  for (const { id, title, done, updatedAt } of demoNotes().values()) insert.run(id, title, Number(done), updatedAt);
  database.exec('PRAGMA query_only = ON');
  return database;
}

export function tables(database: DatabaseSync): { name: string; rows: number }[] {
  return namesOf(database).map((name) => {
    const count = database.prepare(`SELECT COUNT(*) AS rows FROM "${name}"`).get();
    return { name, rows: Number(count?.rows) };
  });
}

export function tableNamed(database: DatabaseSync, name: string): object | Refusal {
  if (!namesOf(database).includes(name)) return { code: 'unknown_table', message: `There is no table ${name}.` };
  return { name, columns: database.prepare('SELECT name, type FROM pragma_table_info(?)').all(name) };
}

/** The first rows of a query. */
export function run(database: DatabaseSync, body: Record<string, unknown>): object | Refusal {
  const { sql, values = [], maxRows = 1000 } = body as { sql: string; values?: SQLInputValue[]; maxRows?: number };
  try {
    const rows = database
      .prepare(sql)
      .all(...values.map((value) => (typeof value === 'boolean' ? Number(value) : value)));
    return { rows: rows.slice(0, maxRows), truncated: rows.length > maxRows };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { code: message.includes('readonly') ? 'read_only' : 'sql_error', message };
  }
}

function namesOf(database: DatabaseSync): string[] {
  return database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .all()
    .map(({ name }) => String(name));
}
