import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { leftBehindBy } from '@rolekit/sdk/internal';
import { parseTools } from '@rolekit/sdk/internal/plugin';
import type { ConnectorDescription, PluginManifest, ToolsFile } from '@rolekit/sdk/plugin';
import semver from 'semver';
import { outputFolder } from '../build/emit.ts';
import { type ExamineOptions, examineCode } from '../build/examine-code.ts';
import { readFolder } from '../build/source.ts';
import { chooseTools } from '../build/tools.ts';
import { workspacePlugins } from '../build/workspace.ts';

/**
 * A plugin's tools, switched on as its manifest says; undefined where those of a connector are not known: it is remote, published
 * elsewhere, or its code does not load.
 *
 * @param own what the code of its own connectors says
 */
export async function toolsOf(
  dir: string,
  manifest: PluginManifest,
  own: readonly ConnectorDescription[],
  options: ExamineOptions = {},
): Promise<{ tools: ToolsFile; findings: Finding[] } | undefined> {
  const built = await builtTools(dir);
  const refs = Object.entries(manifest.extensions['dev.rolekit'].connectors ?? {});
  if (refs.length === 0) return built && { tools: built, findings: [] };
  const described = await Promise.all(
    refs.map(async ([name, ref]) => {
      if ('path' in ref) return own.find((description) => description.name === name);
      if ('url' in ref) return undefined;
      return (
        (await inWorkspace(dir, ref, options)) ?? built?.connectors.find((description) => description.name === name)
      );
    }),
  );
  const descriptions = described.filter((description) => description !== undefined);
  if (descriptions.length < refs.length) return undefined;
  const text = await readFile(join(dir, 'plugin.json'), 'utf8').catch(() => '');
  return chooseTools(manifest, text, descriptions);
}

/** What a connector of the same workspace says: as it was built, or as its code is now. */
async function inWorkspace(
  dir: string,
  { plugin, range }: { plugin: string; range: string },
  options: ExamineOptions,
): Promise<ConnectorDescription | undefined> {
  const plugins = await workspacePlugins(dir);
  const found = plugins.find(({ id, version }) => id === plugin && semver.satisfies(version, range));
  if (!found) return undefined;
  const built = await builtTools(found.dir);
  if (built) return built.connectors[0];
  const { manifest } = await readFolder(found.dir, options.onStep);
  return manifest && (await examineCode(found.dir, manifest, options)).descriptions[0];
}

/** A plugin's tools, from a build that is newer than what decides them; undefined when there is none. */
async function builtTools(dir: string): Promise<ToolsFile | undefined> {
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
