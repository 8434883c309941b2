import type { HttpClient } from '../http/request/types.ts';
import type { Authorization, AuthorizeRequest } from './authorize.ts';
import type { DeviceRequest } from './device-flow.ts';
import type { AuthorizationServer } from './server-metadata.ts';
import type { LastingSignedIn, SignedIn, SignInRequest } from './sign-in-types.ts';

/**
 * Signs a person in for good, for `signIn` of a connection: with a browser on this machine, or with a code that is entered on
 * another device where the person asked for that. Nothing is kept here.
 *
 * @throws RK_SIGN_IN when it did not come to that; RK_UPSTREAM_UNAVAILABLE, RK_CANCELLED
 */
export async function signInWithOAuth(request: SignInRequest & { lasting: true }): Promise<LastingSignedIn>;
export async function signInWithOAuth(request: SignInRequest): Promise<SignedIn>;
export async function signInWithOAuth(request: SignInRequest): Promise<LastingSignedIn> {
  const { signInFlow } = await import('./sign-in-flow.ts');
  return signInFlow(request);
}

// The parts of a sign-in, loaded when there is one: a connector's code names them, and no call needs them.

/** See `authorize.ts`: the code grant with PKCE alone. @throws RK_SIGN_IN, RK_CANCELLED */
export async function authorizeWithCode(request: AuthorizeRequest): Promise<Authorization> {
  return (await import('./authorize.ts')).authorizeWithCode(request);
}

/** See `device-flow.ts`: a code that is entered on another device. @throws RK_SIGN_IN, RK_CANCELLED */
export async function authorizeDevice(request: DeviceRequest): Promise<Authorization> {
  return (await import('./device-flow.ts')).authorizeDevice(request);
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
