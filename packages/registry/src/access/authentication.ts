import { timingSafeEqual } from 'node:crypto';
import { credentialsOf, tokenOf } from '@rolekit/sdk/authorization';
import type { FastifyRequest } from 'fastify';
import type { Tally } from '../audit/tally.ts';
import { addressKey } from '../client-address.ts';
import { RegistryError, type RegistryErrorCode } from '../errors.ts';
import { Rate } from '../rate-limits.ts';
import type { StoredAccount } from '../store/accounts.ts';
import type { Catalogue, CatalogueReads } from '../store/catalogue.ts';
import type { Role } from '../store/namespaces.ts';
import type { Visibility } from '../store/readable.ts';
import type { Scope, StoredToken } from '../store/tokens.ts';
import { auditActorOf, nameOf, type Principal, readableOf, refusalOf } from './permissions.ts';
import { hashOf } from './token-admin.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who the request was let in for; undefined for anybody. */
    principal: Principal | undefined;
  }
}

/** Of a browser that is signed in; its value is a token. */
export const SESSION_COOKIE = 'rolekit_session';
/** Of tokens that are remembered as good ones. */
const MAX_KNOWN = 1000;
const CHALLENGE = { headers: { 'www-authenticate': 'Bearer realm="rolekit"' } };
/** The only one that git and its credential helpers answer. */
const GIT_CHALLENGE = { headers: { 'www-authenticate': 'Basic realm="rolekit", charset="UTF-8"' } };

/** What a request may read. */
export interface Sight {
  reads: CatalogueReads;
  /** True when it sees what anybody sees. */
  isPublic: boolean;
  /** Of an answer for all who see the same. */
  key: string;
  /** Whether it sees a namespace also when that is private. */
  sees(namespace: string): boolean;
}

/** Lets in who has a token, and counts by address who has none that is good. */
export class Access {
  readonly #catalogue: Catalogue;
  readonly #failures: Rate;
  readonly #tally: Tally;
  /**
   * Hashes of tokens that were good here. They may do nothing by that: each is looked up again. But others' failures at the
   * same address, behind a proxy or in an office, do not shut them out.
   */
  readonly #known = new Set<string>();
  readonly #anybody: Sight;

  /** @param failuresPerMinute from one address */
  constructor(catalogue: Catalogue, tally: Tally, failuresPerMinute: number) {
    this.#catalogue = catalogue;
    this.#tally = tally;
    this.#failures = new Rate(failuresPerMinute, 'RK_AUTH_LIMITED');
    this.#anybody = { reads: catalogue.readableIn([]), isPublic: true, key: '', sees: () => false };
  }

  /**
   * Who asks, and that they may do this in this namespace.
   *
   * @throws RK_TOKEN_MISSING, RK_TOKEN_UNKNOWN, RK_TOKEN_EXPIRED, RK_TOKEN_REVOKED, RK_ACCOUNT_DISABLED, RK_AUTH_LIMITED
   * @throws RK_SCOPE_MISSING, RK_NAMESPACE_FORBIDDEN, RK_ROLE_MISSING
   */
  async authorize(request: FastifyRequest, scope: Scope, namespace: string): Promise<Principal> {
    const principal = await this.authenticate(request);
    const isOwned = await this.#catalogue.namespaces.isOwned(namespace);
    const refusal = refusalOf(principal, scope, namespace, isOwned);
    if (refusal !== undefined) throw refusal;
    return principal;
  }

  /**
   * What the request sees: what anybody does, when it says nothing of who sends it.
   *
   * @throws RK_TOKEN_UNKNOWN and the like for a token that is not good
   */
  async sight(request: FastifyRequest): Promise<Sight> {
    const principal =
      request.headers.authorization === undefined ? await this.session(request) : await this.authenticate(request);
    return this.sightOf(principal);
  }

