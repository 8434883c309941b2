import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { createRegistryClient, type RegistryClient } from '@rolekit/sdk/host';
import type { CommandContext } from '../command.ts';
import { CliError } from '../errors.ts';
import { findStartFile } from './start-file.ts';

export interface RegistryOptions {
  registry?: string | undefined;
  tokenFile?: string | undefined;
}

type Place = Pick<CommandContext, 'cwd' | 'env'>;

/**
 * The registry that a command talks to: `--registry`, else ROLEKIT_REGISTRY, else the demo that runs in this folder or one
 * above.
 *
 * @throws RK_NO_REGISTRY
 */
export async function openRegistry(options: RegistryOptions, place: Place): Promise<RegistryClient> {
  const client = await maybeOpenRegistry(options, place);
  if (client) return client;
  throw new CliError('RK_NO_REGISTRY');
}

/** As `openRegistry`, for what can do without one. */
export async function maybeOpenRegistry(options: RegistryOptions, place: Place): Promise<RegistryClient | undefined> {
  const { cwd, env } = place;
  const start = await findStartFile(cwd);
  const url = options.registry || env.ROLEKIT_REGISTRY || start?.registry.url;
  if (!url) return undefined;
  const token = await findToken(
    options,
    place,
    sameOrigin(url, start?.registry.url) ? start?.registry.tokenFile : undefined,
  );
  return createRegistryClient({ url, token });
}

/** A token goes only where it was named for: the demo's to the demo. */
async function findToken(
  { tokenFile }: RegistryOptions,
  { cwd, env }: Place,
  demoTokenFile: string | undefined,
): Promise<string | undefined> {
  if (tokenFile) return readToken(resolve(cwd, tokenFile));
  if (env.ROLEKIT_TOKEN) return env.ROLEKIT_TOKEN;
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
