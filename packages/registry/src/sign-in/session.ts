import { createToken } from '../access/token-admin.ts';
import type { StoredAccount } from '../store/accounts.ts';
import type { Tokens } from '../store/tokens.ts';

/** On the way to the provider and back. */
export const STATE_COOKIE = 'rolekit_sign_in';
const SESSION_DAYS = 0.5;

/** A token that a browser keeps: good for twelve hours, for all that its account may do. */
export async function createSession(tokens: Tokens, account: StoredAccount): Promise<string> {
  const { token } = await createToken(tokens, {
    name: `pages of ${account.handle}`,
    namespaces: ['*'],
    scopes: ['read', 'publish', 'manage', 'govern'],
    days: SESSION_DAYS,
    by: account.handle,
    accountId: account.id,
  });
  return token;
}

/** Where a browser keeps it: out of reach of scripts, and not sent along from other sites. */
export function cookieOptions(publicUrl: string) {
  const { protocol, pathname } = new URL(publicUrl);
  return { httpOnly: true, sameSite: 'lax', secure: protocol === 'https:', path: pathname } as const;
}

/** A path of this registry to go to; anything else leads to the list. */
export function nextPath(text: unknown): string {
  return typeof text === 'string' && /^\/(?![/\\])[^\p{C}\\]*$/u.test(text) && text.length <= 500 ? text : '/';
}
