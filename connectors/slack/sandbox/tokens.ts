import { randomBytes } from 'node:crypto';
import { type Caller, SlackError } from './call.ts';

/** Seconds that Slack lets a rotating token live. */
const LIFETIME = 43_200;

/** The tokens of one run. Times are real ones, not those of the sandbox's clock. */
export class Tokens {
  readonly #rotates: boolean;
  readonly #access = new Map<string, { caller: Caller; expires: number }>();
  readonly #refresh = new Map<string, Caller>();
  readonly #revoked = new Set<string>();

  /** @param rotates tokens end, and refresh tokens bring the next */
  constructor(rotates: boolean) {
    this.#rotates = rotates;
  }

  /** Lets a token that is known beforehand in, for good. */
  add(token: string, caller: Caller): void {
    this.#access.set(token, { caller, expires: Number.POSITIVE_INFINITY });
  }

  /** What a token endpoint says of new tokens. */
  issue(caller: Caller): Record<string, unknown> {
    const made = randomBytes(24).toString('hex');
    const token = this.#rotates ? `xoxe.xoxp-1-${made}` : `xoxp-${made}`;
    const about = { access_token: token, token_type: 'user', scope: caller.scopes.join(',') };
    if (!this.#rotates) {
      this.add(token, caller);
      return about;
    }
    const refresh = `xoxe-1-${randomBytes(24).toString('hex')}`;
    this.#access.set(token, { caller, expires: Date.now() + LIFETIME * 1000 });
    this.#refresh.set(refresh, caller);
    return { ...about, refresh_token: refresh, expires_in: LIFETIME };
  }

  /** @throws invalid_auth, token_expired, token_revoked */
  callerOf(token: string): Caller {
    if (this.#revoked.has(token)) throw new SlackError('token_revoked');
    const entry = this.#access.get(token);
    if (!entry) throw new SlackError('invalid_auth');
    if (entry.expires <= Date.now()) throw new SlackError('token_expired');
    return entry.caller;
  }

  /** The next tokens; a refresh token is good for one use. @throws invalid_refresh_token */
  refreshed(token: string): { caller: Caller; tokens: Record<string, unknown> } {
    const caller = this.#refresh.get(token);
    if (!caller) throw new SlackError('invalid_refresh_token');
    this.#refresh.delete(token);
    return { caller, tokens: this.issue(caller) };
  }

  /** Ends a token, and all that its sign-in brought. */
  revoke(token: string): void {
    const { user } = this.callerOf(token);
    this.#revoked.add(token);
    for (const [refresh, caller] of this.#refresh) if (caller.user === user) this.#refresh.delete(refresh);
  }

  /** Ends all tokens that rotate, as time would. */
  expireAll(): void {
    for (const [token, { caller, expires }] of this.#access)
      if (Number.isFinite(expires)) this.#access.set(token, { caller, expires: 0 });
  }
}
