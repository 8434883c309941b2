import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { archivedRows } from '../store/archived-rows.ts';
import { openArchive } from '../store/archives.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Rows } from './rows.ts';

/** Copies every archive that stays; one that is there whole is left. @throws RK_ARCHIVE_DAMAGED */
export async function copyBlobs(
  { db }: Rows,
  from: Blobs,
  to: Blobs,
  onStep: (step: string) => void,
): Promise<{ archives: number; copied: number }> {
  const versions = await archivedRows(db).selectAll().execute();
  let copied = 0;
  for (const [at, { tgz_digest: tgzDigest, ...version }] of versions.entries()) {
    onStep(`archive ${at + 1} of ${versions.length}`);
    if ((await to.state(tgzDigest)) === 'whole') continue;
    const archive = await openArchive(from, { ...version, tgzDigest });
    const scratch = to.scratch();
    try {
      await pipeline(archive.stream(), createWriteStream(scratch, { flags: 'wx', mode: 0o600 }));
      await to.keep(scratch, tgzDigest);
    } finally {
      await rm(scratch, { force: true });
    }
    copied += 1;
  }
  return { archives: new Set(versions.map(({ tgz_digest }) => tgz_digest)).size, copied };
}
