import { randomBytes } from 'node:crypto';
import { HubSpotError } from './errors.ts';

const secret = (prefix: string) => `${prefix}${randomBytes(18).toString('hex')}`;

/** Who may call: one private app with a fixed token, and one OAuth app with tokens that end. */
export class Tokens {
  readonly privateApp = secret('pat-na1-');
  readonly clientId = secret('client-').slice(0, 36);
  readonly clientSecret = secret('');
  readonly refreshToken = secret('na1-');
  readonly #access = new Map<string, number>();
  readonly #lifeMs: number;

  constructor(lifeSeconds: number) {
    this.#lifeMs = lifeSeconds * 1000;
  }

  /** An access token for the OAuth app, in the vendor's answer. */
  issue(now = Date.now()): Record<string, unknown> {
    const token = secret('C');
    this.#access.set(token, now + this.#lifeMs);
    return {
      token_type: 'bearer',
      token_use: 'access_token',
      refresh_token: this.refreshToken,
      access_token: token,
      expires_in: Math.round(this.#lifeMs / 1000),
    };
  }

  expireAll(): void {
    for (const token of this.#access.keys()) this.#access.set(token, 0);
  }

  /** @throws INVALID_AUTHENTICATION, EXPIRED_AUTHENTICATION */
  check(token: string | undefined, now = Date.now()): void {
    if (token === this.privateApp) return;
    const until = token === undefined ? undefined : this.#access.get(token);
    if (until === undefined) throw new HubSpotError('INVALID_AUTHENTICATION', 'Authentication credentials not found.');
    if (until <= now)
      throw new HubSpotError('EXPIRED_AUTHENTICATION', 'The OAuth token used to make this call expired.', {
        context: { 'expire time': [new Date(until).toISOString()] },
      });
  }
}
