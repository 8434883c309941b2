import type { InspectedBundle } from '@rolekit/sdk/bundle';
import type { RegistryClient } from '@rolekit/sdk/host';
import {
  type BundleFacts,
  bundleFacts,
  judge,
  type PluginFacts,
  type PolicySnapshot,
  policyError,
} from '@rolekit/sdk/internal/policy';
import type { PluginManifest } from '@rolekit/sdk/plugin';
import type { VersionDetail } from '@rolekit/sdk/wire';
import { levelsFor, readMachinePolicy } from './levels.ts';
import { syncPolicy } from './sync-policy.ts';

export interface AllowOptions {
  home: string;
  /** Look, and keep nothing. @default false */
  dryRun?: boolean;
  /** @default () => new Date() */
  clock?: () => Date;
}

/**
 * Lets a published version pass when the registry, the company, this machine and its user allow it; the signed policy that servers
 * ask is renewed on the way.
 *
 * @returns what to say of the registry's address; undefined when there is nothing to say
 * @throws RK_POLICY_REFUSED with rule, value, level and owner
 */
export async function allowVersion(
  version: VersionDetail,
  registry: RegistryClient,
  { home, dryRun = false, clock = () => new Date() }: AllowOptions,
): Promise<string | undefined> {
  const machine = readMachinePolicy(home);
  const what = `${version.id}@${version.version}`;
  const { pinned } = machine;
  const fresh = await syncPolicy(registry, { home, plugins: [what], pinned, dryRun });
  const others = machine.snapshots.filter((snapshot) => fresh === undefined || snapshot.registry !== fresh.registry);
  const snapshots = fresh === undefined ? others : [fresh, ...others];
  const levels = levelsFor({ ...machine, snapshots }, fresh?.registry ?? registry.url);
  const refusals = judge(levels, { ...publishedFacts(version), ...signedFacts(version, fresh) }, clock());
  if (refusals.length > 0) throw policyError(what, refusals);
  if (fresh === undefined || fresh.signedAs === registry.url) return undefined;
  return fresh.registry === fresh.signedAs
    ? `${registry.url} is ${fresh.signedAs}: it has the key that is pinned for both.`
    : `${registry.url} gives itself the address ${fresh.signedAs}; what counts is the key that is pinned for ${registry.url}.`;
}

/**
 * The same for a bundle that no registry served: who published it and when is not known.
 *
 * @throws RK_POLICY_REFUSED
 */
export function allowBundle(
  { manifest, tools }: InspectedBundle,
  { home, clock = () => new Date() }: AllowOptions,
): void {
  const id = `${manifest.extensions['dev.rolekit'].namespace}/${manifest.name}`;
  const unknown = { publisher: undefined, publishedAt: undefined, signatures: undefined };
  const facts: PluginFacts = { id, version: manifest.version, ...unknown, ...bundleFacts(manifest, tools) };
  const refusals = judge(levelsFor(readMachinePolicy(home), undefined), facts, clock());
  if (refusals.length > 0) throw policyError(`${id}@${manifest.version}`, refusals);
}

function publishedFacts(version: VersionDetail): Omit<PluginFacts, 'publisher' | 'publishedAt' | 'signatures'> {
  const { id, version: number, tools, hosts, folders, components, manifest } = version;
  const { remotes } = bundleFacts(manifest as unknown as PluginManifest, { connectors: [] });
  const facts: BundleFacts = {
    access: [...new Set(tools.map(({ access }) => access))],
    hosts,
    // a folder of an optional setting is shown with the one that counts without it
    folders: folders.flatMap(({ folder }) => folder.replace(/\)$/, '').split(' (else ')),
    components: [...(tools.length > 0 ? ['server'] : []), ...components.map(({ kind }) => kind)],
    remotes,
  };
  return { id, version: number, ...facts };
}

/** What the registry signed counts before what it only says. */
function signedFacts(version: VersionDetail, snapshot: PolicySnapshot | undefined) {
  const { id, version: number, digest, publishedBy, publishedAt } = version;
  const entry = snapshot?.plugins.find((plugin) => plugin.id === id && plugin.version === number);
  return entry !== undefined && entry.digest === digest
    ? { publisher: entry.publisher, publishedAt: entry.publishedAt, signatures: entry.signatures }
    : { publisher: publishedBy, publishedAt, signatures: undefined };
}
