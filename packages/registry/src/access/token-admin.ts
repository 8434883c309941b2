import { createHash, randomBytes } from 'node:crypto';
import { isName } from '@rolekit/sdk/internal';
import { RegistryError } from '../errors.ts';
import { openBeside } from '../store/open-beside.ts';
import type { Place } from '../store/open-store.ts';
import { SCOPES, type Scope, type StoredToken, type TokenEvent, Tokens } from '../store/tokens.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 90;

export interface TokenRequest {
  /** What it is for; shown as the publisher of what is published with it. */
  name: string;
  /** Namespaces that it may write; `*` is all but `rolekit`. */
  namespaces: string[];
  /** @default ['publish', 'manage'] */
  scopes?: Scope[];
  /** Days that it is good for; null for ever. @default 90 */
  days?: number | null;
  /** Who makes it, for the record. */
  by?: string | null;
  /** Account that it is for, and that it never does more than; null for a machine. @default null */
  accountId?: string | null;
}

/** A new token: the only time that it is shown. */
export interface CreatedToken extends StoredToken {
  token: string;
}

/** The tokens of a data folder, also while a registry runs on it; what is changed counts at its next request. */
export interface TokenAdmin {
  create(request: TokenRequest): Promise<CreatedToken>;
  /** The oldest first; never the tokens themselves. */
  list(): Promise<StoredToken[]>;
  /** By id, or by a name that only one live token has. @throws RK_TOKEN_NOT_FOUND */
  revoke(selector: string, by?: string | null): Promise<StoredToken>;
  /** What was created and revoked, by whom. */
  record(): Promise<TokenEvent[]>;
  close(): Promise<void>;
}

/**
 * Opens the tokens of a registry, beside it while it runs or without it.
 *
 * @param place its data folder, or with another database that too
 * @throws RK_DATA_MISSING when no registry ever ran on that folder
 * @throws RK_OPTION when the registry that runs is of another version
 */
export async function openTokens(place: string | Place): Promise<TokenAdmin> {
  const { database, close } = await openBeside(typeof place === 'string' ? { dataDir: place } : place);
  const tokens = new Tokens(database, () => new Date());
  return {
    create: (request) => createToken(tokens, request),
    list: () => tokens.list(),
    revoke: (selector, by = null) => tokens.revoke(selector, by),
    record: () => tokens.record(),
    close,
  };
}

/** A new token, plain; only its hash is kept. */
export async function createToken(tokens: Tokens, request: TokenRequest): Promise<CreatedToken> {
  const token = newToken();
  return { ...(await tokens.add(rowOf(tokens, request, token))), token };
}

/**
 * The first token of a registry; undefined when it ever had one.
 *
 * @param save keeps the token where its owner finds it; nothing is made when it fails
 */
export async function createFirstToken(
  tokens: Tokens,
  request: TokenRequest,
  save: (token: string) => Promise<void>,
): Promise<StoredToken | undefined> {
  const token = newToken();
  return tokens.addFirst(rowOf(tokens, request, token), () => save(token));
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function newToken(): string {
  return `rk_${randomBytes(32).toString('base64url')}`;
}

function rowOf(
  { now }: Tokens,
  { name, namespaces, scopes = ['publish', 'manage'], days = DEFAULT_DAYS, by = null, accountId = null }: TokenRequest,
  token: string,
) {
  const check = (isRight: boolean, reason: string) => {
    if (!isRight) throw new RegistryError('RK_OPTION', { reason, hint: 'Name what it is for and what it may do.' });
  };
  check(/^[^\p{C}]{1,100}$/u.test(name) && name.trim() === name, 'A token needs a name of at most 100 characters.');
  check(namespaces.length > 0, 'A token needs a namespace.');
  for (const namespace of namespaces)
    check(namespace === '*' || isName(namespace), `\`${namespace}\` is not a namespace.`);
  check(scopes.length > 0, 'A token needs a scope.');
  for (const scope of scopes)
    check(SCOPES.includes(scope), `\`${scope}\` is not a scope. Scopes are ${SCOPES.join(', ')}.`);
  check(days === null || (days > 0 && days <= 36_500), 'A token expires after more than 0 and at most 36500 days.');
  const expiresAt = days === null ? null : new Date(now().getTime() + days * DAY_MS).toISOString();
  return { hash: hashOf(token), name, namespaces, scopes, expiresAt, createdBy: by, accountId };
}
