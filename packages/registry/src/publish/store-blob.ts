import type { Blobs } from '../store/blobs.ts';
import type { Upload } from './receive.ts';

/** Makes the upload durable under its checksum, before any row refers to it. One that nothing refers to is swept at the next start. */
export async function storeBlob(upload: Upload, blobs: Blobs): Promise<void> {
  if ((await blobs.size(upload.tgzDigest)) === upload.size) return;
  await blobs.keep(upload.path, upload.tgzDigest);
}
