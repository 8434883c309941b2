import { RolekitError } from '@rolekit/sdk';
import { createRegistryClient } from '@rolekit/sdk/host';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { registryUrl } from '../../registry/open-registry.ts';
import { forgetSignIn, readSignIns } from '../../registry/saved-sign-ins.ts';
import { homeOf } from '../../rolekit-home.ts';
import { unsetGitHelper } from '../../sign-in/git-helper.ts';
import { unsetNetrc } from '../../sign-in/netrc.ts';
import type words from './words.ts';

interface SignedOut {
  url: string | null;
  account: string | null;
  /** Why the token may still be good; null when the registry ended it. */
  problem: string | null;
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<SignedOut> {
    const home = homeOf(context.env);
    const named = await registryUrl({ registry: args.registry }, context);
    const url = named === undefined ? undefined : createRegistryClient({ url: named }).url;
    const saved = url === undefined ? undefined : (await readSignIns(home)).registries[url];
    if (url === undefined || saved === undefined) return { url: url ?? null, account: null, problem: null };
    const problem = await end(url, saved.token);
    const reading = await unsetNetrc(home, url);
    const left = reading === undefined ? null : await end(url, reading);
    await forgetSignIn(home, url);
    await unsetGitHelper(url, context.env);
    return { url, account: saved.account, problem: problem ?? left };
  },
  render({ url, account, problem }, out) {
    if (account === null) out.line(url === null ? 'You are not signed in.' : `You are not signed in to ${url}.`);
    else out.line(`${out.paint.yellow('signed out')}  ${account} of ${url}`);
    if (problem !== null) out.line(`  ${out.paint.yellow('note')}  the token may still be good: ${problem}`);
  },
});

/** Ends a token. @returns why it may still be good; null when it is not */
async function end(url: string, token: string): Promise<string | null> {
  try {
    await createRegistryClient({ url, token }).signOut();
    return null;
  } catch (error) {
    if (!(error instanceof RolekitError)) throw error;
    // a token that is over is what was asked for
    return error.data.status === 401 ? null : error.message;
  }
}
