import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import type { RegistryClient } from '@rolekit/sdk/host';
import { digestOf, writeWhole } from '@rolekit/sdk/internal';
import {
  type KeptSnapshot,
  keepTime,
  openSnapshot,
  type PolicySnapshot,
  snapshotFolder,
} from '@rolekit/sdk/internal/policy';
import { trustedKeys } from '../registry/pinned-keys.ts';

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
 * Fetches the signed policy of a registry and keeps it for the servers of this machine. Its key is the
 * one that is pinned for the registry.
 *
 * @returns undefined for a registry from before policies
 * @throws RK_REGISTRY_KEY; RK_FILE when it is not signed by the pinned key, or older than the one that is kept
 */
export async function syncPolicy(
  registry: RegistryClient,
  { home, plugins, pinned, dryRun = false }: SyncOptions,
): Promise<PolicySnapshot | undefined> {
  const path = snapshotPath(home, registry.url);
  const before = await readKept(path, pinned);
  const known = before?.plugins.map(({ id, version }) => `${id}@${version}`) ?? [];
  const wanted = [...new Set([...plugins, ...known])].slice(0, 200);
  const fetched = await fetchSigned(registry, wanted);
  if (fetched === undefined) return undefined;
  // the newest signs; one that is not followed by its own signature is refused
  const keys = ((await trustedKeys(registry, home)) ?? []).slice(-1).map(({ spki }) => spki);
  const kept: KeptSnapshot = { format: 1, registry: registry.url, keys, envelope: fetched };
  const text = JSON.stringify(kept);
  const snapshot = openSnapshot(registry.url, text, pinned);
  if (before !== undefined && snapshot.issuedAt < before.issuedAt)
    throw new RolekitError('RK_FILE', {
      path: registry.url,
      reason: `sent a policy of ${snapshot.issuedAt}, older than the one that is kept (${before.issuedAt})`,
      hint: `If its clock was wrong, remove ${path} and fetch it again.`,
    });
  if (dryRun) return snapshot;
  await writeWhole(path, text);
  // the registry's word is newer than what a wrong clock left behind
  keepTime(home, new Date(snapshot.issuedAt));
  return snapshot;
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
