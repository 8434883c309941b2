import { type Authorization, authorizeWithCode } from './authorize.ts';
import type { Browser } from './browser.ts';
import { identifyClient } from './client-identity.ts';
import { authorizeDevice } from './device-flow.ts';
import { type AuthorizationServer, discoverServer } from './server-metadata.ts';
import { asSignInError, notSignedIn } from './sign-in-error.ts';
import type { LastingSignedIn, SignInRequest } from './sign-in-types.ts';
import type { TokenRequest } from './token-refresh.ts';

/** See `signInWithOAuth`. */
export async function signInFlow(request: SignInRequest): Promise<LastingSignedIn> {
  const { connector, http, browser, client: identity, scopes, redirectUri = 'http://127.0.0.1/callback' } = request;
  const { signal } = browser;
  try {
    const server =
      'tokenUrl' in request.server
        ? request.server
        : await discoverServer(connector, http, request.server.issuer, signal);
    const client = await identifyClient(connector, http, server, identity, { redirectUris: [redirectUri], scopes });
    const tokens: TokenRequest = {
      connector,
      http,
      path: server.tokenUrl,
      clientId: client.id,
      clientSecret: client.secret,
      ...(request.clientAuth ? { clientAuth: request.clientAuth } : {}),
      ...(request.parameters ? { parameters: request.parameters } : {}),
      ...(request.tokensAt === undefined ? {} : { tokensAt: request.tokensAt }),
    };
    const authorization = browser.showCode
      ? await withDevice(request, server, tokens, browser.showCode)
      : await withBrowser(request, server, tokens, redirectUri);
    if (authorization.refreshToken !== undefined || request.lasting) return { ...authorization, client, server };
    throw notSignedIn(
      connector,
      'the vendor gave no refresh token',
      'Allow the app refresh tokens (often the scope offline_access or refresh_token), then sign in again.',
    );
  } catch (error) {
    throw asSignInError(connector, error);
  }
}

function withBrowser(
  { scopes, authorizationParameters, timeoutMs, browser, connector }: SignInRequest,
  server: AuthorizationServer,
  tokens: TokenRequest,
  redirectUri: string,
): Promise<Authorization> {
  const { authorizationUrl, issuer, issuerInAnswer } = server;
  if (authorizationUrl === undefined)
    throw notSignedIn(
      connector,
      'the vendor has no sign-in with a browser',
      `Run \`rolekit connect ${connector} --device\`.`,
    );
  return authorizeWithCode({
    ...tokens,
    authorizationUrl,
    redirectUri,
    ...(scopes ? { scopes } : {}),
    ...(authorizationParameters ? { authorizationParameters } : {}),
    ...(issuer === undefined ? {} : { issuer }),
    ...(issuerInAnswer ? { issuerRequired: true } : {}),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    signal: browser.signal,
    open: (url) => browser.open(url),
  });
}

function withDevice(
  { connector, scopes, browser }: SignInRequest,
  { deviceUrl }: AuthorizationServer,
  tokens: TokenRequest,
  show: NonNullable<Browser['showCode']>,
): Promise<Authorization> {
  if (deviceUrl === undefined)
    throw notSignedIn(
      connector,
      'the vendor has no sign-in with a code on another device',
      `Run \`rolekit connect ${connector} --sign-in\` on a machine with a browser.`,
    );
  return authorizeDevice({ ...tokens, deviceUrl, scopes, show, signal: browser.signal });
}
