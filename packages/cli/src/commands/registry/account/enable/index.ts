import type { StoredAccount } from '@rolekit/registry';
import { type ArgsOf, defineCommand } from '../../../../command.ts';
import { operator, withAccounts } from '../../../../registry/operator-words.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<StoredAccount> {
    return withAccounts('registry account enable', args, context, (accounts) =>
      accounts.enable(args.account, operator()),
    );
  },
  render({ handle }, out) {
    out.line(`${out.paint.yellow('enabled')}  ${handle}`);
  },
});
