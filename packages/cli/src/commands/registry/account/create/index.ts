import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { StoredAccount } from '@rolekit/registry';
import { RolekitError } from '@rolekit/sdk';
import { type ArgsOf, defineCommand } from '../../../../command.ts';
import { operator, withAccounts } from '../../../../registry/operator-words.ts';
import type words from './words.ts';

interface Created extends StoredAccount {
  /** Only here; null when it came from a file. */
  password: string | null;
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Created> {
    const file = args['password-file'];
    const made = file === undefined ? randomBytes(15).toString('base64url') : null;
    const password = file === undefined ? (made ?? '') : await readPassword(resolve(context.cwd, file));
    const request = {
      handle: args.account,
      password,
      displayName: args['display-name'],
      email: args.email,
      isAdministrator: args.administrator === true,
      by: operator(),
    };
    const account = await withAccounts('registry account create', args, context, (accounts) =>
      accounts.create(request),
    );
    return { ...account, password: made };
  },
  render({ handle, isAdministrator, password }, out) {
    out.line(`${out.paint.green('created')}  ${handle}${isAdministrator ? ', administrator' : ''}`);
    if (password === null) return;
    out.line(password);
    out.line(out.paint.dim('Save it now: it is not shown again.'));
  },
});

async function readPassword(path: string): Promise<string> {
  const hint = 'Name a file that holds only the password.';
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new RolekitError('RK_FILE', { path, reason: 'it cannot be read', hint }, { cause });
  });
  return text.replace(/\r?\n$/, '');
}
