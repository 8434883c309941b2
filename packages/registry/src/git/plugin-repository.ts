import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleFile } from '@rolekit/sdk/bundle';
import { writeWhole } from '@rolekit/sdk/internal';
import { RegistryError } from '../errors.ts';
import { commitObject, type GitObject, treeObjects, versionMessage } from '../object-id.ts';
import { readArchiveFiles } from '../store/archives.ts';
import type { Blobs } from '../store/blobs.ts';
import type { StoredVersion } from '../store/catalogue.ts';
import { latestOf } from '../store/latest-version.ts';
import { runGit } from './git-process.ts';
import { objectIds, PackWriter } from './pack-file.ts';
import { initRepository, readRefs, removeRef, removeRepository, writeRef } from './repository-files.ts';

const MAIN = 'refs/heads/main';

export interface RepositorySources {
  blobs: Blobs;
  /** Files of a version that was just published, so that its archive need not be read again. */
  fresh?: { commit: string; files: readonly BundleFile[] } | undefined;
  /** Told of each version whose archive is damaged: it has no tag until it is healed. */
  skipped(version: StoredVersion, error: RegistryError): void;
  /** Whether a version has to stay out, although its archive is there; nothing of it stays in the object store. */
  withheld(version: StoredVersion): boolean;
}

/** Where the repository of a plugin lies; one object store each, never shared. */
export function pluginRepositoryPath(root: string, namespace: string, name: string): string {
  return join(root, 'plugins', namespace, `${name}.git`);
}

/**
 * Brings the repository of a plugin up to date: a commit and a tag for each version in the order of publication, `main` at
 * the latest stable one. What is there and right is kept, what is missing or wrong is made again from the archives. A version
 * whose archive is damaged, or that is withheld, is left out; the one after it is where a shallow history begins, with its recorded commit.
 */
export async function syncPluginRepository(
  dir: string,
  versions: readonly StoredVersion[],
  sources: RepositorySources,
): Promise<void> {
  const shown = versions.filter((version) => !isOut(version, sources));
  await forgetWithheld(
    dir,
    versions.filter((version) => isOut(version, sources)),
  );
  await initRepository(dir);
  const [refs, ids] = await Promise.all([readRefs(dir), objectIds(dir)]);
  const known = new Map(shown.map(({ version, commit }) => [tagOf(version), commit]));
  for (const [ref, commit] of refs)
    if (ref.startsWith('refs/tags/') && known.get(ref) !== commit) await removeRef(dir, ref);

  const present = new Set(
    shown.filter(({ version, commit }) => refs.get(tagOf(version)) === commit && ids.has(commit)),
  );
  if (present.size === shown.length && refs.get(MAIN) === latestIn(present)?.commit) return;

  const pack = new PackWriter(dir, ids);
  const added: StoredVersion[] = [];
  for (const version of shown) {
    if (present.has(version)) continue;
    const files = await readableFiles(version, sources);
    if (files === undefined) continue;
    for (const object of await objectsOf(dir, version, { versions, files })) await pack.add(object);
    present.add(version);
    added.push(version);
  }
  await pack.end();
  // before a ref leads to what has no parent here
  await writeShallow(dir, shallowOf(versions, present));
  for (const { version, commit } of added) await writeRef(dir, tagOf(version), commit);
  const main = latestIn(present);
  if (main === undefined) await removeRef(dir, MAIN);
  else await writeRef(dir, MAIN, main.commit);
}

/** Quarantined, taken down, or refused by the company. */
function isOut(version: StoredVersion, { withheld }: RepositorySources): boolean {
  return version.withheld !== null || withheld(version);
}

/** Whoever knows a hash gets its object, so that a repository that has one of a withheld version is made again without it. */
async function forgetWithheld(dir: string, withheld: readonly StoredVersion[]): Promise<void> {
  if (withheld.length === 0 || !existsSync(join(dir, 'HEAD'))) return;
  const asked = Buffer.from(withheld.map(({ commit }) => `${commit}\n`).join(''));
  const found = await runGit(['--git-dir', dir, 'cat-file', '--batch-check'], [asked]);
  if (/ commit \d+$/m.test(found)) await removeRepository(dir);
}

/** The commit that was recorded, and what it holds. */
async function objectsOf(
  dir: string,
  version: StoredVersion,
  { versions, files }: { versions: readonly StoredVersion[]; files: readonly BundleFile[] },
): Promise<GitObject[]> {
  const objects = treeObjects(files);
  const commit = commitObject({
    tree: objects.at(-1)?.id ?? '',
    parent: versions[versions.indexOf(version) - 1]?.commit,
    at: version.publishedAt,
    message: versionMessage(version.name, version.version, version.digest),
  });
  if (commit.id !== version.commit) await refuse(dir, version);
  return [...objects, commit];
}

function latestIn(versions: ReadonlySet<StoredVersion>): StoredVersion | undefined {
  const latest = latestOf([...versions]);
  return [...versions].find(({ version }) => version === latest);
}

async function refuse(dir: string, { namespace, name, version }: StoredVersion): Promise<never> {
  await removeRepository(dir);
  throw new RegistryError('RK_GIT_FAILED', {
    reason: `the commit of ${namespace}/${name} ${version} is not the recorded one`,
  });
}

/** Commits whose parent the repository does not have. */
function shallowOf(versions: readonly StoredVersion[], present: ReadonlySet<StoredVersion>): string[] {
  return versions
    .filter((version, at) => {
      const parent = versions[at - 1];
      return present.has(version) && parent !== undefined && !present.has(parent);
    })
    .map(({ commit }) => commit);
}

async function writeShallow(dir: string, commits: readonly string[]): Promise<void> {
  const path = join(dir, 'shallow');
  if (commits.length === 0) return rm(path, { force: true });
  await writeWhole(path, commits.map((commit) => `${commit}\n`).join(''), { isPrivate: false });
}

/** Undefined, and told, when the archive is damaged. */
async function readableFiles(
  version: StoredVersion,
  { blobs, fresh, skipped }: RepositorySources,
): Promise<readonly BundleFile[] | undefined> {
  if (fresh?.commit === version.commit) return fresh.files;
  try {
    return await readArchiveFiles(blobs, version);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    skipped(version, error);
    return undefined;
  }
}

function tagOf(version: string): string {
  return `refs/tags/v${version}`;
}
