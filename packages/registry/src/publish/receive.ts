import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RegistryError } from '../errors.ts';
import type { Blobs } from '../store/blobs.ts';
import { storageError } from '../store/storage-errors.ts';

/** An upload on disk, not yet looked into. */
export interface Upload {
  path: string;
  /** Checksum of the .tgz. */
  tgzDigest: string;
  size: number;
  /** Removes the file; harmless after it became a blob. */
  discard(): Promise<void>;
}

/** A client that ignores the limit is read this much further, so that it sees the answer, then cut off. */
const DRAIN = 64 * 1024 * 1024;

/**
 * Writes the body to disk and takes its checksum on the way.
 *
 * @throws RK_ARCHIVE_TOO_LARGE, RK_UPLOAD_BROKEN, RK_DISK_FULL, RK_DATA_READ_ONLY
 */
export async function receive(body: AsyncIterable<Uint8Array>, blobs: Blobs, limit: number): Promise<Upload> {
  const path = blobs.scratch();
  const discard = () => rm(path, { force: true });
  const hash = createHash('sha256');
  let size = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > limit + DRAIN) return done(new RegistryError('RK_ARCHIVE_TOO_LARGE', { limit }));
      if (size > limit) return done();
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(body, measure, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  } catch (cause) {
    await discard();
    if (cause instanceof RegistryError) throw cause;
    throw storageError(cause) ?? new RegistryError('RK_UPLOAD_BROKEN', {}, { cause });
  }
  if (size > limit) {
    await discard();
    throw new RegistryError('RK_ARCHIVE_TOO_LARGE', { limit });
  }
  return { path, size, tgzDigest: `sha256:${hash.digest('hex')}`, discard };
}
