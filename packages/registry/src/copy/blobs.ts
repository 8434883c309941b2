import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { openArchive } from '../store/archives.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Rows } from './rows.ts';

/** Copies every archive that a version refers to; one that is there whole stays. @throws RK_ARCHIVE_DAMAGED */
export async function copyBlobs({ db }: Rows, from: Blobs, to: Blobs): Promise<{ archives: number; copied: number }> {
  const versions = await db
    .selectFrom('versions')
    .innerJoin('plugins', 'plugins.id', 'plugin_id')
    .select(['namespace', 'name', 'versions.version', 'tgz_digest'])
    .execute();
  let copied = 0;
  for (const { tgz_digest: tgzDigest, ...version } of versions) {
    if ((await to.state(tgzDigest)) === 'whole') continue;
    const archive = await openArchive(from, { ...version, tgzDigest });
    const scratch = to.scratch();
    await pipeline(archive.stream(), createWriteStream(scratch, { flags: 'wx', mode: 0o600 }));
    await to.keep(scratch, tgzDigest);
    copied += 1;
  }
  return { archives: new Set(versions.map(({ tgz_digest }) => tgz_digest)).size, copied };
}
