import { userInfo } from 'node:os';
import type { AccountAdmin, Place, StoredToken, TokenAdmin } from '@rolekit/registry';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import { loadRegistry } from './load-registry.ts';
import { type PlaceArgs, placeOf } from './place.ts';

/**
 * Works with the tokens of a data folder, whether a registry runs on it or not.
 *
 * @param words of the command that does
 */
export function withTokens<T>(
  words: string,
  place: PlaceArgs,
  context: Calling,
  work: (tokens: TokenAdmin) => Promise<T>,
): Promise<T> {
  return withOpened(words, place, context, ({ openTokens }) => openTokens, work);
}

/** The same with its accounts. */
export function withAccounts<T>(
  words: string,
  place: PlaceArgs,
  context: Calling,
  work: (accounts: AccountAdmin) => Promise<T>,
): Promise<T> {
  return withOpened(words, place, context, ({ openAccounts }) => openAccounts, work);
}

type Calling = Pick<CommandContext, 'cwd' | 'env' | 'rest'>;
type Registry = typeof import('@rolekit/registry');

async function withOpened<Admin extends { close(): Promise<void> }, T>(
  words: string,
  place: PlaceArgs,
  context: Calling,
  openOf: (registry: Registry) => (place: Place) => Promise<Admin>,
  work: (admin: Admin) => Promise<T>,
): Promise<T> {
  const open = openOf(await loadRegistry(words, context));
  const admin = await open(placeOf(place, context));
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

/** The account that types, for the record of tokens. */
export function operator(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

/** Days of `30d`, `12w`, `1y`; null for `never`. */
export function parseDays(text: string): number | null {
  if (text === 'never') return null;
  const [, count, unit = 'd'] = /^(\d{1,5})([dwy])?$/.exec(text) ?? [];
  const days = Number(count) * ({ d: 1, w: 7, y: 365 }[unit] ?? 1);
  if (days >= 1 && days <= 36_500) return days;
  throw usageError(`\`--expires ${text}\` is not a duration.`, 'Write, for example, `--expires 30d`, `1y` or `never`.');
}

/** Words between commas. */
export function parseList(option: string, text: string): string[] {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  if (words.length === 0) throw usageError(`\`--${option}\` is empty.`, `Write \`--${option} a,b\`.`);
  return words;
}

/** What became of a token, in a word. */
export function stateOf({ revokedAt, revokedBy, expiresAt }: StoredToken, now = new Date()): string {
  if (revokedAt !== null) return `revoked ${day(revokedAt)}${revokedBy === null ? '' : ` by ${revokedBy}`}`;
  if (expiresAt === null) return 'never expires';
  return expiresAt <= now.toISOString() ? `expired ${day(expiresAt)}` : `until ${day(expiresAt)}`;
}

export function day(time: string): string {
  return time.slice(0, 10);
}
