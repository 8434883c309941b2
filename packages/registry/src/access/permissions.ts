import type { AuditActor } from '@rolekit/sdk/internal/audit';
import { RegistryError } from '../errors.ts';
import type { StoredAccount } from '../store/accounts.ts';
import { isIssuer } from '../store/acting.ts';
import { ROLES, type Role } from '../store/namespaces.ts';
import type { Readable } from '../store/readable.ts';
import type { Scope, StoredToken } from '../store/tokens.ts';

/** A namespace that is ours: a token has it only when it lists it by name. */
const OWN = 'rolekit';

/** Who a good token stands for. */
export interface Principal {
  token: StoredToken;
  /** Undefined for a machine. */
  account: StoredAccount | undefined;
  /** Of the account, by namespace. */
  roles: ReadonlyMap<string, Role>;
}

/** What may be done in a namespace, and the lowest role of a member who may. Each needs the scope of its name. */
export const ROLE_FOR: Readonly<Record<Scope, Role>> = {
  read: 'reader',
  publish: 'publisher',
  manage: 'maintainer',
  govern: 'owner',
};

/** Name of who did something, for records and pages. */
export function nameOf({ token, account }: Principal): string {
  return account?.handle ?? token.name;
}

/** The same for the audit record. */
export function auditActorOf(principal: Principal): AuditActor {
  const { token, account } = principal;
  const machine = isIssuer(token.createdBy) ? 'workflow' : 'token';
  return { kind: account === undefined ? machine : 'account', name: nameOf(principal), token: token.id };
}

/**
 * Why this may not be done in this namespace; undefined when it may. An account's token does what both the token and the
 * account may; a machine's what it lists, and in what nobody owns what `*` covers.
 *
 * @param isOwned whether the namespace has members or is private
 */
export function refusalOf(
  principal: Principal,
  scope: Scope,
  namespace: string,
  isOwned: boolean,
): RegistryError | undefined {
  const { token, account, roles } = principal;
  // each scope includes reading
  if (scope !== 'read' && !token.scopes.includes(scope))
    return new RegistryError('RK_SCOPE_MISSING', { token: token.name, scope });
  const isNamed = token.namespaces.includes(namespace);
  const all = token.namespaces.includes('*');
  const forbidden = () =>
    new RegistryError('RK_NAMESPACE_FORBIDDEN', {
      token: token.name,
      namespace,
      allowed: token.namespaces.map((name) => `\`${name}\``).join(', '),
    });
  if (account === undefined) return isNamed || (all && !isOwned && namespace !== OWN) ? undefined : forbidden();
  if (!isNamed && !all) return forbidden();
  if (account.isAdministrator) return undefined;
  const role = roles.get(namespace);
  if (role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(ROLE_FOR[scope])) return undefined;
  return new RegistryError('RK_ROLE_MISSING', { account: account.handle, namespace, role: ROLE_FOR[scope], scope });
}

/**
 * Lets pass who may see and govern everything: an administrator, by a token that is not narrower than that.
 *
 * @throws RK_SCOPE_MISSING, RK_NOT_ADMINISTRATOR
 */
export function requireAdministrator(principal: Principal): void {
  if (principal.account?.isAdministrator !== true || !principal.token.namespaces.includes('*'))
    throw new RegistryError('RK_NOT_ADMINISTRATOR', { account: nameOf(principal) });
  if (!principal.token.scopes.includes('govern'))
    throw new RegistryError('RK_SCOPE_MISSING', { token: principal.token.name, scope: 'govern' });
}

/** The private namespaces that somebody reads. */
export function readableOf(principal: Principal | undefined): Readable {
  if (principal === undefined) return [];
  const { token, account, roles } = principal;
  const all = token.namespaces.includes('*');
  // a machine reads what its token lists by name
  if (account === undefined) return token.namespaces.filter((name) => name !== '*');
  if (account.isAdministrator) return all ? 'all namespaces' : token.namespaces;
  return [...roles.keys()].filter((name) => all || token.namespaces.includes(name)).sort();
}
