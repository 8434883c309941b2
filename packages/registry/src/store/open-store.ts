import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RegistryError } from '../errors.ts';
import { type Blobs, openBlobs } from './blobs.ts';
import type { BucketPlace } from './bucket/address.ts';
import { openBucketBlobs } from './bucket/bucket-blobs.ts';
import type { Catalogue } from './catalogue.ts';
import type { Database } from './database.ts';
import { openCatalogue } from './database-catalogue.ts';
import { openPostgres } from './postgres/connections.ts';
import { holdLock, openSqlite } from './sqlite/connections.ts';

/** Where a registry keeps what. */
export interface Place {
  /** What one process has to itself: the git repositories and, without another database, the rows. */
  dataDir: string;
  /**
   * PostgreSQL, for more than one registry on the same rows: `postgres://user:password@host:5432/name`.
   * @default SQLite in the data folder
   */
  database?: string | undefined;
  /**
   * Folder of the archives; several registries on one database share it.
   * @default `blobs` in the data folder
   */
  blobsDir?: string | undefined;
  /** S3-compatible store of the archives, in the place of a folder. */
  bucket?: BucketPlace | undefined;
}

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
export async function openStore(place: Place, now?: () => Date, tokensNow?: () => Date): Promise<Store> {
  const { dataDir, database } = place;
  await mkdir(dataDir, { recursive: true });
  const lock = holdLock(join(dataDir, 'lock'));
  if (lock === undefined) throw new RegistryError('RK_DATA_IN_USE', { dir: dataDir });
  try {
    const blobs = await openArchives(place, database !== undefined);
    const catalogue = await openCatalogue(await openDatabase(place), now, tokensNow);
    return {
      catalogue,
      blobs,
      async close() {
        await blobs.close();
        await catalogue.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The archives of a registry. @param isShared other registries may keep theirs there */
export function openArchives({ dataDir, blobsDir, bucket }: Place, isShared: boolean): Promise<Blobs> {
  if (bucket !== undefined)
    return openBucketBlobs(bucket, { incoming: join(dataDir, 'incoming'), fetched: join(dataDir, 'fetched') });
  return openBlobs(resolve(blobsDir ?? join(dataDir, 'blobs')), { isShared });
}

/** The rows of a registry. */
export async function openDatabase({ dataDir, database }: Place): Promise<Database> {
  return database === undefined ? openSqlite(join(dataDir, 'catalogue.sqlite')) : openPostgres(database);
}
