import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Answer, readBody } from './server.ts';

export const CLIENT_ID = 'sandbox-app';
/** Of somebody who signed in before the sandbox was started. */
export const REFRESH_TOKEN = 'sandbox-refresh-token';

const SECONDS = 3600;
/** The redirect URL of the app, at any port of this machine. */
const CALLBACK = /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\/callback$/;

interface Code {
  redirectUri: string;
  challenge: string;
}

/** The authorization server: the code grant with PKCE (RFC 6749, 7636), and refresh tokens that are good once. */
export class OAuth {
  readonly #codes = new Map<string, Code>();
  readonly #refreshTokens = new Set([REFRESH_TOKEN]);
  readonly #accessTokens = new Set<string>();

  accepts(accessToken: string | undefined): boolean {
    return accessToken !== undefined && this.#accessTokens.has(accessToken);
  }

  /** Says yes at once: there is nobody to ask in a sandbox. */
  authorize(query: URLSearchParams): Answer {
    const redirectUri = query.get('redirect_uri') ?? '';
    // an answer goes to the app only once it is known to be the app
    if (query.get('client_id') !== CLIENT_ID || !CALLBACK.test(redirectUri))
      return refused('invalid_request', 'Unknown app or redirect URL.');
    const to = new URL(redirectUri);
    to.searchParams.set('state', query.get('state') ?? '');
    const challenge = query.get('code_challenge');
    if (query.get('response_type') !== 'code' || query.get('code_challenge_method') !== 'S256' || !challenge) {
      to.searchParams.set('error', 'invalid_request');
    } else {
      const code = newToken();
      this.#codes.set(code, { redirectUri, challenge });
      to.searchParams.set('code', code);
    }
    return { status: 302, headers: { location: to.href, 'cache-control': 'no-store' } };
  }

  async token(request: IncomingMessage): Promise<Answer> {
    const form = new URLSearchParams(await readBody(request));
    if (form.get('client_id') !== CLIENT_ID) return refused('invalid_client', 'Unknown app.');
    const refreshToken = form.get('grant_type') === 'refresh_token' ? form.get('refresh_token') : this.#redeem(form);
    if (!refreshToken || !this.#refreshTokens.has(refreshToken))
      return refused('invalid_grant', 'The code or the refresh token is not known.');
    // each comes with the next one; that of the settings stays, because every test begins with it
    if (refreshToken !== REFRESH_TOKEN) this.#refreshTokens.delete(refreshToken);
    const accessToken = newToken();
    this.#accessTokens.add(accessToken);
    const body = {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: SECONDS,
      refresh_token: this.#nextRefreshToken(),
    };
    return { status: 200, body, headers: { 'cache-control': 'no-store' } };
  }

  #nextRefreshToken(): string {
    const token = newToken();
    this.#refreshTokens.add(token);
    return token;
  }

  /** A code is good once, for whoever has its verifier. */
  #redeem(form: URLSearchParams): string | undefined {
    const code = form.get('code') ?? '';
    const asked = this.#codes.get(code);
    this.#codes.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (asked?.redirectUri !== form.get('redirect_uri') || asked?.challenge !== challenge) return undefined;
    return this.#nextRefreshToken();
  }
}

const newToken = () => randomBytes(24).toString('base64url');

function refused(error: string, words: string): Answer {
  return { status: 400, body: { error, error_description: words } };
}
