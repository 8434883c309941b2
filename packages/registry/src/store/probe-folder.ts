import { rm, statfs, writeFile } from 'node:fs/promises';
import { RegistryError } from '../errors.ts';

/** Less free space than this counts as none: an upload or a transaction would not fit. */
const MIN_FREE_BYTES = 1024 * 1024;
const PROBE = Buffer.alloc(4096);

/** Writes a file and looks whether there is space for more. @throws RK_DISK_FULL and what the disk says */
export async function probeFolder(dir: string, path: string): Promise<void> {
  try {
    await writeFile(path, PROBE, { mode: 0o600 });
    const { bavail, bsize } = await statfs(dir);
    if (bavail * bsize < MIN_FREE_BYTES) throw new RegistryError('RK_DISK_FULL');
  } finally {
    await rm(path, { force: true }).catch(() => {});
  }
}
