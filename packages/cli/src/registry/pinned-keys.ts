import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import type { RegistryClient } from '@rolekit/sdk/host';
import { readParsed, writeWhole } from '@rolekit/sdk/internal';
import { type PublicKey, readKeyChain, shortKeyId } from '@rolekit/sdk/internal/signing';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { shellWord } from '../shell-word.ts';

type KeySource = Pick<RegistryClient, 'url' | 'keys'>;

const file = z.object({
  format: z.literal(1),
  registry: z.string(),
  /** The oldest first. */
  keys: z.array(z.object({ keyid: z.string(), spki: z.string() })).min(1),
});

/** `~/.rolekit/registry-keys/…`: one file for each address, so that two commands never undo each other's. */
export function pinnedKeysPath(home: string, url: string): string {
  const name = createHash('sha256').update(url).digest('hex').slice(0, 16);
  return join(home, '.rolekit', 'registry-keys', `${name}.json`);
}

/**
 * The keys of a registry: kept at the first use, and from then on the same, or followed by what they signed. Undefined where a
 * registry has none and never had any.
 *
 * @throws RK_REGISTRY_KEY when it has other ones, or none any more; RK_SIGNATURE_INVALID when they do not follow each other
 */
export async function trustedKeys(registry: KeySource, home: string): Promise<PublicKey[] | undefined> {
  const { url } = registry;
  const pinned = await pinnedKeys(home, url);
  const offered = await keysOf(registry);
  if (pinned === undefined) {
    if (offered !== undefined) await pinKeys(home, url, offered);
    return offered;
  }
  const last = shortKeyId(pinned.at(-1)?.keyid ?? '');
  if (offered === undefined) throw otherRegistry(url, `it signed with ${last} before, and has no key now`);
  const current = offered.at(-1)?.keyid ?? '';
  if (!pinned.every(({ keyid }, at) => keyid === offered[at]?.keyid))
    throw otherRegistry(url, `its key is ${shortKeyId(current)}, and nothing that ${last} signed says so`, current);
  if (offered.length > pinned.length) await pinKeys(home, url, offered);
  return offered;
}

/** Keeps these keys as the registry's. */
export function pinKeys(home: string, url: string, keys: readonly PublicKey[]): Promise<void> {
  const pinned: z.infer<typeof file> = { format: 1, registry: url, keys: [...keys] };
  return writeWhole(pinnedKeysPath(home, url), `${JSON.stringify(pinned, null, 2)}\n`);
}

/**
 * Takes the keys that a registry has now for its own, whatever was kept before; its last has to be the one that was named.
 *
 * @param fingerprint `sha256:<hex>`, or the first 16 digits of it
 * @throws RK_REGISTRY_KEY
 */
export async function acceptKeys(registry: KeySource, home: string, fingerprint: string): Promise<string> {
  const offered = await keysOf(registry);
  const current = offered?.at(-1)?.keyid;
  if (offered === undefined || current === undefined) throw otherRegistry(registry.url, 'it has no key');
  if (!current.startsWith(`sha256:${fingerprint.replace(/^sha256:/, '')}`))
    throw otherRegistry(registry.url, `its key is ${current}, not ${fingerprint}`);
  await pinKeys(home, registry.url, offered);
  return current;
}

/** The keys that are kept of a registry, without asking it; undefined where none are. */
export async function pinnedKeys(home: string, url: string): Promise<PublicKey[] | undefined> {
  const hint = `Check the key of ${url} with its operator, then remove this file.`;
  return (await readParsed(pinnedKeysPath(home, url), () => file, hint))?.keys;
}

async function keysOf(registry: KeySource): Promise<PublicKey[] | undefined> {
  try {
    const { keys } = await registry.keys();
    return keys.length === 0 ? undefined : readKeyChain(keys, registry.url);
  } catch (error) {
    // from before signatures
    if (error instanceof RolekitError && error.data.status === 404) return undefined;
    throw error;
  }
}

function otherRegistry(url: string, reason: string, current?: string): CliError {
  const trust = `rolekit registry trust-key ${current ?? '<key>'} --registry ${shellWord(url)}`;
  const hint = `Ask its operator which key it has now, by another way than this registry. If that is its key, accept it: \`${trust}\`.`;
  return new CliError('RK_REGISTRY_KEY', { url, reason, hint });
}
