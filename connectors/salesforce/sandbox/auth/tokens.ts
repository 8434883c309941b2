import { randomBytes } from 'node:crypto';

/** A signed-in user. */
export interface Session {
  readonly token: string;
  readonly userId: string;
}

/** The access and refresh tokens of one run. Times are real ones, not those of the sandbox's clock. */
export class TokenStore {
  readonly #lifetime: number;
  readonly #prefix: string;
  readonly #access = new Map<string, { userId: string; expires: number; family: string | undefined }>();
  readonly #refresh = new Map<string, { userId: string; family: string }>();

  /** @param lifetime milliseconds that an access token is good for */
  constructor(organizationId: string, lifetime: number) {
    this.#prefix = `${organizationId.slice(0, 15)}!`;
    this.#lifetime = lifetime;
  }

  /** @param family of the refresh token that it ends with */
  issueAccess(userId: string, family?: string): string {
    const token = this.#prefix + randomBytes(48).toString('base64url').replace(/-/g, '.');
    this.#access.set(token, { userId, expires: Date.now() + this.#lifetime, family });
    return token;
  }

  /** @param family of the token that it replaces; the first one is named after itself */
  issueRefresh(userId: string, family?: string): string {
    const token = `5Aep861${randomBytes(36).toString('base64url')}`;
    this.#refresh.set(token, { userId, family: family ?? token });
    return token;
  }

  /** The session of an access token that is still good. */
  session(token: string): Session | null {
    const entry = this.#access.get(token);
    return entry && entry.expires > Date.now() ? { token, userId: entry.userId } : null;
  }

  /** Whom a refresh token stands for, and the family that it belongs to. */
  refreshed(token: string): { userId: string; family: string } | undefined {
    return this.#refresh.get(token);
  }

  /** The successor of a refresh token, which ends. What came from it stays good. */
  rotate(token: string, { userId, family }: { userId: string; family: string }): string {
    this.#refresh.delete(token);
    return this.issueRefresh(userId, family);
  }

  /** Ends an access token, or a refresh token with the access tokens that came from it. @returns false when there is no such token */
  revoke(token: string): boolean {
    const family = this.#refresh.get(token)?.family;
    if (family === undefined) return this.#access.delete(token);
    for (const [access, member] of this.#access) if (member.family === family) this.#access.delete(access);
    return this.#refresh.delete(token);
  }

  /** Ends all access tokens, as time would. */
  expireAll(): void {
    this.#access.clear();
  }
}
