import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { RolekitError } from '@rolekit/sdk';
import { createRegistryClient } from '@rolekit/sdk/host';
import type { CommandContext } from '../command.ts';
import { interrupted } from '../errors.ts';
import { openBrowser } from '../open-browser.ts';
import { saveSignIn } from '../registry/saved-sign-ins.ts';
import { homeOf } from '../rolekit-home.ts';
import { setGitHelper } from './git-helper.ts';
import { setNetrc, unsetNetrc } from './netrc.ts';

export interface SignInOptions {
  url: string;
  /** Rights that are asked for. @default all */
  scopes?: string[] | undefined;
  /** @default 30 */
  days?: number | undefined;
  /** Open the page in a browser. */
  browser: boolean;
  /** Set git's credential helper for this registry. */
  git: boolean;
  /** Write a token that only reads into `~/.netrc`. */
  netrc: boolean;
}

export interface SignInResult {
  url: string;
  account: string;
  expiresAt: string | null;
  /** True when git asks this command for the password of this registry. */
  git: boolean;
  /** File with a token that only reads, which git reads too; null without one. */
  netrc: string | null;
}

/**
 * Shows a code, and waits until a person approved it on the registry's page.
 *
 * @throws RK_REGISTRY when it was denied or took too long, RK_INTERRUPTED
 */
export async function signIn(options: SignInOptions, context: CommandContext): Promise<SignInResult> {
  const { env, signal, stderr } = context;
  const client = createRegistryClient({ url: options.url });
  const { scopes, days } = options;
  const device = await client.beginSignIn({ client: `Rolekit (${hostname()})`, scopes, days });
  context.progress.clear();
  stderr.write(`Open ${device.verification_uri_complete}\nand compare the code: ${device.user_code}\n`);
  if (options.browser) openBrowser(device.verification_uri_complete);
  for (let seconds = device.interval; ; ) {
    await wait(seconds * 1000, undefined, { signal }).catch(() => {
      throw interrupted('You are not signed in.', 'Run `rolekit login` again.');
    });
    const answer = await client.finishSignIn(device.device_code).catch((error: unknown) => {
      if (!(error instanceof RolekitError) || error.data.registryCode !== 'RK_DEVICE_PENDING') throw error;
      return undefined;
    });
    if (answer === undefined) {
      seconds = device.interval;
      continue;
    }
    const { account, token, expiresAt } = answer;
    await saveSignIn(homeOf(env), client.url, { account, token, expiresAt });
    const git = options.git && (await setGitHelper(client.url, env));
    const netrc = options.netrc ? await writeNetrc(client.url, token, homeOf(env)) : null;
    return { url: client.url, account, expiresAt, git, netrc };
  }
}

/** The token that signs in to everything does not lie there: other programs read that file. */
async function writeNetrc(url: string, signedIn: string, home: string): Promise<string> {
  const reading = await createRegistryClient({ url, token: signedIn }).createReadToken(`netrc of ${hostname()}`);
  const before = await unsetNetrc(home, url);
  if (before !== undefined)
    await createRegistryClient({ url, token: before })
      .signOut()
      .catch(() => undefined);
  return setNetrc(home, url, { account: reading.account, token: reading.token }).catch(async (error: unknown) => {
    await createRegistryClient({ url, token: reading.token }).signOut();
    throw error;
  });
}
