import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { createRegistryClient } from '@rolekit/sdk/host';
import type { CommandContext } from '../command.ts';
import { CliError } from '../errors.ts';
import { homeOf } from '../rolekit-home.ts';
import { readSignIns } from './saved-sign-ins.ts';
import { findStartFile, type StartFile } from './start-file.ts';
import { type VerifyingRegistry, verifyingRegistry } from './verifying-registry.ts';

export interface RegistryOptions {
  registry?: string | undefined;
  tokenFile?: string | undefined;
}

type Place = Pick<CommandContext, 'cwd' | 'env'>;

/**
 * The registry that a command talks to: `--registry`, else ROLEKIT_REGISTRY, else the demo that runs in this folder or one
 * above, else the registry that somebody signed in to last.
 *
 * @throws RK_NO_REGISTRY
 */
export async function openRegistry(options: RegistryOptions, place: Place): Promise<VerifyingRegistry> {
  const client = await maybeOpenRegistry(options, place);
  if (client) return client;
  throw new CliError('RK_NO_REGISTRY');
}

/** As `openRegistry`, for what can do without one. */
export async function maybeOpenRegistry(
  options: RegistryOptions,
  place: Place,
): Promise<VerifyingRegistry | undefined> {
  const start = await findStartFile(place.cwd);
  const url = await registryUrl(options, place, start);
  if (!url) return undefined;
  const client = createRegistryClient({ url });
  const demoTokenFile = sameOrigin(url, start?.registry.url) ? start?.registry.tokenFile : undefined;
  const token = await findToken(options, place, demoTokenFile, client.url);
  return verifyingRegistry(token === undefined ? client : createRegistryClient({ url, token }), homeOf(place.env));
}

/**
 * The environment for a registry by its address, whatever the command means: ROLEKIT_TOKEN goes to the command's own registry alone.
 *
 * @param options what the command line says of its registry
 */
export async function environmentFor(
  url: string,
  options: Pick<RegistryOptions, 'registry'>,
  { cwd, env }: Place,
): Promise<NodeJS.ProcessEnv> {
  const own = await registryUrl(options, { cwd, env });
  const isOwn = own !== undefined && createRegistryClient({ url: own }).url === createRegistryClient({ url }).url;
  return isOwn ? env : { ...env, ROLEKIT_TOKEN: undefined };
}

/** The address of the registry that a command means. */
export async function registryUrl(
  { registry }: Pick<RegistryOptions, 'registry'>,
  { cwd, env }: Place,
  start?: StartFile,
): Promise<string | undefined> {
  const named = registry || env.ROLEKIT_REGISTRY || (start ?? (await findStartFile(cwd)))?.registry.url;
  return named ?? (await readSignIns(homeOf(env))).default ?? undefined;
}

/** A token goes only where it was named for: the demo's to the demo, that of a sign-in to its registry. */
async function findToken(
  { tokenFile }: RegistryOptions,
  { cwd, env }: Place,
  demoTokenFile: string | undefined,
  url: string,
): Promise<string | undefined> {
  if (tokenFile) return readToken(resolve(cwd, tokenFile));
  if (env.ROLEKIT_TOKEN) return env.ROLEKIT_TOKEN;
  const signedIn = (await readSignIns(homeOf(env))).registries[url];
  if (signedIn) return signedIn.token;
  return demoTokenFile === undefined ? undefined : readToken(demoTokenFile);
}

async function readToken(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const reason = 'the token file cannot be read';
    throw new RolekitError('RK_FILE', { path, reason, hint: 'Use a file that contains only a token.' }, { cause });
  });
  const token = text.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const reason = 'it contains no token';
  throw new RolekitError('RK_FILE', { path, reason, hint: 'Write the token on one line and nothing else.' });
}

function sameOrigin(a: string, b: string | undefined): boolean {
  return b !== undefined && URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}
