import type { StoredAccount } from '@rolekit/registry';
import { type ArgsOf, defineCommand } from '../../../../command.ts';
import { day, withAccounts } from '../../../../registry/operator-words.ts';
import type words from './words.ts';

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<{ accounts: StoredAccount[] }> {
    return { accounts: await withAccounts('registry account list', args, context, (accounts) => accounts.list()) };
  },
  render({ accounts }, out) {
    if (accounts.length === 0) out.line('No accounts.');
    else
      out.table([
        ['name', 'person', 'signs in', 'groups', 'created', ''].map((title) => out.paint.dim(title)),
        ...accounts.map(
          ({ handle, displayName, issuer, groups, createdAt, createdBy, isAdministrator, disabledAt }) => [
            handle,
            displayName,
            issuer ?? 'local',
            groups.join(','),
            `${day(createdAt)} by ${createdBy}`,
            [isAdministrator ? 'administrator' : '', disabledAt === null ? '' : `disabled ${day(disabledAt)}`]
              .filter(Boolean)
              .join(', '),
          ],
        ),
      ]);
  },
});
