import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What stands in the templates and is replaced: they are working plugins, named `your-plugin`, with a connector `starter`, whose name
 * has no hyphens.
 */
export interface TemplateValues {
  name: string;
  namespace: string;
  title: string;
  description?: string | undefined;
}

// beside `src` as well as beside `dist`
const FOLDER = fileURLToPath(new URL('../templates/', import.meta.url));

/**
 * The files of a template, by path, with the values filled in.
 *
 * @param folders of `templates/`: files of a later one stand in the place of those of the same path before
 * @param without files of the first folder that are left out
 */
export async function fillTemplateFiles(
  folders: readonly string[],
  values: TemplateValues,
  without: readonly string[] = [],
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const described = await Promise.all(folders.map(descriptionOf));
  // package.json says what plugin.json does
  const description = values.description ?? described.findLast((text) => text !== undefined);
  for (const [index, folder] of folders.entries()) {
    for (const [path, text] of await filesOf(folder)) {
      if (index === 0 && without.includes(path)) continue;
      files.set(path, fill(text, described[index], { ...values, description }));
    }
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Of a connector that comes with a plugin: `review-desk` has `reviewdesk`. */
export function connectorName(plugin: string): string {
  return plugin.replaceAll('-', '');
}

async function filesOf(name: string): Promise<[path: string, text: string][]> {
  const folder = join(FOLDER, name);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: [path: string, text: string][] = [];
  for (const entry of entries.filter((file) => file.isFile())) {
    const from = join(entry.parentPath, entry.name);
    const path = from.slice(folder.length + 1).replaceAll('\\', '/');
    if (path.startsWith('dist/') || path === 'rolekit.lock.json') continue;
    // npm leaves files named .gitignore out of a package
    files.push([path === 'gitignore' ? '.gitignore' : path, await readFile(from, 'utf8')]);
  }
  return files;
}

function fill(
  text: string,
  written: string | undefined,
  { name, namespace, title, description }: TemplateValues,
): string {
  return text
    .replaceAll('your-namespace', () => namespace)
    .replaceAll('your-plugin', () => name)
    .replaceAll('STARTER', () => connectorName(name).toUpperCase())
    .replaceAll('Starter', () => title)
    .replaceAll('starter', () => connectorName(name))
    .replaceAll(JSON.stringify(written ?? '\0'), (same) => (description ? JSON.stringify(description) : same));
}

/** Of a workspace, package.json alone says it. */
async function descriptionOf(folder: string): Promise<string | undefined> {
  for (const file of ['plugin.json', 'package.json']) {
    const text = await readFile(join(FOLDER, folder, file), 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { description: string }).description;
  }
  return undefined;
}
