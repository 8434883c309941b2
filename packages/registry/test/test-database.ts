import { createHash } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import type { AtEnd } from './start-registry.ts';

/** Has the newest schema and nothing in it. */
export const TEMPLATE = 'rolekit_template';

/** True where the tests run on PostgreSQL. */
export const ON_POSTGRES = process.env.ROLEKIT_TEST_DATABASE !== undefined;

const made = new Set<string>();

/**
 * What a registry on this data folder is opened with: with PostgreSQL a database that belongs to the folder, and goes away
 * with the test.
 */
export async function databaseOf(
  dataDir: string,
  atEnd: AtEnd = onTestFinished,
  template = TEMPLATE,
): Promise<{ database?: string }> {
  if (!ON_POSTGRES) return {};
  const name = nameOf(dataDir);
  if (made.has(name)) return { database: databaseUrl(name) };
  made.add(name);
  const database = await createDatabase(name, template);
  atEnd(async () => {
    made.delete(name);
    await administer(`drop database if exists ${name} with (force)`);
  });
  return { database };
}

function nameOf(dataDir: string): string {
  return `t_${createHash('sha256').update(dataDir).digest('hex').slice(0, 24)}`;
}

export async function createDatabase(name: string, template: string): Promise<string> {
  await administer(`create database ${name} template ${template}`);
  return databaseUrl(name);
}

/** Runs statements as somebody who has the database. */
export async function onDatabase(url: string, ...statements: string[]): Promise<pg.QueryResult[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const results: pg.QueryResult[] = [];
    for (const statement of statements) results.push(await client.query(statement));
    return results;
  } finally {
    await client.end();
  }
}

/** Changes the rows of a registry that is closed as somebody who has its database: no trigger and no reference keeps them. */
export async function tamper(dataDir: string, ...statements: string[]): Promise<void> {
  const { database } = await databaseOf(dataDir);
  if (database !== undefined) {
    await onDatabase(database, 'set session_replication_role = replica', ...statements);
    return;
  }
  const file = new DatabaseSync(join(dataDir, 'catalogue.sqlite'));
  const triggers = file.prepare(`select name from sqlite_master where type = 'trigger'`).all();
  for (const { name } of triggers) file.exec(`drop trigger ${name}`);
  file.exec('pragma foreign_keys = off');
  for (const statement of statements) file.exec(statement);
  file.close();
}

/** A copy of a closed registry in another folder. */
export async function copyRegistry(from: string, to: string, atEnd: AtEnd = onTestFinished): Promise<void> {
  await cp(from, to, { recursive: true });
  if (ON_POSTGRES) await databaseOf(to, atEnd, nameOf(from));
}

async function administer(statement: string): Promise<void> {
  await onDatabase(process.env.ROLEKIT_TEST_DATABASE ?? '', statement);
}

function databaseUrl(name: string): string {
  const url = new URL(process.env.ROLEKIT_TEST_DATABASE ?? '');
  url.pathname = `/${name}`;
  return url.href;
}
