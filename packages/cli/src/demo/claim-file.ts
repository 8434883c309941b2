import { readFile, rm } from 'node:fs/promises';
import { writeWhole } from '@rolekit/sdk/internal';
import { isAlive } from '../registry/start-file.ts';

/** A file that says what runs now, taken over from another process or made. */
export interface Claim {
  /** Gives the file back to the process that had it, if that still runs; else removes it. */
  release(): Promise<void>;
}

/** Remembers whose file it was before this process writes it; a crashed process has no claim. */
export async function claimFile(path: string): Promise<Claim> {
  const before = await readFile(path, 'utf8').catch(() => undefined);
  return {
    async release() {
      const now = await readFile(path, 'utf8').catch(() => undefined);
      // A later process has taken it over, and gives it back itself.
      if (now !== undefined && pidOf(now) !== process.pid) return;
      const owner = before === undefined ? undefined : pidOf(before);
      if (before !== undefined && owner !== undefined && owner !== process.pid && isAlive(owner)) {
        await writeWhole(path, before);
      } else await rm(path, { force: true });
    },
  };
}

function pidOf(text: string): number | undefined {
  try {
    const { pid } = JSON.parse(text);
    return Number.isInteger(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}
