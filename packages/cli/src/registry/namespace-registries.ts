import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { createRegistryClient } from '@rolekit/sdk/host';
import { isName } from '@rolekit/sdk/internal';
import { z } from 'zod';
import type { CommandContext } from '../command.ts';
import { upward } from '../project-folder.ts';
import { homeOf } from '../rolekit-home.ts';
import { maybeOpenRegistry, type RegistryOptions } from './open-registry.ts';
import { readSignIns } from './saved-sign-ins.ts';
import { type VerifyingRegistry, verifyingRegistry } from './verifying-registry.ts';

/** In a workspace's root, kept with its code. */
export const REGISTRIES_FILE = 'rolekit.registries.json';
/** Below `~/.rolekit/`, for all workspaces of a user. */
const HOME_FILE = 'namespaces.json';

const file = z.strictObject({
  namespaces: z.record(
    z.string().refine(isName, 'not a namespace'),
    z.url({ protocol: /^https?$/, error: 'not the address of a registry' }),
  ),
});

/** What a build resolves from: the registry that is named, and those that namespaces are mapped to. */
export interface BuildRegistries {
  registry: VerifyingRegistry | undefined;
  registries: ReadonlyMap<string, VerifyingRegistry>;
}

/**
 * Opens what a build of a folder resolves from. A token that was named for one registry goes to no other: a mapped one gets that of its
 * own sign-in.
 *
 * @throws RK_FILE for a map that cannot be read
 */
export async function openBuildRegistries(
  options: RegistryOptions,
  place: Pick<CommandContext, 'cwd' | 'env'>,
  dir: string = place.cwd,
): Promise<BuildRegistries> {
  const registry = await maybeOpenRegistry(options, place);
  const home = homeOf(place.env);
  const [mapped, signIns] = await Promise.all([namespaceMap(dir, home), readSignIns(home)]);
  const opened = new Map<string, VerifyingRegistry>(registry === undefined ? [] : [[registry.url, registry]]);
  const open = (address: string): VerifyingRegistry => {
    const { url } = createRegistryClient({ url: address });
    const known = opened.get(url);
    if (known) return known;
    const client = createRegistryClient({ url, token: signIns.registries[url]?.token });
    const fresh = verifyingRegistry(client, home);
    opened.set(url, fresh);
    return fresh;
  };
  return { registry, registries: new Map([...mapped].map(([namespace, url]) => [namespace, open(url)])) };
}

/** Namespace → address: what the workspace says, and then what the user says. */
async function namespaceMap(dir: string, home: string): Promise<Map<string, string>> {
  const ofUser = await readMap(join(home, '.rolekit', HOME_FILE));
  for (const folder of upward(dir)) {
    const found = await readMap(join(folder, REGISTRIES_FILE));
    if (found) return new Map([...Object.entries(ofUser ?? {}), ...Object.entries(found)]);
  }
  return new Map(Object.entries(ofUser ?? {}));
}

async function readMap(path: string): Promise<Record<string, string> | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code)))
      return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return file.parse(JSON.parse(text)).namespaces;
  } catch (cause) {
    const hint = 'Write { "namespaces": { "acme": "https://plugins.example.com" } }.';
    throw new RolekitError('RK_FILE', { path, reason: 'it does not map namespaces to registries', hint }, { cause });
  }
}
