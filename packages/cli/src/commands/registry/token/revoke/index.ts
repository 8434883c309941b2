import type { StoredToken } from '@rolekit/registry';
import { type ArgsOf, defineCommand } from '../../../../command.ts';
import { operator, stateOf, withTokens } from '../../../../registry/operator-words.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<StoredToken> {
    return withTokens('registry token revoke', args, context, (tokens) => tokens.revoke(args.token, operator()));
  },
  render(token, out) {
    out.line(`${out.paint.yellow('revoked')}  ${token.name} (${token.id}), ${stateOf(token)}`);
  },
});
