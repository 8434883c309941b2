import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ArgumentValues } from '../command.ts';

/** What may come at the end of a command line. */
export interface Candidate {
  word: string;
  description: string;
}

const MAX_FOLDERS = 200;

/** The values of an argument that can be known without a registry. */
export async function valuesOf(values: ArgumentValues | undefined, typed: string, cwd: string): Promise<Candidate[]> {
  if (values === undefined) return [];
  if (values === 'plugin folder') return pluginFolders(typed, cwd);
  if (values === 'connector') return connectors(cwd);
  return values.map((word) => ({ word, description: '' }));
}

/** Folders of plugins below what is typed, at most two deep. */
async function pluginFolders(typed: string, cwd: string): Promise<Candidate[]> {
  const start = typed.slice(0, typed.lastIndexOf('/') + 1);
  const near = await foldersIn(start, cwd);
  const further = await Promise.all(near.slice(0, MAX_FOLDERS).map((folder) => foldersIn(`${folder}/`, cwd)));
  return [...near, ...further.flat()]
    .filter((folder) => ['plugin.json', 'plugin.ts'].some((file) => existsSync(resolve(cwd, folder, file))))
    .map((word) => ({ word, description: '' }));
}

async function foldersIn(start: string, cwd: string): Promise<string[]> {
  const entries = await readdir(resolve(cwd, start), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !/^(?:\.|node_modules$|dist$)/.test(entry.name))
    .map(({ name }) => `${start}${name}`);
}

async function connectors(cwd: string): Promise<Candidate[]> {
  const { connectorSources } = await import('../connectors.ts');
  const names = (await connectorSources(cwd)).map(({ name }) => name);
  return [...new Set(names)].map((word) => ({ word, description: '' }));
}
