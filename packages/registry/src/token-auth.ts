import { timingSafeEqual } from 'node:crypto';
import { tokenOf } from '@rolekit/sdk/authorization';
import type { FastifyRequest } from 'fastify';
import { addressKey } from './client-address.ts';
import { RegistryError, type RegistryErrorCode } from './errors.ts';
import { Rate } from './rate-limits.ts';
import type { Scope, SqliteTokens, StoredToken } from './store/tokens.ts';
import { hashOf } from './token-admin.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The token that the request was let in with. */
    token: StoredToken | undefined;
  }
}

/** A namespace that is ours: a token has it only when it lists it by name. */
const OWN = 'rolekit';
/** Of tokens that are remembered as good ones. */
const MAX_KNOWN = 1000;
const CHALLENGE = { headers: { 'www-authenticate': 'Bearer realm="rolekit"' } };

/** Lets in who has a token, and counts by address who has none that is good. */
export class Keys {
  readonly #tokens: SqliteTokens;
  readonly #failures: Rate;
  /**
   * Hashes of tokens that were good here. They may do nothing by that: each is looked up again. But others' failures at the
   * same address, behind a proxy or in an office, do not shut them out.
   */
  readonly #known = new Set<string>();

  /** @param failuresPerMinute from one address */
  constructor(tokens: SqliteTokens, failuresPerMinute: number) {
    this.#tokens = tokens;
    this.#failures = new Rate(failuresPerMinute, 'RK_AUTH_LIMITED');
  }

  /**
   * Who asks, and that they may do this in this namespace.
   *
   * @throws RK_TOKEN_MISSING, RK_TOKEN_UNKNOWN, RK_TOKEN_EXPIRED, RK_TOKEN_REVOKED, RK_AUTH_LIMITED
   * @throws RK_SCOPE_MISSING, RK_NAMESPACE_FORBIDDEN
   */
  async authorize(request: FastifyRequest, scope: Scope, namespace?: string): Promise<StoredToken> {
    const token = await this.#authenticate(request);
    request.token = token;
    if (!token.scopes.includes(scope)) throw new RegistryError('RK_SCOPE_MISSING', { token: token.name, scope });
    if (namespace !== undefined && !covers(token, namespace)) {
      throw new RegistryError('RK_NAMESPACE_FORBIDDEN', {
        token: token.name,
        namespace,
        allowed: token.namespaces.map((name) => `\`${name}\``).join(', '),
      });
    }
    // Coarse, and not worth a failed request.
    await this.#tokens.used(token).catch((error: unknown) => request.log.warn({ err: error }, 'last use not noted'));
    return token;
  }

  async #authenticate(request: FastifyRequest): Promise<StoredToken> {
    const address = addressKey(request.ip);
    const sent = tokenOf(request.raw, 'Bearer');
    const hash = sent === undefined ? undefined : hashOf(sent);
    const isKnown = hash !== undefined && this.#known.has(hash);
    // Counted before the database is asked, so that many at once count too.
    if (!isKnown) this.#failures.take(address);
    if (hash === undefined) throw refusal('RK_TOKEN_MISSING');
    const token = await this.#tokens.find(hash);
    const reason = this.#problemOf(token, hash);
    if (token === undefined || reason !== undefined) {
      // The first failure of a token that was good until now was not counted before.
      if (this.#known.delete(hash)) this.#failures.take(address);
      throw refusal(reason ?? 'RK_TOKEN_UNKNOWN');
    }
    if (!isKnown) this.#failures.giveBack(address);
    this.#remember(hash);
    return token;
  }

  #problemOf(token: (StoredToken & { hash: string }) | undefined, hash: string): RegistryErrorCode | undefined {
    if (token === undefined || !timingSafeEqual(Buffer.from(token.hash), Buffer.from(hash))) return 'RK_TOKEN_UNKNOWN';
    if (token.revokedAt !== null) return 'RK_TOKEN_REVOKED';
    if (token.expiresAt !== null && token.expiresAt <= this.#tokens.now().toISOString()) return 'RK_TOKEN_EXPIRED';
    return undefined;
  }

  #remember(hash: string): void {
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.add(hash);
  }
}

function covers({ namespaces }: StoredToken, namespace: string): boolean {
  return namespaces.includes(namespace) || (namespace !== OWN && namespaces.includes('*'));
}

function refusal(code: RegistryErrorCode): RegistryError {
  return new RegistryError(code, {}, CHALLENGE);
}
