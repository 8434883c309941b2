import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

// beside `src` as well as beside `dist`
const FOLDER = fileURLToPath(new URL('../templates', import.meta.url));

/** What every connector from a description has, with the connector's name in the place of `starter`. */
export async function templateFiles(name: string): Promise<Map<string, string>> {
  const entries = await readdir(FOLDER, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(relative(FOLDER, path).split(sep).join('/'), (await readFile(path, 'utf8')).replaceAll('starter', name));
  }
  return files;
}

/** Files of the templates' `src` that no tool of this connector needs. */
export function unused(files: ReadonlyMap<string, string>): string[] {
  const used = new Set<string>();
  const look = (name: string): void => {
    if (used.has(name)) return;
    used.add(name);
    for (const [, other = ''] of (files.get(name) ?? '').matchAll(/ from '\.\/(\w+)\.ts';/g)) look(`src/${other}.ts`);
  };
  for (const [file, text] of files)
    if (file.startsWith('src/tools/'))
      for (const [, other = ''] of text.matchAll(/ from '\.\.\/(\w+)\.ts';/g)) look(`src/${other}.ts`);
  return HELPERS.filter((file) => !used.has(file));
}

const HELPERS = ['digits', 'files', 'hidden', 'styles', 'undo'].map((name) => `src/${name}.ts`);
