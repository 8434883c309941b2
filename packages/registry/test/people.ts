import { hashPassword } from '../src/access/passwords.ts';
import type { Role } from '../src/store/namespaces.ts';
import type { TestRegistry } from './start-registry.ts';

/** A password as good as any, hashed once: hashing is slow on purpose. */
export const PASSWORD = 'correct horse battery';

export interface Person {
  handle: string;
  token: string;
}

/** Accounts with a token each, and roles in a namespace that the first of them owns. */
export async function people<Name extends string>(
  registry: TestRegistry,
  namespace: string,
  roles: Record<Name, Role | 'administrator' | undefined>,
): Promise<Record<Name, Person>> {
  const { accounts, namespaces } = registry.catalogue;
  hashed ??= hashPassword(PASSWORD);
  const passwordHash = await hashed;
  const made: [string, Person][] = [];
  const owners = Object.entries(roles).toSorted(([, a], [, b]) => Number(b === 'owner') - Number(a === 'owner'));
  for (const [handle, role] of owners as [Name, Role | 'administrator' | undefined][]) {
    const isAdministrator = role === 'administrator';
    const { id } = await accounts.create({ handle, passwordHash, isAdministrator }, 'test');
    if (role !== undefined && role !== 'administrator')
      await namespaces.setMember(namespace, 'account', handle, role, 'test');
    const scopes = ['read', 'publish', 'manage', 'govern'] as const;
    const request = { name: `${handle}'s`, namespaces: ['*'], scopes: [...scopes], accountId: id };
    made.push([handle, { handle, token: await registry.tokens.create(request) }]);
  }
  return Object.fromEntries(made) as Record<Name, Person>;
}

let hashed: Promise<string> | undefined;
