import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { leftBehindBy } from '@rolekit/sdk/internal';
import { parseTools } from '@rolekit/sdk/internal/plugin';
import type { ToolsFile } from '@rolekit/sdk/plugin';
import { outputFolder } from '../build/emit.ts';

/** A plugin's tools, from a build that is newer than what decides them; undefined when there is none. */
export async function knownTools(dir: string): Promise<ToolsFile | undefined> {
  const file = join(await outputFolder(dir), 'tools.json');
  const built = await stat(file).catch(() => undefined);
  if (!built) return undefined;
  const sources = await Promise.all(['plugin.json', 'plugin.ts', 'src'].map((name) => newest(join(dir, name))));
  if (Math.max(...sources) > built.mtimeMs) return undefined;
  return parseTools(await readFile(file, 'utf8')).tools;
}

/** Milliseconds at which a file, or the newest file of a folder, was changed; 0 when it is not there. */
async function newest(path: string): Promise<number> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry) return 0;
  if (!entry.isDirectory()) return entry.mtimeMs;
  const inside = await readdir(path, { recursive: true, withFileTypes: true });
  const files = inside.filter((entry) => entry.isFile() && !leftBehindBy(entry.name));
  const times = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).mtimeMs));
  return Math.max(entry.mtimeMs, ...times);
}
