import { resolve } from 'node:path';
import type { AccountAdmin } from '@rolekit/registry';
import type { CommandContext } from '../command.ts';
import { loadRegistry } from './load-registry.ts';

/**
 * Works with the accounts of a data folder, whether a registry runs on it or not.
 *
 * @param words of the command that does
 */
export async function withAccounts<T>(
  words: string,
  data: string,
  context: Pick<CommandContext, 'cwd' | 'env' | 'rest'>,
  work: (accounts: AccountAdmin) => Promise<T>,
): Promise<T> {
  const { openAccounts } = await loadRegistry(words, context);
  const accounts = await openAccounts(resolve(context.cwd, data));
  try {
    return await work(accounts);
  } finally {
    await accounts.close();
  }
}
