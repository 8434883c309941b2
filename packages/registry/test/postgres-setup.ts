import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { makePostgres } from './postgres-server.ts';
import { createDatabase, TEMPLATE } from './test-database.ts';

/** A server of PostgreSQL for the whole run, with a database that the others are copied from. */
export default async function setup(): Promise<() => void> {
  const server = await makePostgres({ isDurable: false });
  process.env.ROLEKIT_TEST_DATABASE = server.url;
  try {
    const url = await createDatabase(TEMPLATE, 'template0');
    // in a process of its own, which finds the packages' sources
    const script = join(import.meta.dirname, 'migrate-database.ts');
    execFileSync(process.execPath, ['--conditions=rolekit-source', script, url], { stdio: 'inherit' });
  } catch (error) {
    server.remove();
    throw error;
  }
  return () => server.remove();
}
