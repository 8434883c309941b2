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
  readonly #access = new Map<string, { readonly userId: string; readonly expires: number }>();
  readonly #refresh = new Map<string, string>();

  /** @param lifetime milliseconds that an access token is good for */
  constructor(organizationId: string, lifetime: number) {
    this.#prefix = `${organizationId.slice(0, 15)}!`;
    this.#lifetime = lifetime;
  }

  issueAccess(userId: string): string {
    const token = this.#prefix + randomBytes(48).toString('base64url').replace(/-/g, '.');
    this.#access.set(token, { userId, expires: Date.now() + this.#lifetime });
    return token;
  }

  issueRefresh(userId: string): string {
    const token = `5Aep861${randomBytes(36).toString('base64url')}`;
    this.#refresh.set(token, userId);
    return token;
  }

  /** The session of an access token that is still good. */
  session(token: string): Session | null {
    const entry = this.#access.get(token);
    return entry && entry.expires > Date.now() ? { token, userId: entry.userId } : null;
  }

  refreshedUser(token: string): string | undefined {
    return this.#refresh.get(token);
  }

  /** Ends an access or refresh token. @returns false when there is no such token */
  revoke(token: string): boolean {
    return this.#access.delete(token) || this.#refresh.delete(token);
  }

  /** Ends all access tokens, as time would. */
  expireAll(): void {
    this.#access.clear();
  }
}
