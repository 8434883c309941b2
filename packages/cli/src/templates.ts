import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What stands in the templates and is replaced: they are working plugins, named `starter`. */
export interface TemplateValues {
  name: string;
  namespace: string;
  title: string;
  description?: string | undefined;
}

// beside `src` as well as beside `dist`
const FOLDER = fileURLToPath(new URL('../templates/', import.meta.url));

/** The files of a template, by path, with the values filled in. */
export async function fillTemplateFiles(
  kind: 'connector' | 'plugin',
  values: TemplateValues,
): Promise<Map<string, string>> {
  const folder = join(FOLDER, kind);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  const written = await descriptionOf(folder);
  for (const entry of entries.filter((file) => file.isFile())) {
    const from = join(entry.parentPath, entry.name);
    const path = from.slice(folder.length + 1).replaceAll('\\', '/');
    if (path.startsWith('dist/') || path === 'rolekit.lock.json') continue;
    // npm leaves files named .gitignore out of a package
    files.set(path === 'gitignore' ? '.gitignore' : path, fill(await readFile(from, 'utf8'), written, values));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function fill(
  text: string,
  written: string | undefined,
  { name, namespace, title, description }: TemplateValues,
): string {
  return text
    .replaceAll('your-namespace', () => namespace)
    .replaceAll('STARTER', () => name.toUpperCase())
    .replaceAll('Starter', () => title)
    .replaceAll('starter', () => name)
    .replaceAll(JSON.stringify(written ?? '\0'), (same) => (description ? JSON.stringify(description) : same));
}

async function descriptionOf(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'plugin.json'), 'utf8').catch(() => undefined);
  const manifest: { description: string } | undefined = text === undefined ? undefined : JSON.parse(text);
  return manifest?.description;
}
