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
