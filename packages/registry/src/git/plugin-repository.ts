import { join } from 'node:path';
import { type BundleFile, inspectArchive } from '@rolekit/sdk/bundle';
import { RegistryError } from '../errors.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Catalogue, StoredVersion } from '../store/catalogue.ts';
import { latestOf } from '../store/rank.ts';
import {
  type CommitInput,
  fastImport,
  initRepository,
  readRefs,
  readWrittenRef,
  removeRepository,
} from './fast-import.ts';
import { versionMessage } from './object-id.ts';

/** The zero id: a ref that is reset from it goes away. */
const NOTHING = '0'.repeat(40);

export interface RepositorySources {
  catalogue: Catalogue;
  blobs: Blobs;
  /** Files of a version that was just published, so that its archive need not be read again. */
  fresh?: { commit: string; files: readonly BundleFile[] } | undefined;
}

/** Where the repository of a plugin lies; one object store each, never shared. */
export function pluginRepositoryPath(root: string, namespace: string, name: string): string {
  return join(root, 'plugins', namespace, `${name}.git`);
}

/**
 * Brings the repository of a plugin up to date: a commit and a tag for each version in the order of publication, `main` at
 * the latest stable one. What is there and right is kept; what is wrong is made again from the archives.
 */
export async function syncPluginRepository(
  dir: string,
  versions: readonly StoredVersion[],
  sources: RepositorySources,
): Promise<void> {
  let refs = (await initRepository(dir)) ? new Map<string, string>() : await readRefs(dir);
  if (disagrees(refs, versions)) {
    await removeRepository(dir);
    await initRepository(dir);
    refs = new Map();
  }
  const missing = versions.filter(({ version }) => !refs.has(tagOf(version)));
  const latest = latestOf(versions);
  const main = versions.find(({ version }) => version === latest)?.commit;
  if (missing.length === 0 && refs.get('refs/heads/main') === main) return;

  const marks = new Map(missing.map(({ commit }, at) => [commit, `:${at + 1}`]));
  await fastImport(dir, commitsOf(versions, missing, marks, sources), () => ({
    'refs/heads/main': main === undefined ? NOTHING : (marks.get(main) ?? main),
  }));

  const written = await Promise.all(missing.map(({ version }) => readWrittenRef(dir, tagOf(version))));
  const wrong = missing.find(({ commit }, at) => written[at] !== commit);
  if (wrong !== undefined) {
    await removeRepository(dir);
    throw new RegistryError('RK_GIT_FAILED', {
      reason: `the commit of ${wrong.namespace}/${wrong.name} ${wrong.version} is not the recorded one`,
    });
  }
}

async function* commitsOf(
  versions: readonly StoredVersion[],
  missing: readonly StoredVersion[],
  marks: ReadonlyMap<string, string>,
  sources: RepositorySources,
): AsyncGenerator<CommitInput> {
  for (const version of missing) {
    const parent = versions[versions.indexOf(version) - 1]?.commit;
    yield {
      ref: tagOf(version.version),
      parent: parent === undefined ? undefined : (marks.get(parent) ?? parent),
      at: version.publishedAt,
      message: versionMessage(version.name, version.version, version.digest),
      files: await filesOf(version, sources),
    };
  }
}

async function filesOf(version: StoredVersion, { blobs, fresh }: RepositorySources): Promise<readonly BundleFile[]> {
  if (fresh?.commit === version.commit) return fresh.files;
  const inspection = await inspectArchive(blobs.read(version.tgzDigest));
  if (!inspection.ok || inspection.bundle.digest !== version.digest) {
    throw new RegistryError('RK_GIT_FAILED', {
      reason: `the stored archive of ${version.namespace}/${version.name} ${version.version} cannot be read`,
    });
  }
  return inspection.bundle.files;
}

function disagrees(refs: ReadonlyMap<string, string>, versions: readonly StoredVersion[]): boolean {
  const known = new Map(versions.map(({ version, commit }) => [tagOf(version), commit]));
  return [...refs].some(([ref, commit]) => ref.startsWith('refs/tags/') && known.get(ref) !== commit);
}

function tagOf(version: string): string {
  return `refs/tags/v${version}`;
}
