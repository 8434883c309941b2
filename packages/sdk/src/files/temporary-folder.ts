import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from './at-exit.ts';

const REMOVE = { recursive: true, force: true, maxRetries: 3 } as const;
const finished = new Map<string, () => void>();

/** Makes a folder that does not outlive this process. Made in one go: Ctrl-C does not come in between. */
export function makeTemporary(prefix: string): string {
  const dir = mkdtempSync(join(tmpdir(), prefix));
  finished.set(
    dir,
    atExit(() => rmSync(dir, REMOVE)),
  );
  return dir;
}

/** Removes a folder that `makeTemporary` made. */
export async function removeTemporary(dir: string): Promise<void> {
  await rm(dir, REMOVE);
  finished.get(dir)?.();
  finished.delete(dir);
}
