import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { leftBehindBy, makeTemporary, removeTemporary } from '@rolekit/sdk/internal';
import { RegistryError } from '../errors.ts';
import { runGit } from '../git/git-process.ts';
import { MarketplaceRepository } from '../git/marketplace-repository.ts';
import { syncPluginRepository } from '../git/plugin-repository.ts';
import { readRefs, removeRepository } from '../git/repository-files.ts';
import { CompanyPolicy } from '../policy/company-policy.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Catalogue, StoredVersion } from '../store/catalogue.ts';
import { FIX, type Findings } from './report.ts';

interface Check {
  root: string;
  catalogue: Catalogue;
  blobs: Blobs;
  repair: boolean;
  findings: Findings;
}

const MAIN = 'refs/heads/main';
const UNREADABLE = 'Its objects cannot all be read.';

/**
 * The repositories that were derived so far. One that is behind is no problem: it is brought up to date when it is asked
 * for. One that says something else than the catalogue is.
 */
export async function checkGit(check: Check): Promise<void> {
  try {
    await runGit(['--version']);
  } catch (error) {
    if (!(error instanceof RegistryError) || error.code !== 'RK_GIT_MISSING') throw error;
    check.findings.skipped.push('git repositories: there is no `git` on this machine');
    return;
  }
  for (const namespace of await foldersIn(join(check.root, 'plugins'))) {
    for (const folder of await foldersIn(join(check.root, 'plugins', namespace)))
      await checkPluginRepository(namespace, folder.replace(/\.git$/, ''), check);
  }
  for (const folder of await foldersIn(join(check.root, 'namespaces')))
    await checkMarketplace(join(check.root, 'namespaces', folder), folder.replace(/\.git$/, ''), check);
  if ((await foldersIn(check.root)).includes('all.git'))
    await checkMarketplace(join(check.root, 'all.git'), undefined, check);
}

async function checkPluginRepository(namespace: string, name: string, check: Check): Promise<void> {
  const { root, catalogue, blobs, repair, findings } = check;
  const dir = join(root, 'plugins', namespace, `${name}.git`);
  const all = await catalogue.versions(namespace, name);
  const versions = all.filter(({ withheld }) => withheld === null);
  const wrong = await damageOf(dir, async (refs) => {
    if (versions.length === 0)
      return all.length === 0 ? 'No plugin of that name is in the catalogue.' : 'None of its versions is served.';
    const known = new Map(versions.map(({ version, commit }) => [`refs/tags/v${version}`, commit]));
    const tag = [...refs].find(([ref, commit]) => ref.startsWith('refs/tags/') && known.get(ref) !== commit)?.[0];
    if (tag !== undefined) return `${tag} is not at the recorded commit.`;
    const main = refs.get(MAIN);
    return main === undefined || versions.some(({ commit }) => commit === main)
      ? undefined
      : 'main is at no recorded commit.';
  });
  if (wrong === undefined) return;
  if (repair) {
    // What can be read is kept: it may hold the only copy of a version whose archive is damaged.
    if (wrong === UNREADABLE || versions.length === 0) await removeRepository(dir);
    const refused = await new CompanyPolicy(catalogue.policies, () => '').refusals({ namespace, name });
    const withheld = ({ version }: StoredVersion) => refused.has(version);
    if (versions.length > 0) await syncPluginRepository(dir, all, { blobs, skipped: () => {}, withheld });
  }
  findings.add('git', `${namespace}/${name}.git`, wrong, FIX.repair, repair);
}

async function checkMarketplace(dir: string, namespace: string | undefined, check: Check): Promise<void> {
  const { catalogue, repair, findings } = check;
  const wrong = await damageOf(dir, async (refs) => {
    const head = refs.get(MAIN);
    if (head === undefined) return undefined;
    const message = await runGit(['--git-dir', dir, 'log', '-1', '--format=%B', MAIN]);
    const [, name, publicUrl] = /^Marketplace: (\S+) at (\S+)$/m.exec(message) ?? [];
    if (name === undefined || publicUrl === undefined) return 'Its newest commit is none of the registry.';
    const history = await derivedHistory(catalogue, namespace, { name, publicUrl });
    return history.has(head) ? undefined : 'Its history differs from the events.';
  });
  if (wrong === undefined) return;
  // It is made again when it is asked for: only the running registry knows its own address.
  if (repair) await removeRepository(dir);
  findings.add('git', namespace === undefined ? 'all.git' : `${namespace}.git`, wrong, FIX.repair, repair);
}

/** The commits that a marketplace has when it is made from nothing. */
async function derivedHistory(
  catalogue: Catalogue,
  namespace: string | undefined,
  scope: { name: string; publicUrl: string },
): Promise<Set<string>> {
  const root = makeTemporary('rolekit-verify-');
  try {
    const again = new MarketplaceRepository(root, namespace, scope, catalogue);
    await again.sync();
    return new Set((await runGit(['--git-dir', again.dir, 'rev-list', MAIN])).trim().split('\n'));
  } finally {
    await removeTemporary(root);
  }
}

/** What git itself finds wrong, or else what the refs tell. */
async function damageOf(
  dir: string,
  judge: (refs: ReadonlyMap<string, string>) => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    await runGit(['--git-dir', dir, 'fsck', '--full', '--no-dangling', '--no-progress']);
    return await judge(await readRefs(dir));
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'RK_GIT_FAILED') return UNREADABLE;
    throw error;
  }
}

async function foldersIn(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => []);
  return names.filter((name) => leftBehindBy(name) === undefined);
}
