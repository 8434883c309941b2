import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RegistryError } from '../errors.ts';
import type { Database } from './database.ts';
import { isMigrated, migrate } from './migrations.ts';
import { holdLock, openSqlite } from './sqlite/connections.ts';

/**
 * Opens the database of a data folder, beside a running registry or without one.
 *
 * @throws RK_DATA_MISSING when no registry ever ran on that folder
 * @throws RK_OPTION when the registry that runs is of another version
 */
export async function openBeside(dataDir: string): Promise<{ database: Database; close(): Promise<void> }> {
  const path = join(dataDir, 'catalogue.sqlite');
  if (!existsSync(path)) throw new RegistryError('RK_DATA_MISSING', { dir: dataDir });
  const lock = holdLock(join(dataDir, 'lock'));
  const database = openSqlite(path);
  const close = async () => {
    await database.close();
    lock?.release();
  };
  try {
    // The schema belongs to the process that serves.
    if (lock !== undefined) await migrate(database);
    else if (!(await isMigrated(database))) {
      throw new RegistryError('RK_OPTION', {
        reason: 'The registry that runs on this folder is of another version.',
        hint: 'Restart it with this version first.',
      });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { database, close };
}
