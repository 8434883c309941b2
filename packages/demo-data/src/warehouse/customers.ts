import { addDays } from '../calendar.ts';
import { demoCompany } from '../company/company.ts';
import type { Account } from '../company/types.ts';
import { seededRandom } from '../random.ts';
import { dayNumber } from './table.ts';

/** The three years that the warehouse covers, both days included. */
export const WAREHOUSE_FROM = '2023-12-01';
export const WAREHOUSE_TO = '2026-11-19';

/** An account while it buys: from its creation (or the first day of the warehouse) until it left. */
export interface BuyingAccount {
  readonly account: Account;
  /** Position in the list of all accounts of the company. */
  readonly index: number;
  readonly from: number;
  /** Day after the last one on which it bought. */
  readonly until: number;
  /** How much it uses compared with others, 1 to 9. */
  readonly size: number;
}

/** Customers and former customers; prospects have never bought. */
export function buyingAccounts(): BuyingAccount[] {
  const random = seededRandom('warehouse-customers');
  const first = dayNumber(WAREHOUSE_FROM);
  const last = dayNumber(WAREHOUSE_TO);
  return demoCompany().accounts.flatMap((account, index) => {
    const leaves = random.int(240, 900);
    if (account.type === 'Prospect') return [];
    const created = account.createdAt.slice(0, 10);
    const from = Math.max(first, dayNumber(created));
    const left = Math.max(dayNumber(addDays(WAREHOUSE_FROM, leaves)), from + 60);
    return {
      account,
      index,
      from,
      until: account.type === 'Customer' ? last + 1 : Math.min(left, last + 1),
      size: Math.min(9, 1 + Math.floor(account.employees / 2500)),
    };
  });
}

/** Ids of all accounts, in the order of {@link BuyingAccount.index}. */
export function accountIds(): string[] {
  return demoCompany().accounts.map((account) => account.id);
}
