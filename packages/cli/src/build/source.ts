import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Finding, RolekitError } from '@rolekit/sdk';
import type { BundleFile } from '@rolekit/sdk/bundle';
import { isOutsideSource, refuseErrors } from '@rolekit/sdk/internal';
import { parseLock } from '@rolekit/sdk/internal/plugin';
import { holdsWords, type Words } from '@rolekit/sdk/internal/words';
import { type Lock, type PluginManifest, type PluginSource, readPlugin } from '@rolekit/sdk/plugin';
import type { Skill } from '@rolekit/sdk/skill';
import type { FromBase } from '../overlay/index.ts';
import { nearPluginFolder } from './near-folder.ts';
import { type Definition, inDefinition, readDefinition } from './typed.ts';
import type { BuildOptions } from './types.ts';
import { checkWords, type SourceWords } from './words.ts';

export const LOCK_FILE = 'rolekit.lock.json';

/** A plugin's source, checked, with the files that are shipped as they are. */
export interface Source {
  dir: string;
  manifest: PluginManifest;
  /** The text of `plugin.json`, for the places of later findings. */
  manifestText: string;
  /** For a plugin that is defined in TypeScript. */
  definition: Definition | undefined;
  skills: Skill[];
  /** Of `words.yaml`; undefined for a plugin without one. */
  words: Words | undefined;
  /** Where its skills hold them once they are filled. */
  places: SourceWords['places'];
  files: BundleFile[];
  lock: Lock | undefined;
  /** Of a plugin that follows a base, once it has what it takes of it. */
  base?: FromBase;
  /** Warnings and notes. */
  findings: Finding[];
}

/** A plugin's folder as it was read, with its words and the places in its skills that hold them. */
export interface FolderSource extends PluginSource, Omit<SourceWords, 'findings'> {
  definition: Definition | undefined;
}

const NO_WORDS: SourceWords = { findings: [], places: {} };

const SHIPPED = /^(?:readme\.md|licen[cs]e(?:\.(?:md|txt))?|notice(?:\.(?:md|txt))?)$/i;

/**
 * Reads a plugin's source folder, whether it has a `plugin.json` or a `plugin.ts`.
 *
 * @throws RK_FINDINGS for a definition that cannot be read
 */
export async function readFolder(dir: string, onStep?: BuildOptions['onStep']): Promise<FolderSource> {
  const definition = await readDefinition(dir, { onStep });
  const generated = definition?.files ?? [];
  const source = definition ? await readPlugin(dir, { generated }) : await withNear(dir, await readPlugin(dir));
  // The words of a plugin with a base are values for those of the base.
  const isOverlay = source.manifest?.extensions['dev.rolekit'].extends !== undefined;
  const { findings: found, ...words } = isOverlay
    ? NO_WORDS
    : await checkWords(dir, [...(await skillTexts(dir)), ...generated]);
  const findings = [...source.findings, ...found];
  return { ...source, ...words, findings: definition ? inDefinition(findings, definition) : findings, definition };
}

/** What of a folder's skills may hold words. */
async function skillTexts(dir: string): Promise<BundleFile[]> {
  if (!(await isFolder(join(dir, 'skills')))) return [];
  const paths = (await filesBelow(dir, 'skills')).filter(holdsWords);
  return Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(join(dir, path)) })));
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** What is said of a folder that is not there names the one that is meant. */
async function withNear(dir: string, source: PluginSource): Promise<PluginSource> {
  const [first] = source.findings;
  const near = first?.code === 'plugin/no-folder' ? await nearPluginFolder(dir) : undefined;
  return near === undefined || !first ? source : { ...source, findings: [{ ...first, fix: `Did you mean ${near}?` }] };
}

/**
 * Reads what a build starts from.
 *
 * @throws RK_FINDINGS with every problem of the source
 */
export async function readSource(path: string, onStep?: BuildOptions['onStep']): Promise<Source> {
  const dir = resolve(path);
  const { manifest, skills, words, places, findings, definition } = await readFolder(dir, onStep);
  refuseErrors(findings, path);
  // No error, so there is a manifest.
  if (!manifest) throw new RolekitError('RK_INTERNAL', { what: path, reference: 'no manifest and no finding' });
  const icon = manifest.extensions['dev.rolekit'].interface?.icon?.replace(/^\.\//, '');
  const names = await readdir(dir);
  const paths = [
    ...names.filter((name) => SHIPPED.test(name)),
    ...(icon ? [icon] : []),
    ...(names.includes('skills') ? await filesBelow(dir, 'skills') : []),
    ...(await componentFiles(dir, manifest)),
  ];
  const files: BundleFile[] = await Promise.all(
    [...new Set(paths)].map(async (file) => ({ path: file, bytes: await readFile(join(dir, file)) })),
  );
  const generated = definition?.files.find(({ path }) => path === 'plugin.json');
  return {
    dir,
    manifest,
    manifestText: new TextDecoder().decode(generated?.bytes ?? (await readFile(join(dir, 'plugin.json')))),
    definition,
    skills,
    words,
    places,
    files: [...files, ...(definition?.files ?? []).filter((file) => file !== generated)],
    lock: await readLock(dir),
    findings,
  };
}

/** The components that the manifest declares; what else lies in the source is not shipped. */
async function componentFiles(dir: string, manifest: PluginManifest): Promise<string[]> {
  const { components = [] } = manifest.extensions['dev.rolekit'];
  const paths = components.map(async ({ path }) => {
    return (await stat(join(dir, path))).isDirectory() ? filesBelow(dir, path) : [path];
  });
  return (await Promise.all(paths)).flat();
}

async function filesBelow(dir: string, below: string): Promise<string[]> {
  const entries = await readdir(join(dir, below), { withFileTypes: true });
  const paths = await Promise.all(
    entries
      .filter(({ name }) => !isOutsideSource(name, below))
      .map((entry) => {
        const path = `${below}/${entry.name}`;
        return entry.isDirectory() ? filesBelow(dir, path) : [path];
      }),
  );
  return paths.flat().toSorted();
}

/** A lock that cannot be read is made again. */
export async function readLock(dir: string): Promise<Lock | undefined> {
  const text = await readFile(join(dir, LOCK_FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseLock(text).lock;
}
