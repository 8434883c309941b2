import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Connector } from '@rolekit/sdk';
import { outsideConnector } from '@rolekit/sdk/internal';
import { parseManifest } from '@rolekit/sdk/plugin';
import { isTyped, readDefinition } from './build/typed.ts';
import { workspacePlugins } from './build/workspace.ts';
import { CliError } from './errors.ts';
import { upward } from './project-folder.ts';

/** The source of a connector: a plugin whose manifest names its own code. */
export interface ConnectorSource {
  name: string;
  /** Folder of its `plugin.json` or `plugin.ts`. */
  dir: string;
  /** Its code's entry. */
  entry: string;
}

/** The connector sources around a folder: the plugin that the folder is part of, then the workspace. */
export async function connectorSources(cwd: string): Promise<ConnectorSource[]> {
  const around = upward(cwd).filter((folder) => isPluginFolder(folder));
  const near = await workspacePlugins(cwd);
  const trusted = await Promise.all(near.map(async ({ dir }) => ((await isShared(dirname(dir))) ? [] : [dir])));
  const dirs = [...new Set([...around, ...trusted.flat()])];
  return (await Promise.all(dirs.map(sourcesIn))).flat();
}

/** True for a plugin's source folder. */
export function isPluginFolder(dir: string): boolean {
  return existsSync(join(dir, 'plugin.json')) || isTyped(dir);
}

/** True for a folder such as `/tmp`, where anybody may put a neighbour: code of theirs is not run for its name alone. */
async function isShared(folder: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  const entry = await stat(folder).catch(() => undefined);
  return entry !== undefined && (entry.mode & 0o002) !== 0;
}

/** The connectors whose code a plugin has itself; none for a manifest with errors. */
export async function sourcesIn(dir: string): Promise<ConnectorSource[]> {
  const text = await manifestText(dir);
  const manifest = text === undefined ? undefined : parseManifest(text).manifest;
  const refs = Object.entries(manifest?.extensions['dev.rolekit'].connectors ?? {});
  return refs.flatMap(([name, ref]) => ('path' in ref ? [{ name, dir, entry: resolve(dir, ref.path) }] : []));
}

async function manifestText(dir: string): Promise<string | undefined> {
  if (!isTyped(dir)) return readFile(join(dir, 'plugin.json'), 'utf8').catch(() => undefined);
  const definition = await readDefinition(dir).catch(() => undefined);
  const file = definition?.files.find(({ path }) => path === 'plugin.json');
  return file && new TextDecoder().decode(file.bytes);
}

/**
 * Loads a connector's code into this process; nothing of it is called.
 *
 * @throws RK_FINDINGS when it does not build; RK_NO_CONNECTOR when it exports none
 */
export async function loadConnector(dir: string, entry: string): Promise<Connector> {
  const { loadModule } = await import('./load-module.ts');
  const connector = outsideConnector((await loadModule(dir, entry)).default);
  if (connector) return connector;
  throw new CliError('RK_NO_CONNECTOR', { file: entry });
}
