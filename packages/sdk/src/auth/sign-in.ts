import type { HttpClient } from '../http/request/types.ts';
import type { Authorization, AuthorizeRequest } from './authorize.ts';
import type { Browser } from './browser.ts';
import type { ClientIdentity, KnownClient } from './client-identity.ts';
import type { DeviceRequest } from './device.ts';
import type { AuthorizationServer } from './server-metadata.ts';
import type { TokenRequest } from './tokens.ts';

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
  /** Milliseconds that the person has. @default 5 minutes */
  timeoutMs?: number;
}

/** What a sign-in brings: what a connector's settings keep. */
export interface SignedIn extends Authorization {
  refreshToken: string;
  client: KnownClient;
  server: AuthorizationServer;
}

/**
 * Signs a person in for good, for `signIn` of a connection: with a browser on this machine, or with a code that is entered on
 * another device where the person asked for that. Nothing is kept here.
 *
 * @throws RK_SIGN_IN when it did not come to that; RK_UPSTREAM_UNAVAILABLE, RK_CANCELLED
 */
export async function signInWithOAuth(request: SignInRequest): Promise<SignedIn> {
  const { signInFlow } = await import('./sign-in-flow.ts');
  return signInFlow(request);
}

// The parts of a sign-in, loaded when there is one: a connector's code names them, and no call needs them.

/** See `authorize.ts`: the code grant with PKCE alone. @throws RK_SIGN_IN, RK_CANCELLED */
export async function authorizeWithCode(request: AuthorizeRequest): Promise<Authorization> {
  return (await import('./authorize.ts')).authorizeWithCode(request);
}

/** See `device.ts`: a code that is entered on another device. @throws RK_SIGN_IN, RK_CANCELLED */
export async function authorizeDevice(request: DeviceRequest): Promise<Authorization> {
  return (await import('./device.ts')).authorizeDevice(request);
}

/** See `server-metadata.ts`: what an issuer publishes of itself. @throws RK_SIGN_IN */
export async function discoverServer(
  connector: string,
  http: HttpClient,
  issuer: string,
  signal?: AbortSignal,
): Promise<AuthorizationServer> {
  return (await import('./server-metadata.ts')).discoverServer(connector, http, issuer, signal);
}