  /** What somebody sees who was let in already. */
  sightOf(principal: Principal | undefined): Sight {
    const readable = readableOf(principal);
    if (typeof readable === 'string')
      return { reads: this.#catalogue.readableIn(readable), isPublic: false, key: 'everything ', sees: () => true };
    if (readable.length === 0) return this.#anybody;
    return {
      reads: this.#catalogue.readableIn(readable),
      isPublic: false,
      key: `private ${readable.join(',')} `,
      sees: (namespace) => readable.includes(namespace),
    };
  }

  /** What anybody sees. */
  get anybody(): Sight {
    return this.#anybody;
  }

  /**
   * Lets a request at a private namespace's repositories pass. One that says nothing of who sends it is asked, also where there
   * is nothing at all, so that nobody learns which namespaces there are.
   *
   * @returns undefined where there is nothing that it may read
   * @throws RK_GIT_TOKEN_MISSING and what `authenticate` throws
   */
  async repositories(request: FastifyRequest, namespace: string): Promise<Visibility | undefined> {
    if (await this.#anybody.reads.namespaceExists(namespace)) return 'public';
    if (request.headers.authorization === undefined) {
      if (await this.#catalogue.namespaces.hasPrivate())
        throw new RegistryError('RK_GIT_TOKEN_MISSING', {}, GIT_CHALLENGE);
      return undefined;
    }
    return (await this.sight(request)).sees(namespace) ? 'private' : undefined;
  }

  /**
   * Who sends a request, by its token: as a bearer's, or as the password that git sends.
   *
   * @throws RK_TOKEN_MISSING, RK_TOKEN_UNKNOWN, RK_TOKEN_EXPIRED, RK_TOKEN_REVOKED, RK_ACCOUNT_DISABLED, RK_AUTH_LIMITED
   */
  async authenticate(request: FastifyRequest): Promise<Principal> {
    if (request.headers.authorization === undefined) {
      const session = await this.session(request);
      if (session !== undefined) return session;
    }
    const token = await this.#token(request);
    const account = await this.#accountOf(token);
    if (account !== undefined && account.disabledAt !== null) {
      request.acting.actor = auditActorOf({ token, account, roles: new Map() });
      throw new RegistryError('RK_ACCOUNT_DISABLED', { account: account.handle }, CHALLENGE);
    }
    return this.#let(request, token, account);
  }

  /**
   * Who is signed in on the pages, by the cookie of a browser; undefined for everybody else. A change has to come from a page of
   * ours: a browser says from which one.
   */
  async session(request: FastifyRequest): Promise<Principal | undefined> {
    const sent = request.cookies[SESSION_COOKIE];
    if (sent === undefined || (!/^(?:GET|HEAD)$/.test(request.method) && request.headers.origin === undefined))
      return undefined;
    const hash = hashOf(sent);
    const token = await this.#catalogue.tokens.find(hash);
    if (token === undefined || this.#problemOf(token, hash) !== undefined) return undefined;
    const account = await this.#accountOf(token);
    return account === undefined || account.disabledAt !== null ? undefined : this.#let(request, token, account);
  }

  async #accountOf({ accountId }: StoredToken): Promise<StoredAccount | undefined> {
    return accountId === null ? undefined : this.#catalogue.accounts.find(accountId);
  }

  async #let(request: FastifyRequest, token: StoredToken, account: StoredAccount | undefined): Promise<Principal> {
    const roles =
      account === undefined
        ? new Map<string, Role>()
        : await this.#catalogue.namespaces.rolesOf(account.id, account.groups);
    const principal = { token, account, roles };
    request.principal = principal;
    request.acting.actor = auditActorOf(principal);
    await this.#tally.used(request, request.acting.actor);
    return principal;
  }

  async #token(request: FastifyRequest): Promise<StoredToken> {
    const address = addressKey(request.ip);
    const sent = sentToken(request);
    const hash = sent === undefined ? undefined : hashOf(sent);
    const isKnown = hash !== undefined && this.#known.has(hash);
    // Counted before the database is asked, so that many at once count too.
    if (!isKnown) this.#failures.take(address);
    if (hash === undefined) throw refusal('RK_TOKEN_MISSING');
    const token = await this.#catalogue.tokens.find(hash);
    const reason = this.#problemOf(token, hash);
    if (token === undefined || reason !== undefined) {
      // The first failure of a token that was good until now was not counted before.
      if (this.#known.delete(hash)) this.#failures.take(address);
      // the record names a token that ended
      if (token !== undefined) request.acting.actor = auditActorOf({ token, account: undefined, roles: new Map() });
      throw refusal(reason ?? 'RK_TOKEN_UNKNOWN');
    }
    if (!isKnown) this.#failures.giveBack(address);
    this.#remember(hash);
    return token;
  }

  #problemOf(token: (StoredToken & { hash: string }) | undefined, hash: string): RefusedToken | undefined {
    if (token === undefined || !timingSafeEqual(Buffer.from(token.hash), Buffer.from(hash))) return 'RK_TOKEN_UNKNOWN';
    if (token.revokedAt !== null) return 'RK_TOKEN_REVOKED';
    if (token.expiresAt !== null && token.expiresAt <= this.#catalogue.tokens.now().toISOString())
      return 'RK_TOKEN_EXPIRED';
    return undefined;
  }

  #remember(hash: string): void {
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.add(hash);
  }
}

/** Who a request was let in for; only on routes that let nobody else in. @throws RK_TOKEN_MISSING */
export function principalOf({ principal }: FastifyRequest): Principal {
  if (principal === undefined) throw refusal('RK_TOKEN_MISSING');
  return principal;
}

/** Name of who a request was let in for. */
export function actorOf({ principal }: FastifyRequest): string {
  return principal === undefined ? 'nobody' : nameOf(principal);
}

/** Id of the token that a request was let in with, by which it is counted. */
export function tokenIdOf({ principal }: FastifyRequest): string {
  return principal?.token.id ?? '';
}

type RefusedToken = Extract<
  RegistryErrorCode,
  'RK_TOKEN_MISSING' | 'RK_TOKEN_UNKNOWN' | 'RK_TOKEN_EXPIRED' | 'RK_TOKEN_REVOKED'
>;

function refusal(code: RefusedToken): RegistryError {
  return new RegistryError(code, {}, CHALLENGE);
}

function sentToken(request: FastifyRequest): string | undefined {
  const bearer = tokenOf(request.raw, 'Bearer');
  if (bearer !== undefined) return bearer;
  const credentials = credentialsOf(request.raw);
  if (credentials?.scheme !== 'basic') return undefined;
  const [, password] = /^[^:]*:(.+)$/s.exec(Buffer.from(credentials.value, 'base64').toString('utf8')) ?? [];
  return password;
}
