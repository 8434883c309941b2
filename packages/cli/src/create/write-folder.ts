import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { atExit, leftBehindBy, refuseErrors } from '@rolekit/sdk/internal';
import { CliError } from '../errors.ts';
import { checkSource } from '../validate/check.ts';

/**
 * Writes a new folder as a whole or not at all; what would not validate is not written.
 *
 * @throws RK_FOLDER_TAKEN when there is something in it; RK_FINDINGS
 */
export async function writeNew(dir: string, files: ReadonlyMap<string, string>): Promise<void> {
  const before = await readdir(dir).catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return undefined;
    if (error.code === 'ENOTDIR') throw new CliError('RK_FOLDER_TAKEN', { dir });
    throw error;
  });
  if (before?.some((name) => !leftBehindBy(name))) throw new CliError('RK_FOLDER_TAKEN', { dir });
  await mkdir(dirname(dir), { recursive: true });
  // not mkdtemp: its folders are closed to other users
  const fresh = join(dirname(dir), `.rolekit-new-${randomUUID()}`);
  const finished = atExit(() => rmSync(fresh, { recursive: true, force: true, maxRetries: 3 }));
  await mkdir(fresh);
  try {
    for (const [path, text] of files) {
      await mkdir(dirname(join(fresh, path)), { recursive: true });
      await writeFile(join(fresh, path), text);
    }
    for (const folder of pluginFolders(files))
      refuseErrors(await checkSource(join(fresh, folder), { types: false }), 'the new files');
    if (before === undefined) await rename(fresh, dir);
    else await fillEmpty(fresh, dir);
  } finally {
    await rm(fresh, { recursive: true, force: true, maxRetries: 3 });
    finished();
  }
}

/** The folders with a plugin among new files: of a workspace there are several. */
export function pluginFolders(files: ReadonlyMap<string, string>): string[] {
  return [...files.keys()].filter((path) => posix.basename(path) === 'plugin.json').map((path) => posix.dirname(path));
}

/** An empty folder may be the working folder, so it stays and its content moves in. */
async function fillEmpty(fresh: string, dir: string): Promise<void> {
  for (const name of await readdir(fresh)) await rename(join(fresh, name), join(dir, name));
}
