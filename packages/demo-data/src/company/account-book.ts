import type { Account, Contact, Opportunity } from './types.ts';

/** Who and what belongs to an account, looked up many times while activities are made. */
export interface AccountBook {
  readonly account: Account;
  readonly contacts: readonly Contact[];
  readonly deals: readonly Opportunity[];
}

function byAccount<T extends { readonly accountId: string }>(records: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const record of records) {
    const group = groups.get(record.accountId);
    if (group) group.push(record);
    else groups.set(record.accountId, [record]);
  }
  return groups;
}

/** Groups contacts and deals by their account, in the order of the accounts. */
export function accountBooks(
  accounts: readonly Account[],
  contacts: readonly Contact[],
  deals: readonly Opportunity[],
): AccountBook[] {
  const contactsOf = byAccount(contacts);
  const dealsOf = byAccount(deals);
  return accounts.map((account) => ({
    account,
    contacts: contactsOf.get(account.id) ?? [],
    deals: dealsOf.get(account.id) ?? [],
  }));
}
