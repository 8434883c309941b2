import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RegistryError } from '../errors.ts';
import { type Blobs, openBlobs } from './blobs.ts';
import type { Catalogue } from './catalogue.ts';
import { openCatalogue } from './database-catalogue.ts';
import { holdLock, openSqlite } from './sqlite/connections.ts';

/** A data folder that this process holds. */
export interface Store {
  catalogue: Catalogue;
  blobs: Blobs;
  close(): Promise<void>;
}

/**
 * Opens a data folder for this process alone.
 *
 * @throws RK_DATA_IN_USE
 */
export async function openStore(dataDir: string, now?: () => Date, tokensNow?: () => Date): Promise<Store> {
  await mkdir(dataDir, { recursive: true });
  const lock = holdLock(join(dataDir, 'lock'));
  if (lock === undefined) throw new RegistryError('RK_DATA_IN_USE', { dir: dataDir });
  try {
    const blobs = await openBlobs(join(dataDir, 'blobs'));
    const catalogue = await openCatalogue(openSqlite(join(dataDir, 'catalogue.sqlite')), now, tokensNow);
    return {
      catalogue,
      blobs,
      async close() {
        await catalogue.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
