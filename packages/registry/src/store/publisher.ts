/** Who sent a version, as far as it decides who may approve it. */
export interface Publisher {
  /** Handle of the account, or name of the token. */
  name: string;
  kind: 'account' | 'machine' | 'workflow';
  accountId: string | null;
  email: string | null;
  /** Who made the token of a machine. */
  madeBy: string | null;
}

/** Somebody with an account, who decides. */
export interface Person {
  id: string;
  handle: string;
  email: string | null;
}

/**
 * Whether somebody would decide about what they sent themselves: by the account and not by the token, so that a second token, a
 * group or the role of an administrator changes nothing. A machine's token counts as who made it.
 */
export function isSamePerson({ accountId, madeBy, email }: Publisher, person: Person): boolean {
  if (accountId === person.id || madeBy === person.handle) return true;
  return email !== null && email.toLowerCase() === person.email?.toLowerCase();
}
