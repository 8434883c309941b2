import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RegistryError } from '../errors.ts';
import { isMigrated, migrate } from './migrations.ts';
import type { Tables } from './schema.ts';
import { holdLock, openSqlite, type SqliteConnections } from './sqlite.ts';

/**
 * Opens the database of a data folder, beside a running registry or without one.
 *
 * @throws RK_DATA_MISSING when no registry ever ran on that folder
 * @throws RK_OPTION when the registry that runs is of another version
 */
export async function openBeside(
  dataDir: string,
): Promise<{ connections: SqliteConnections<Tables>; close(): Promise<void> }> {
  const path = join(dataDir, 'catalogue.sqlite');
  if (!existsSync(path)) throw new RegistryError('RK_DATA_MISSING', { dir: dataDir });
  const lock = holdLock(join(dataDir, 'lock'));
  const connections = openSqlite<Tables>(path);
  const close = async () => {
    await connections.close();
    lock?.release();
  };
  try {
    // The schema belongs to the process that serves.
    if (lock !== undefined) await migrate(connections.write);
    else if (!(await isMigrated(connections.write))) {
      throw new RegistryError('RK_OPTION', {
        reason: 'The registry that runs on this folder is of another version.',
        hint: 'Restart it with this version first.',
      });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { connections, close };
}
