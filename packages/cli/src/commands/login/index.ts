import { type ArgsOf, defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { registryUrl } from '../../registry/open-registry.ts';
import { parseDays, parseList } from '../../registry/operator-words.ts';
import { type SignInResult, signIn } from '../../sign-in/sign-in.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<SignInResult> {
    const url = await registryUrl({ registry: args.registry }, context);
    if (url === undefined)
      throw usageError('No registry given.', 'Write `rolekit login <url>`, the address of your company’s registry.');
    const days = parseDays(args.expires);
    if (days === null || days > 90)
      throw usageError('A sign-in lasts at most 90 days.', 'Write `--expires 90d` or less.');
    return signIn(
      {
        url,
        scopes: args.scopes === undefined ? undefined : parseList('scopes', args.scopes),
        days,
        browser: args.browser && context.interactive,
        git: args.git,
        netrc: args.netrc === true,
      },
      context,
    );
  },
  render({ url, account, expiresAt, git, netrc }, out) {
    out.line(`${out.paint.green('signed in')}  ${out.paint.bold(account)} at ${url}`);
    if (expiresAt !== null) out.line(`  until ${expiresAt.slice(0, 10)}`);
    if (git) out.line('  git asks rolekit for the password of this registry');
    if (netrc !== null) out.line(`  ${netrc} has a token that only reads`);
  },
});
