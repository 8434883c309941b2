import { createHash, randomBytes } from 'node:crypto';
import { listenForCode } from './callback-server.ts';
import { asSignInError, notSignedIn, refusedSignIn } from './sign-in-error.ts';
import { askForToken, type TokenRequest } from './token-refresh.ts';

export interface AuthorizeRequest extends TokenRequest {
  /** The vendor's authorization endpoint. */
  authorizationUrl: string;
  scopes?: readonly string[];
  /** Further parameters of the authorization request, e.g. `prompt` or `access_type`. */
  authorizationParameters?: Record<string, string>;
  /** The issuer; an answer that names another one is refused (RFC 9207). */
  issuer?: string;
  /** The issuer says that it always names itself (`authorization_response_iss_parameter_supported`). */
  issuerRequired?: boolean;
  /**
   * Redirect URI as it is registered, on `127.0.0.1` or `localhost`. Without a port, or with port 0, a free one is taken, for
   * vendors that compare all but that (RFC 8252, 7.3). @default 'http://127.0.0.1/callback'
   */
  redirectUri?: string;
  /** Milliseconds that the person has. @default 5 minutes */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Shows the URL to the person: opens a browser, prints it. */
  open(url: string): void | Promise<void>;
}

/** The token endpoint's answer to a code. */
export interface Authorization {
  accessToken: string;
  refreshToken?: string;
  scope?: string;
  /** All that the vendor sent. */
  answer: Readonly<Record<string, unknown>>;
}

/**
 * Signs a person in with the OAuth 2 code grant and PKCE (RFC 6749, 7636), through a browser and a redirect to this machine
 * (RFC 8252). The client is one that was registered with the vendor before.
 *
 * @throws RK_SIGN_IN when the vendor or the person refuses, nobody answers, or the port is taken; RK_CANCELLED
 */
export async function authorizeWithCode(request: AuthorizeRequest): Promise<Authorization> {
  const state = randomBytes(32).toString('base64url');
  const verifier = randomBytes(32).toString('base64url');
  const redirect = redirectOf(request);
  const callback = await listenForCode({
    state,
    connector: request.connector,
    port: Number(redirect.port),
    path: redirect.pathname,
    timeoutMs: request.timeoutMs ?? 5 * 60_000,
    signal: request.signal,
  });
  try {
    redirect.port = String(callback.port);
    const redirectUri = redirect.href;
    await request.open(authorizationUrl(request, { state, verifier, redirectUri }));
    const parameters = await callback.answered;
    const code = codeOf(request, parameters);
    const answer = await askForToken(request, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    callback.finish(true);
    return authorizationOf(answer);
  } catch (error) {
    throw asSignInError(request.connector, error);
  } finally {
    callback.finish(false);
    callback.close();
  }
}

/** What a token endpoint's answer holds for a sign-in. */
export function authorizationOf(answer: Readonly<Record<string, unknown>>): Authorization {
  return {
    accessToken: String(answer.access_token),
    ...(typeof answer.refresh_token === 'string' ? { refreshToken: answer.refresh_token } : {}),
    ...(typeof answer.scope === 'string' ? { scope: answer.scope } : {}),
    answer,
  };
}

function redirectOf({ connector, redirectUri = 'http://127.0.0.1/callback' }: AuthorizeRequest): URL {
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  if (url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname) && !url.search && !url.hash)
    return url;
  throw notSignedIn(
    connector,
    `the callback URL ${redirectUri} is not on this machine`,
    'Register and set one such as http://localhost:1717/callback.',
  );
}

function authorizationUrl(
  request: AuthorizeRequest,
  { state, verifier, redirectUri }: { state: string; verifier: string; redirectUri: string },
): string {
  const url = new URL(request.authorizationUrl);
  const parameters = {
    ...request.authorizationParameters,
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: redirectUri,
    ...(request.scopes ? { scope: request.scopes.join(' ') } : {}),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

function codeOf(request: AuthorizeRequest, parameters: URLSearchParams): string {
  const refuse = (reason: string) => notSignedIn(request.connector, reason);
  // before anything else is believed: the answer may come from another server than the one asked (mix-up)
  const issuer = parameters.get('iss');
  if (request.issuer !== undefined && issuer !== null && issuer !== request.issuer)
    throw refuse('the answer comes from another issuer');
  if (request.issuerRequired && issuer === null) throw refuse('the answer does not name its issuer');
  const error = parameters.get('error');
  if (error !== null) throw refusedSignIn(request.connector, error, parameters.get('error_description'));
  const code = parameters.get('code');
  if (!code) throw refuse('the answer has no code');
  return code;
}
