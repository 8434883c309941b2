import type { Blobs } from '../store/blobs.ts';
import type { Upload } from './receive.ts';

/**
 * Makes the upload durable under its checksum, before any row refers to it. What is there already is read, not believed: so
 * publishing again heals an archive that was damaged. Returns whether anything was written.
 */
export async function storeBlob(upload: Upload, blobs: Blobs): Promise<boolean> {
  if ((await blobs.state(upload.tgzDigest)) === 'whole' && (await blobs.claim(upload.tgzDigest))) return false;
  await blobs.keep(upload.path, upload.tgzDigest);
  return true;
}
