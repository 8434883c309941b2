import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
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

/** A client that sends what is not kept any more is read this much further, so that it sees the answer, then cut off. */
const DRAIN = 64 * 1024 * 1024;

/**
 * Writes the body to disk and takes its checksum on the way. Where it cannot be written, the rest is read all the same: a client
 * that still sends would see a broken connection, and not why.
 *
 * @throws RK_ARCHIVE_TOO_LARGE, RK_UPLOAD_BROKEN, RK_DISK_FULL, RK_DATA_READ_ONLY
 */
export async function receive(body: AsyncIterable<Uint8Array>, blobs: Blobs, limit: number): Promise<Upload> {
  const path = blobs.scratch();
  const discard = () => rm(path, { force: true });
  const hash = createHash('sha256');
  const file = await SafeFile.open(path);
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      const isKept = size <= limit && file.failure === undefined;
      if (!isKept && size > limit + DRAIN) break;
      if (!isKept) continue;
      hash.update(chunk);
      await file.append(chunk);
    }
  } catch (cause) {
    file.failure ??= cause;
  }
  await file.close();
  if (size <= limit && file.failure === undefined)
    return { path, size, tgzDigest: `sha256:${hash.digest('hex')}`, discard };
  await discard();
  if (size > limit) throw new RegistryError('RK_ARCHIVE_TOO_LARGE', { limit });
  const { failure: cause } = file;
  throw storageError(cause) ?? new RegistryError('RK_UPLOAD_BROKEN', {}, { cause });
}

/** A file that keeps the first error in the place of throwing it. */
class SafeFile {
  failure: unknown;
  readonly #handle: FileHandle | undefined;

  private constructor(handle: FileHandle | undefined, failure: unknown) {
    this.#handle = handle;
    this.failure = failure;
  }

  static open(path: string): Promise<SafeFile> {
    return open(path, 'wx', 0o600).then(
      (handle) => new SafeFile(handle, undefined),
      (error: unknown) => new SafeFile(undefined, error),
    );
  }

  append(bytes: Uint8Array): Promise<void> {
    return this.#keep(this.#handle?.appendFile(bytes));
  }

  close(): Promise<void> {
    return this.#keep(this.#handle?.close());
  }

  async #keep(work: Promise<void> | undefined): Promise<void> {
    await work?.catch((error: unknown) => {
      this.failure ??= error;
    });
  }
}
