import { existsSync } from 'node:fs';
import { copyFile, link, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RegistryError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { migrate } from '../store/migrations.ts';
import { openBeside } from '../store/open-beside.ts';
import { openArchives, openDatabase, type Place } from '../store/open-store.ts';
import { holdLock } from '../store/sqlite/connections.ts';
import { orCoded } from '../store/storage-errors.ts';
import { copyBlobs } from './blobs.ts';
import { copyRows, headOf, isPartOf, type Rows } from './rows.ts';
import { inSnapshot } from './snapshot.ts';

export interface CopyOptions {
  from: Place;
  /** Where nothing is yet, or what an interrupted copy of the same registry left. */
  to: Place;
  /** Told before each archive and each table. */
  onStep?: (step: string) => void;
}

export interface CopyReport {
  events: number;
  versions: number;
  /** Archives, of which so many were not there before. */
  archives: number;
  copied: number;
}

const KEY = 'signing-key.pem';

/**
 * Copies a registry, rows in the same sequence with the same hashes, archives and key, from one kind of database to any; also
 * while it is served, as it is at one moment. What was interrupted is finished by doing it again: archives that are there whole stay,
 * and the rows come in one transaction.
 *
 * @throws RK_DATA_MISSING, RK_DATA_IN_USE
 * @throws RK_COPY_TARGET when something else is there
 * @throws RK_ARCHIVE_DAMAGED when an archive of the source is
 * @throws RK_EVENTS_BROKEN when what was copied is not what was there
 */
export function copyRegistry({ from, to, onStep = () => {} }: CopyOptions): Promise<CopyReport> {
  return orCoded(async () => {
    const isMove = resolve(from.dataDir) === resolve(to.dataDir);
    const source = await openBeside(from);
    try {
      await mkdir(to.dataDir, { recursive: true, mode: 0o700 });
      // what is written while its rows move elsewhere would be lost
      const lock = isMove ? source.lock : holdLock(join(to.dataDir, 'lock'));
      if (lock === undefined) throw new RegistryError('RK_DATA_IN_USE', { dir: to.dataDir });
      try {
        return await copyInto(source.database, from, to, onStep);
      } finally {
        if (!isMove) lock.release();
      }
    } finally {
      await source.close();
    }
  });
}

async function copyInto(source: Database, from: Place, to: Place, onStep: (step: string) => void): Promise<CopyReport> {
  const target = await openDatabase(to);
  try {
    await migrate(target);
    const there = await headOf(target.read);
    return await inSnapshot(source, async (rows: Rows) => {
      if (there.seq > 0 && !(await isPartOf(there, rows)))
        throw new RegistryError('RK_COPY_TARGET', { place: to.dataDir });
      const { archives, copied } = await copyArchives(rows, from, to, onStep);
      await copyKey(from, to);
      const versions = await copyRows(rows, target, there.seq > 0, onStep);
      return { events: (await headOf(target.read)).seq, versions, archives, copied };
    });
  } finally {
    await target.close();
  }
}

async function copyArchives(
  rows: Rows,
  from: Place,
  to: Place,
  onStep: (step: string) => void,
): Promise<{ archives: number; copied: number }> {
  const [own, others] = [await openArchives(from, true), await openArchives(to, true)];
  try {
    return await copyBlobs(rows, own, others, onStep);
  } finally {
    await own.close();
    await others.close();
  }
}

async function copyKey(from: Place, to: Place): Promise<void> {
  const [source, target] = [join(from.dataDir, KEY), join(to.dataDir, KEY)];
  if (!existsSync(source) || existsSync(target)) return;
  const draft = `${target}.${process.pid}`;
  await copyFile(source, draft);
  await link(draft, target);
  await rm(draft);
}
