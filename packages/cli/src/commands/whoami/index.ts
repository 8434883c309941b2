import type { WhoAmI } from '@rolekit/sdk/wire';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { openRegistry } from '../../registry/open-registry.ts';
import type words from './words.ts';

type Result = WhoAmI & { url: string };

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Result> {
    const registry = await openRegistry({ registry: args.registry, tokenFile: args['token-file'] }, context);
    return { url: registry.url, ...(await registry.whoami()) };
  },
  render({ url, name, account, token, roles }, out) {
    out.line(`${out.paint.bold(name)} at ${url}`);
    const rows = [
      ['account', account === null ? 'none: a machine’s token' : accountLine(account)],
      ['token', `${token.name}${token.expiresAt === null ? '' : `, until ${token.expiresAt.slice(0, 10)}`}`],
      [
        'may',
        `${token.scopes.join(', ')} in ${token.namespaces.includes('*') ? scopeOfAll(account) : token.namespaces.join(', ')}`,
      ],
      ...Object.entries(roles).map(([namespace, role]) => [namespace, role]),
    ];
    out.table(rows, '  ');
  },
});

function accountLine({ displayName, issuer, groups, isAdministrator }: NonNullable<WhoAmI['account']>): string {
  const parts = [displayName, issuer === null ? 'local' : `through ${issuer}`];
  if (groups.length > 0) parts.push(`groups ${groups.join(', ')}`);
  if (isAdministrator) parts.push('administrator');
  return parts.join('; ');
}

function scopeOfAll(account: WhoAmI['account']): string {
  return account === null ? 'every namespace that nobody owns' : 'every namespace where the account may';
}
