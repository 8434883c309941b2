import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RegistryError } from '../errors.ts';
import type { Database } from './database.ts';
import { isMigrated, migrate } from './migrations.ts';
import { openDatabase, type Place } from './open-store.ts';
import { holdLock } from './sqlite/connections.ts';

/** The rows of a registry that may be running. */
export interface Beside {
  database: Database;
  /** Of its data folder; undefined when a registry runs on it, or keeps its rows elsewhere. */
  lock: { release(): void } | undefined;
  close(): Promise<void>;
}

/**
 * Opens the database of a registry, beside it while it runs or without it.
 *
 * @throws RK_DATA_MISSING when no registry ever ran on that folder
 * @throws RK_OPTION when the registry that runs is of another version
 */
export async function openBeside(place: Place): Promise<Beside> {
  const { dataDir } = place;
  const isOwn = place.database === undefined;
  if (isOwn && !existsSync(join(dataDir, 'catalogue.sqlite')))
    throw new RegistryError('RK_DATA_MISSING', { dir: dataDir });
  // Who else is connected to a server cannot be seen from here.
  const lock = isOwn ? holdLock(join(dataDir, 'lock')) : undefined;
  const database = await openDatabase(place);
  const close = async () => {
    await database.close();
    lock?.release();
  };
  try {
    // The schema belongs to the process that serves.
    if (lock !== undefined) await migrate(database);
    else if (!(await isMigrated(database))) {
      throw new RegistryError('RK_OPTION', {
        reason: 'The database is of no registry, or of one of another version.',
        hint: 'Start the registry on it with this version first.',
      });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { database, lock, close };
}
