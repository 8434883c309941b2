import type { StoredToken } from '@rolekit/registry';
import { defineRolekitCommand } from '../../../command.ts';
import { dataArg, day, stateOf, withTokens } from '../../../registry/data.ts';

export default defineRolekitCommand({
  meta: {
    name: 'registry token list',
    description: 'List tokens: what each may do, until when, and when it was last used',
    examples: ['rolekit registry token list --data ./registry', 'rolekit registry token list --json'],
  },
  args: { ...dataArg },
  async run(args, context): Promise<{ tokens: StoredToken[] }> {
    return { tokens: await withTokens(args.data, context, (tokens) => tokens.list()) };
  },
  render({ tokens }, out) {
    if (tokens.length === 0) out.line('There are no tokens.');
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
