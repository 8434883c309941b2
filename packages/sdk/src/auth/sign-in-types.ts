import type { HttpClient } from '../http/request/types.ts';
import type { Authorization } from './authorize.ts';
import type { Browser } from './browser.ts';
import type { ClientIdentity, KnownClient } from './client-identity.ts';
import type { AuthorizationServer } from './server-metadata.ts';
import type { TokenRequest } from './token-refresh.ts';

export interface SignInRequest {
  connector: string;
  /** Client for the authorization server; without an authorizer of its own. */
  http: HttpClient;
  browser: Browser;
  /** Its endpoints, or only its issuer, which then tells them (RFC 8414). */
  server: AuthorizationServer | { issuer: string };
  client: ClientIdentity;
  scopes?: readonly string[];
  /** See `authorizeWithCode`. */
  redirectUri?: string;
  /** Further parameters of the authorization request, e.g. `prompt`. */
  authorizationParameters?: Record<string, string>;
  /** Sent with each grant: `audience`, `resource`. */
  parameters?: Record<string, string>;
  clientAuth?: TokenRequest['clientAuth'];
  /** See `TokenRequest`. */
  tokensAt?: string;
  /** The vendor's access tokens may have no end: a sign-in that brings one and no refresh token is a sign-in too. */
  lasting?: boolean;
  /** Milliseconds that the person has. @default 5 minutes */
  timeoutMs?: number;
}

/** What a sign-in brings: what a connector's settings keep. */
export interface SignedIn extends LastingSignedIn {
  refreshToken: string;
}

/** What a sign-in brings whose access token may be all there is. */
export interface LastingSignedIn extends Authorization {
  client: KnownClient;
  server: AuthorizationServer;
}
