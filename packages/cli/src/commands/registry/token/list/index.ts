import type { StoredToken } from '@rolekit/registry';
import { type ArgsOf, defineCommand } from '../../../../command.ts';
import { day, stateOf, withTokens } from '../../../../registry/operator-words.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<{ tokens: StoredToken[] }> {
    return { tokens: await withTokens('registry token list', args, context, (tokens) => tokens.list()) };
  },
  render({ tokens }, out) {
    if (tokens.length === 0) out.line('No tokens.');
    else
      out.table([
        ['id', 'name', 'namespaces', 'scopes', 'created', 'last used', ''].map((title) => out.paint.dim(title)),
        ...tokens.map((token) => [
          token.id,
          token.name,
          token.namespaces.join(','),
          token.scopes.join(','),
          `${day(token.createdAt)}${token.createdBy === null ? '' : ` by ${token.createdBy}`}`,
          token.lastUsedAt === null ? 'never' : day(token.lastUsedAt),
          stateOf(token),
        ]),
      ]);
  },
});
