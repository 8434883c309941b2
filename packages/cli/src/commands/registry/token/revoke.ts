import type { StoredToken } from '@rolekit/registry';
import { defineRolekitCommand } from '../../../command.ts';
import { dataArg, operator, stateOf, withTokens } from '../../../registry/data.ts';

export default defineRolekitCommand({
  meta: {
    name: 'registry token revoke',
    description: 'Revoke a token; it is refused from the next request on',
    examples: ['rolekit registry token revoke 1f3b0c9a2d4e --data ./registry'],
  },
  args: {
    token: { type: 'positional', required: true, description: 'Its id, or a name that only one live token has' },
    ...dataArg,
  },
  async run(args, context): Promise<StoredToken> {
    return withTokens(args.data, context, (tokens) => tokens.revoke(args.token, operator()));
  },
  render(token, out) {
    out.line(`${out.paint.yellow('revoked')}  ${token.name} (${token.id}), ${stateOf(token)}`);
  },
});
