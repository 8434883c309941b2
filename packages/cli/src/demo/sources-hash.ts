import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leftBehindBy } from '@rolekit/sdk/internal';

const LEFT_OUT = new Set(['dist', '.rolekit', 'coverage', 'playbooks', 'test', 'sandbox']);

/** A hash of everything below some folders that a build reads; tests and sandboxes are not part of it. */
export async function hashSources(folders: readonly string[], salt: string): Promise<string> {
  const hash = createHash('sha256').update(salt);
  for (const folder of folders) {
    for (const path of await filesBelow(folder)) {
      hash.update(`\0${path}\0`);
      hash.update(await readFile(path));
    }
  }
  return hash.digest('hex');
}

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const paths = await Promise.all(
    entries.map((entry) => {
      if (leftBehindBy(entry.name)) return [];
      const path = join(dir, entry.name);
      if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : filesBelow(path);
      return entry.isFile() && !entry.name.endsWith('.test.ts') ? [path] : [];
    }),
  );
  return paths.flat().toSorted();
}
