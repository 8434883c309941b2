import { writeFile } from 'node:fs/promises';
import { type BundleFile, packBundle } from '@rolekit/sdk/bundle';
import type { Blobs } from '../store/blobs.ts';
import type { StoredVersion } from '../store/catalogue.ts';

/**
 * Writes a version's archive again when it is damaged and the same content came in other bytes, as another gzip makes them.
 * The bytes that were published come back only from the same gzip. Returns whether the archive was written.
 */
export async function healArchive(
  version: Pick<StoredVersion, 'tgzDigest'>,
  files: readonly BundleFile[],
  blobs: Blobs,
): Promise<boolean> {
  if ((await blobs.state(version.tgzDigest)) === 'whole') return false;
  const packed = await packBundle(files);
  if (packed.tgzDigest !== version.tgzDigest) return false;
  const scratch = blobs.scratch();
  await writeFile(scratch, packed.tgz, { flag: 'wx', mode: 0o600 });
  await blobs.keep(scratch, version.tgzDigest);
  return true;
}
