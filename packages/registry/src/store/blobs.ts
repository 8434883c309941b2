import { randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Archives on disk, each under the checksum of its bytes. What is there is whole; what is referred to is there. */
export interface Blobs {
  /** A new file to write an upload to; below the same file system as the blobs. */
  scratch(): string;
  /** Makes a scratch file the blob of that checksum; it survives a power cut once this returns. */
  keep(scratch: string, digest: string): Promise<void>;
  size(digest: string): Promise<number | undefined>;
  read(digest: string, range?: { start: number; end: number }): ReadStream;
  /** Removes unfinished uploads and every blob that nothing refers to. Returns how many. */
  sweep(referred: ReadonlySet<string>): Promise<number>;
}

/** Opens a folder of blobs; creates it when it is missing. */
export async function openBlobs(dir: string): Promise<Blobs> {
  const incoming = join(dir, 'incoming');
  const stored = join(dir, 'sha256');
  await mkdir(incoming, { recursive: true });
  await mkdir(stored, { recursive: true });

  const folderOf = (hex: string) => join(stored, hex.slice(0, 2));
  const pathOf = (digest: string) => {
    const hex = digest.replace(/^sha256:/, '');
    return join(folderOf(hex), hex);
  };

  return {
    scratch: () => join(incoming, randomUUID()),

    async keep(scratch, digest) {
      const folder = folderOf(digest.replace(/^sha256:/, ''));
      await syncFile(scratch);
      await mkdir(folder, { recursive: true });
      await rename(scratch, pathOf(digest));
      await syncFolder(folder);
      await syncFolder(stored);
    },

    async size(digest) {
      return stat(pathOf(digest)).then(
        (found) => found.size,
        () => undefined,
      );
    },

    read: (digest, range) => createReadStream(pathOf(digest), range),

    async sweep(referred) {
      let removed = 0;
      for (const name of await readdir(incoming)) {
        await rm(join(incoming, name), { force: true });
        removed += 1;
      }
      for (const folder of await readdir(stored)) {
        for (const hex of await readdir(join(stored, folder))) {
          if (referred.has(`sha256:${hex}`)) continue;
          await rm(join(stored, folder, hex), { force: true });
          removed += 1;
        }
      }
      return removed;
    },
  };
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The name of a file is durable only when its folder is synced; Windows has no such call and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
