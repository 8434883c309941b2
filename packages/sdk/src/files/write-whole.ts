import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface WriteWholeOptions {
  /** For the user alone, as is a folder that is made for it. @default true */
  isPrivate?: boolean;
  /** Has it outlive a loss of power. @default false */
  flush?: boolean;
  /** Mode and owner of the file, as far as this process may give them, instead of `isPrivate`. */
  owned?: { mode: number; uid: number; gid: number };
}

/** Writes a file whole or not at all: whoever reads it meanwhile reads what was there before. */
export async function writeWhole(
  path: string,
  content: string | Uint8Array,
  { isPrivate = true, flush = false, owned }: WriteWholeOptions = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, ...(isPrivate ? { mode: 0o700 } : {}) });
  const draft = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(draft, 'w', isPrivate ? 0o600 : 0o644);
    try {
      await file.writeFile(content);
      if (owned !== undefined) {
        await file.chown(owned.uid, owned.gid).catch(() => {});
        await file.chmod(owned.mode & 0o7777);
      }
      if (flush) await file.sync();
    } finally {
      await file.close();
    }
    // a draft that another process left behind keeps its mode
    if (isPrivate && owned === undefined) await chmod(draft, 0o600);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}
