import { existsSync } from 'node:fs';
import { glob, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { refusedFindings, refuseErrors } from '@rolekit/sdk/internal';
import { nearest } from '@rolekit/sdk/internal/texts';
import { parse } from 'yaml';
import { PLUGIN_GROUPS, readFolder } from '../build/index.ts';
import { usageError } from '../errors.ts';
import { upward } from '../project-folder.ts';
import type { ReleasePlugin } from './types.ts';

export const NOTES_FOLDER = '.changeset';

/** A plugin whose manifest cannot be read; its findings matter when it is named. */
interface BrokenPlugin {
  dir: string;
  names: string[];
  findings: readonly Finding[];
}

/** What is released together: the folder with the notes, and the plugins below it. */
export interface ReleaseWorkspace {
  root: string;
  plugins: ReleasePlugin[];
  broken: BrokenPlugin[];
  /** Names of npm packages that are no plugins. */
  packages: Set<string>;
}

const MARKS = [NOTES_FOLDER, 'pnpm-workspace.yaml', '.git'];

/** Finds the workspace around a folder: the nearest one with notes, a pnpm workspace or git, else the folder itself. */
export async function findReleaseWorkspace(cwd: string): Promise<ReleaseWorkspace> {
  const folders = upward(cwd);
  const inner = folders.find(isPluginFolder);
  const root = folders.find((folder) => MARKS.some((mark) => existsSync(join(folder, mark)))) ?? inner ?? resolve(cwd);
  const members = await packageFolders(root);
  const dirs = new Set([root, ...(await groupFolders(root)), ...members, ...(inner?.startsWith(root) ? [inner] : [])]);
  const workspace: ReleaseWorkspace = { root, plugins: [], broken: [], packages: new Set() };
  for (const dir of dirs) await addFolder(dir, workspace);
  return workspace;
}

/**
 * The plugins that are meant: the named ones, else the one in the working folder, else all.
 *
 * @param names `namespace/name`, a name, the name of its package, or a folder
 * @throws RK_USAGE for a name that is none, RK_FINDINGS of a plugin that cannot be read
 */
export function choosePlugins(workspace: ReleaseWorkspace, names: readonly string[], cwd: string): ReleasePlugin[] {
  const { root, plugins, broken } = workspace;
  if (names.length > 0) return [...new Set(names.map((name) => namedPlugin(workspace, name, cwd)))];
  const around = upward(cwd).find(
    (dir) => dir !== root && [...plugins, ...broken].some((plugin) => plugin.dir === dir),
  );
  const here = plugins.find(({ dir }) => dir === around);
  if (here) return [here];
  for (const { dir, findings } of broken.filter((plugin) => plugin.dir === around || plugins.length === 0))
    refuseErrors(placedIn(dir, findings, cwd), shown(dir, cwd));
  if (plugins.length === 0)
    throw usageError('There is no plugin here.', 'Run it in the folder of a plugin, or in a workspace of several.');
  return plugins;
}

function namedPlugin(workspace: ReleaseWorkspace, name: string, cwd: string): ReleasePlugin {
  const dir = resolve(cwd, name);
  const found = pluginsNamed(workspace, name);
  const byFolder = workspace.plugins.filter((plugin) => plugin.dir === dir);
  const [plugin, second] = found.length > 0 ? found : byFolder;
  if (second)
    throw usageError(`Several plugins are called ${name}.`, `Write ${found.map(({ id }) => id).join(' or ')}.`);
  if (plugin) return plugin;
  for (const broken of brokenNamed(workspace, name)) refuseErrors(placedIn(broken.dir, broken.findings, cwd), name);
  const near = nearest(name, namesIn(workspace));
  throw usageError(
    `There is no plugin ${name} here.`,
    near ? `Did you mean ${near}?` : `Name one of ${workspace.plugins.map(({ id }) => id).join(', ')}.`,
  );
}

/** Several only for a bare name that plugins of several namespaces have. */
export function pluginsNamed({ plugins }: ReleaseWorkspace, name: string): ReleasePlugin[] {
  const exact = plugins.find(({ id, packageName }) => id === name || packageName === name);
  return exact ? [exact] : plugins.filter(({ manifest }) => manifest.name === name);
}

export function brokenNamed({ broken }: ReleaseWorkspace, name: string): BrokenPlugin[] {
  return broken.filter(({ names }) => names.includes(name));
}

/** Every name that a note may use. */
export function namesIn({ plugins, packages }: ReleaseWorkspace): string[] {
  return [...plugins.flatMap(({ id, packageName, manifest }) => [id, manifest.name, packageName ?? id]), ...packages];
}

/** Findings of a plugin's folder, as said from the working folder. */
export function placedIn(dir: string, findings: readonly Finding[], cwd: string): Finding[] {
  return findings.map((finding) => ({ ...finding, file: shown(join(dir, finding.file), cwd) }));
}

/** A path from the working folder, with `/`. */
export function shown(path: string, cwd: string): string {
  return relative(cwd, path).split(sep).join('/') || '.';
}

function isPluginFolder(dir: string): boolean {
  return ['plugin.json', 'plugin.ts'].some((file) => existsSync(join(dir, file)));
}

async function addFolder(dir: string, workspace: ReleaseWorkspace): Promise<void> {
  const packageName = await nameOfPackage(dir);
  if (!isPluginFolder(dir)) {
    if (packageName !== undefined) workspace.packages.add(packageName);
    return;
  }
  const { manifest, findings } = await readFolder(dir).catch(onlyFindings);
  if (manifest) {
    const id = `${manifest.extensions['dev.rolekit'].namespace}/${manifest.name}`;
    workspace.plugins.push({ dir, id, packageName, manifest });
  } else {
    workspace.broken.push({ dir, names: [basename(dir), ...(packageName ? [packageName] : [])], findings });
  }
}

/** A definition in TypeScript that cannot be read says why in findings. */
function onlyFindings(error: unknown): { manifest?: undefined; findings: readonly Finding[] } {
  return { findings: refusedFindings(error) };
}

async function nameOfPackage(dir: string): Promise<string | undefined> {
  const { name } = await readObject(join(dir, 'package.json'), JSON.parse);
  return typeof name === 'string' ? name : undefined;
}

async function groupFolders(root: string): Promise<string[]> {
  const groups = PLUGIN_GROUPS.map(async (group) => {
    const entries = await readdir(join(root, group), { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory()).map((entry) => join(root, group, entry.name));
  });
  return (await Promise.all(groups)).flat().toSorted();
}

/** The folders of the packages that npm or pnpm count to the workspace. */
async function packageFolders(root: string): Promise<string[]> {
  const pnpm = await readObject(join(root, 'pnpm-workspace.yaml'), parse);
  const npm = await readObject(join(root, 'package.json'), JSON.parse);
  const { packages = npm.workspaces } = (npm.workspaces ?? {}) as { packages?: unknown };
  const patterns = [pnpm.packages, packages].flat().filter((pattern): pattern is string => typeof pattern === 'string');
  const manifests = patterns
    .filter((pattern) => !pattern.startsWith('!') && !pattern.split('/').includes('..'))
    .map((pattern) => `${pattern.replace(/\/$/, '')}/package.json`);
  const folders: string[] = [];
  const found = glob(manifests, { cwd: root, exclude: (path) => basename(path) === 'node_modules' });
  for await (const path of found) folders.push(join(root, dirname(path)));
  return folders.toSorted();
}

/** What cannot be read names nothing. */
async function readObject(path: string, read: (text: string) => unknown): Promise<Record<string, unknown>> {
  try {
    const value = read(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
