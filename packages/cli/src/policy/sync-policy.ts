import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import type { RegistryClient } from '@rolekit/sdk/host';
import { digestOf, writeWhole } from '@rolekit/sdk/internal';
import {
  type KeptSnapshot,
  keepTime,
  type OpenedSnapshot,
  openSnapshot,
  type PolicySnapshot,
  snapshotFolder,
} from '@rolekit/sdk/internal/policy';
import type { PublicKey } from '@rolekit/sdk/internal/signing';
import { CliError } from '../errors.ts';
import { pinnedKeys, trustedKeys } from '../registry/pinned-keys.ts';

const MAX_WANTED = 200;

export interface SyncOptions {
  home: string;
  /** `namespace/name@version` of versions to learn about, besides those that are known. */
  plugins: readonly string[];
  /** Keys that the machine's policy names. */
  pinned: ReadonlyMap<string, readonly string[]>;
  /** Look, and keep nothing. @default false */
  dryRun?: boolean;
}

/** Where the signed policy of a registry is kept. */
export function snapshotPath(home: string, registry: string): string {
  const { host } = new URL(registry);
  const mark = digestOf(Buffer.from(registry)).slice('sha256:'.length, 'sha256:'.length + 12);
  return join(snapshotFolder(home), `${host.replace(/[^a-z0-9.-]/gi, '-')}-${mark}.snapshot.json`);
}

/**
 * Fetches the signed policy of a registry and keeps it for the servers of this machine. Its key is the one that is pinned for the
 * address by which it is reached. Where that key is pinned for the address that the registry gives itself too, it is the
 * same registry, and the policy counts for that address.
 *
 * @returns undefined for a registry from before policies
 * @throws RK_REGISTRY_KEY; RK_FILE when it is not signed by the pinned key, or older than the one that is kept
 */
export async function syncPolicy(
  registry: RegistryClient,
  { home, plugins, pinned, dryRun = false }: SyncOptions,
): Promise<OpenedSnapshot | undefined> {
  const { url } = registry;
  const wanted = new Set([...plugins, ...idsIn(await readKept(snapshotPath(home, url), pinned))]);
  let fetched = await fetchSigned(registry, [...wanted].slice(0, MAX_WANTED));
  if (fetched === undefined) return undefined;
  const trusted = (await trustedKeys(registry, home)) ?? [];
  // the newest signs; one that is not followed by its own signature is refused
  const keys = trusted.slice(-1).map(({ spki }) => spki);
  const { signedAs } = openSnapshot(url, keptText({ registry: url, keys, envelope: fetched }), pinned);
  const known = signedAs === url ? url : await knownAs(signedAs, url, trusted, { home, pinned });
  const path = snapshotPath(home, known);
  const before = await readKept(path, pinned);
  const more = idsIn(before).filter((plugin) => !wanted.has(plugin));
  if (more.length > 0) fetched = (await fetchSigned(registry, [...wanted, ...more].slice(0, MAX_WANTED))) ?? fetched;
  const text = keptText({ registry: known, keys, envelope: fetched });
  const snapshot = openSnapshot(url, text, pinned);
  if (before !== undefined && snapshot.issuedAt < before.issuedAt)
    throw new RolekitError('RK_FILE', {
      path: url,
      reason: `sent a policy of ${snapshot.issuedAt}, older than the one that is kept (${before.issuedAt})`,
      hint: `If its clock was wrong, remove ${path} and fetch it again.`,
    });
  if (dryRun) return snapshot;
  await writeWhole(path, text);
  // what was kept under the other address ends, and would end what came from there
  if (known !== url) await rm(snapshotPath(home, url), { force: true });
  // the registry's word is newer than what a wrong clock left behind
  keepTime(home, new Date(snapshot.issuedAt));
  return snapshot;
}

/**
 * The address under which a registry is known here that gives itself another one than the one by which it was reached: its own where its key
 * is pinned for that, else the one by which it was reached.
 *
 * @throws RK_REGISTRY_KEY when another key is pinned for the address that it gives itself
 */
async function knownAs(
  signedAs: string,
  url: string,
  trusted: readonly PublicKey[],
  { home, pinned }: Pick<SyncOptions, 'home' | 'pinned'>,
): Promise<string> {
  const known = pinned.get(signedAs) ?? (await pinnedKeys(home, signedAs))?.map(({ spki }) => spki);
  if (known === undefined) return url;
  if (trusted.some(({ spki }) => known.includes(spki))) return signedAs;
  throw new CliError('RK_REGISTRY_KEY', {
    url,
    reason: `it says that it is ${signedAs}, which has another key here`,
    hint: `Ask the operator of ${signedAs} whether this is their registry; use ${signedAs} itself until then.`,
  });
}

function idsIn(snapshot: PolicySnapshot | undefined): string[] {
  return snapshot?.plugins.map(({ id, version }) => `${id}@${version}`) ?? [];
}

function keptText(kept: Omit<KeptSnapshot, 'format'>): string {
  return JSON.stringify({ format: 1, ...kept } satisfies KeptSnapshot);
}

async function readKept(
  path: string,
  pinned: ReadonlyMap<string, readonly string[]>,
): Promise<PolicySnapshot | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return openSnapshot(path, text, pinned);
  } catch {
    // it is fetched again, and what it said of plugins is believed no more
    return undefined;
  }
}

async function fetchSigned(
  registry: RegistryClient,
  plugins: readonly string[],
): Promise<KeptSnapshot['envelope'] | undefined> {
  try {
    return await registry.policySnapshot(plugins);
  } catch (error) {
    if (error instanceof RolekitError && error.data.status === 404) return undefined;
    throw error;
  }
}
