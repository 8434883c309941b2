import { isName } from '@rolekit/sdk/internal';
import { RegistryError } from '../errors.ts';
import type { AccessEvent } from '../store/access-record.ts';
import { Accounts, type StoredAccount } from '../store/accounts.ts';
import { openBeside } from '../store/open-beside.ts';
import type { Place } from '../store/open-store.ts';
import { hashPassword } from './passwords.ts';

export interface AccountRequest {
  /** Lower-case letters, digits and single hyphens. */
  handle: string;
  /** At least twelve characters. */
  password: string;
  displayName?: string | undefined;
  email?: string | undefined;
  /** @default false */
  isAdministrator?: boolean | undefined;
  /** Who makes it, for the record. */
  by: string;
}

/** The accounts of a data folder, also while a registry runs on it; what is changed counts at its next request. */
export interface AccountAdmin {
  /** A local account. @throws RK_ACCOUNT_EXISTS, RK_OPTION */
  create(request: AccountRequest): Promise<StoredAccount>;
  /** By handle. */
  list(): Promise<StoredAccount[]>;
  /** Its tokens end with it. @throws RK_ACCOUNT_UNKNOWN */
  disable(handle: string, by: string): Promise<StoredAccount>;
  /** @throws RK_ACCOUNT_UNKNOWN */
  enable(handle: string, by: string): Promise<StoredAccount>;
  /** @throws RK_ACCOUNT_UNKNOWN */
  setAdministrator(handle: string, isAdministrator: boolean, by: string): Promise<StoredAccount>;
  /** @throws RK_ACCOUNT_UNKNOWN, RK_OPTION */
  setPassword(handle: string, password: string, by: string): Promise<StoredAccount>;
  /** What happened to accounts and members, in order. */
  record(): Promise<AccessEvent[]>;
  close(): Promise<void>;
}

const MIN_PASSWORD = 12;
const MAX_PASSWORD = 1024;

/**
 * Opens the accounts of a registry, beside it while it runs or without it.
 *
 * @param place its data folder, or with another database that too
 * @throws RK_DATA_MISSING, RK_OPTION as `openTokens`
 */
export async function openAccounts(place: string | Place): Promise<AccountAdmin> {
  const { database, close } = await openBeside(typeof place === 'string' ? { dataDir: place } : place);
  return { ...administered(new Accounts(database, () => new Date())), close };
}

/** What an administrator does with accounts. */
export function administered(accounts: Accounts): Omit<AccountAdmin, 'close'> {
  return {
    async create({ handle, password, displayName, email, isAdministrator, by }) {
      if (!isName(handle)) throw refused(`\`${handle}\` is not a name for an account.`);
      checkPassword(password);
      const passwordHash = await hashPassword(password);
      return accounts.create({ handle, displayName, email, isAdministrator, passwordHash }, by);
    },
    list: () => accounts.list(),
    disable: (handle, by) => accounts.setDisabled(handle, true, by),
    enable: (handle, by) => accounts.setDisabled(handle, false, by),
    setAdministrator: (handle, isAdministrator, by) => accounts.setAdministrator(handle, isAdministrator, by),
    async setPassword(handle, password, by) {
      checkPassword(password);
      return accounts.setPassword(handle, await hashPassword(password), by);
    },
    record: () => accounts.record(),
  };
}

function checkPassword(password: string): void {
  if (password.length < MIN_PASSWORD) throw refused(`A password has at least ${MIN_PASSWORD} characters.`);
  if (password.length > MAX_PASSWORD) throw refused(`A password has at most ${MAX_PASSWORD} characters.`);
}

function refused(reason: string): RegistryError {
  return new RegistryError('RK_OPTION', {
    reason,
    hint: 'Use lower-case letters, digits and single hyphens for names.',
  });
}
