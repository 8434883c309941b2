import { existsSync, renameSync, rmSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type BundleFile, inspectFolder } from '@rolekit/sdk/bundle';
import { atExit, refuseErrors, writeWhole } from '@rolekit/sdk/internal';
import { writeLock } from '@rolekit/sdk/internal/plugin';
import { LOCK_FILE } from './source.ts';
import type { ComposedBundle } from './types.ts';

/** `dist/`; `dist/bundle/` in a package whose own build writes to `dist/`, which would be lost otherwise. */
export async function outputFolder(dir: string): Promise<string> {
  const manifest = await readFile(join(dir, 'package.json'), 'utf8').catch(() => '');
  const isOthers = /"(?:\.\/)?dist\//.test(manifest);
  return isOthers ? join(dir, 'dist', 'bundle') : join(dir, 'dist');
}

/**
 * Writes a bundle's folder as a whole or not at all, and its lock beside the source.
 *
 * @throws RK_FINDINGS when the bundle does not pass the inspection of an archive
 */
export async function emitBundle(bundle: ComposedBundle, out: string): Promise<void> {
  const target = resolve(out);
  await replaceFolder(target, bundle.files, async (fresh) => {
    refuseErrors((await inspectFolder(fresh)).findings, `the bundle of ${bundle.manifest.name}`);
  });
  await replaceFile(join(bundle.source, LOCK_FILE), writeLock(bundle.lock));
}

/** Writes files to a new folder, has it checked, and puts it in the place of an old one. */
export async function replaceFolder(
  target: string,
  files: readonly BundleFile[],
  check?: (fresh: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const aside = (what: string) => join(dirname(target), `.${basename(target)}-${what}-${process.pid}`);
  const fresh = aside('new');
  const old = aside('old');
  const finished = atExit(() => {
    if (existsSync(old) && !existsSync(target)) renameSync(old, target);
    for (const dir of [fresh, old]) rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  });
  try {
    for (const { path, bytes } of files) {
      const file = join(fresh, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
    }
    await check?.(fresh);
    if (existsSync(target)) await rename(target, old);
    await rename(fresh, target);
  } catch (error) {
    if (existsSync(old) && !existsSync(target)) await rename(old, target);
    throw error;
  } finally {
    await rm(fresh, { recursive: true, force: true, maxRetries: 3 });
    await rm(old, { recursive: true, force: true, maxRetries: 3 });
    finished();
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => undefined)) !== text)
    await writeWhole(path, text, { isPrivate: false });
}
