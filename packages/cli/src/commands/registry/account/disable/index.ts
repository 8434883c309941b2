import type { StoredAccount } from '@rolekit/registry';
import { type ArgsOf, defineCommand } from '../../../../command.ts';
import { operator, withAccounts } from '../../../../registry/operator-words.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<StoredAccount> {
    return withAccounts('registry account disable', args, context, (accounts) =>
      accounts.disable(args.account, operator()),
    );
  },
  render({ handle }, out) {
    out.line(`${out.paint.yellow('disabled')}  ${handle}`);
  },
});
