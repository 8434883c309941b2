import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * A folder of this process alone under `<project>/.rolekit/dev/`: several hosts may each start `rolekit dev`. What a process
 * that is gone left there is removed.
 */
export async function openDevFolder(project: string): Promise<{ dir: string; close(): Promise<void> }> {
  const all = join(project, '.rolekit', 'dev');
  const left = await readdir(all).catch(() => []);
  for (const name of left) if (/^\d+$/.test(name) && !isRunning(Number(name))) await remove(join(all, name));
  const dir = join(all, String(process.pid));
  await remove(dir);
  await mkdir(dir, { recursive: true });
  return {
    dir,
    async close() {
      await remove(dir);
      // another process may have a folder there; an empty `.rolekit` would mark a project that is none
      for (const folder of [all, dirname(all)]) await rmdir(folder).catch(() => {});
    },
  };
}

function remove(dir: string): Promise<void> {
  return rm(dir, { recursive: true, force: true, maxRetries: 3 });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // a process of another user
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
