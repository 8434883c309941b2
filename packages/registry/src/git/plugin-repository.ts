import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleFile } from '@rolekit/sdk/bundle';
import { writeWhole } from '@rolekit/sdk/internal';
import { RegistryError } from '../errors.ts';
import { commitText, treeId, versionMessage } from '../object-id.ts';
import { readArchiveFiles } from '../store/archives.ts';
import type { Blobs } from '../store/blobs.ts';
import type { StoredVersion } from '../store/catalogue.ts';
import { latestOf } from '../store/latest-version.ts';
import {
  type CommitInput,
  fastImport,
  initRepository,
  readRefs,
  readWrittenRef,
  removeRepository,
} from './fast-import.ts';
import { runGit } from './git-process.ts';

const MAIN = 'refs/heads/main';

/** The zero id: a ref that is reset from it goes away. */
const NOTHING = '0'.repeat(40);

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
 * whose archive is damaged, or that is withheld, is left out; the one after it becomes a root of a shallow history, with its recorded commit.
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
  const refs = (await initRepository(dir)) ? new Map<string, string>() : await readRefs(dir);
  const known = new Map(shown.map(({ version, commit }) => [tagOf(version), commit]));
  const wrong = [...refs].filter(([ref, commit]) => ref.startsWith('refs/tags/') && known.get(ref) !== commit);
  if (wrong.length > 0) await fastImport(dir, [], () => Object.fromEntries(wrong.map(([ref]) => [ref, NOTHING])));

  const present = new Set(shown.filter(({ version, commit }) => refs.get(tagOf(version)) === commit));
  if (present.size === shown.length && refs.get(MAIN) === latestIn(present)?.commit) return;

  let missing = shown.filter((version) => !present.has(version));
  for (;;) {
    const gap = await importUntilGap(dir, missing, { versions, present, sources });
    if (gap === undefined) break;
    missing = missing.slice(missing.indexOf(gap.version) + 1);
    present.add(gap.version);
    await graft(dir, gap, shallowOf(versions, present));
  }
  await writeShallow(dir, shallowOf(versions, present));
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

interface Import {
  versions: readonly StoredVersion[];
  /** Those that the repository has; grows. */
  present: Set<StoredVersion>;
  sources: RepositorySources;
}

interface Gap {
  version: StoredVersion;
  parent: string;
  files: readonly BundleFile[];
}

/** Imports one version after the other, then moves `main`; stops at one whose parent is not there, which git cannot import. */
async function importUntilGap(
  dir: string,
  missing: readonly StoredVersion[],
  { versions, present, sources }: Import,
): Promise<Gap | undefined> {
  let gap: Gap | undefined;
  const written = new Map<StoredVersion, string>();
  async function* commits(): AsyncGenerator<CommitInput> {
    for (const version of missing) {
      const files = await readableFiles(version, sources);
      if (files === undefined) continue;
      const parent = versions[versions.indexOf(version) - 1];
      const from = parent && (written.get(parent) ?? (present.has(parent) ? parent.commit : undefined));
      if (parent !== undefined && from === undefined) {
        gap = { version, parent: parent.commit, files };
        return;
      }
      written.set(version, `:${written.size + 1}`);
      yield { ...commitOf(version), ref: tagOf(version.version), parent: from, files };
    }
  }
  await fastImport(dir, commits(), () => {
    if (gap !== undefined) return {};
    const main = latestIn(new Set([...present, ...written.keys()]));
    return { [MAIN]: main === undefined ? NOTHING : (written.get(main) ?? main.commit) };
  });
  for (const version of written.keys()) {
    if ((await readWrittenRef(dir, tagOf(version.version))) !== version.commit) await refuse(dir, version);
    present.add(version);
  }
  return gap;
}

/** Writes the recorded commit of a version whose parent is missing, and its tag. */
async function graft(dir: string, { version, parent, files }: Gap, shallow: readonly string[]): Promise<void> {
  const ref = 'refs/rolekit/graft';
  const { at, message } = commitOf(version);
  const git = ['--git-dir', dir];
  await fastImport(dir, [{ ref, parent: undefined, at, message, files }], () => ({}));
  const text = commitText({ tree: treeId(files), parent, at, message });
  const commit = (await runGit([...git, 'hash-object', '-t', 'commit', '-w', '--stdin'], [text])).trim();
  if (commit !== version.commit) await refuse(dir, version);
  await writeShallow(dir, shallow);
  await runGit([...git, 'update-ref', tagOf(version.version), commit]);
  await runGit([...git, 'update-ref', '-d', ref]);
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

function commitOf({ name, version, digest, publishedAt }: StoredVersion): { at: string; message: string } {
  return { at: publishedAt, message: versionMessage(name, version, digest) };
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
