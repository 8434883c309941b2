import { RolekitError } from '../errors.ts';
import type { HttpClient, HttpResponse } from '../http/client.ts';

/** Where an access token comes from. `get` is single-flight: concurrent callers share one request. */
export interface TokenSource {
  get(signal?: AbortSignal): Promise<string>;
  /** Forgets the current token, so that the next `get` fetches a new one. */
  invalidate(): void;
  secrets(): string[];
  /** The token endpoint's last answer, for vendors that send more than a token. */
  answer(): Readonly<Record<string, unknown>>;
}

interface TokenRequest {
  connector: string;
  /** Client for the token endpoint; without an authorizer of its own. */
  http: HttpClient;
  /** Path of the token endpoint below the client's base URL. */
  path: string;
  clientId: string;
  clientSecret?: string | undefined;
}

/** A fixed token (API key, private-app token). */
export function staticToken(token: string): TokenSource {
  return { get: async () => token, invalidate() {}, secrets: () => [token], answer: () => ({}) };
}

/** OAuth 2 client credentials grant (RFC 6749, 4.4). */
export function clientCredentials(request: TokenRequest): TokenSource {
  return tokenSource(request, () => ({ grant_type: 'client_credentials' }));
}

/** OAuth 2 refresh token grant (RFC 6749, 6). A rotated refresh token is saved before the new access token is used. */
export function refreshToken(
  request: TokenRequest & { refreshToken: string; save(rotated: string): Promise<void> },
): TokenSource {
  let current = request.refreshToken;
  return tokenSource(
    request,
    () => ({ grant_type: 'refresh_token', refresh_token: current }),
    async (answer) => {
      if (typeof answer.refresh_token !== 'string' || answer.refresh_token === current) return;
      await request.save(answer.refresh_token);
      current = answer.refresh_token;
    },
    () => [current],
  );
}

function tokenSource(
  request: TokenRequest,
  grant: () => Record<string, string>,
  accept: (answer: Record<string, unknown>) => Promise<void> = async () => {},
  secrets: () => string[] = () => [],
): TokenSource {
  let token: { value: string; until: number } | undefined;
  let flight: Promise<string> | undefined;
  let last: Record<string, unknown> = {};
  const fetchToken = async (): Promise<string> => {
    const response = await request.http
      .request({
        method: 'POST',
        path: request.path,
        repeatable: true,
        form: {
          ...grant(),
          client_id: request.clientId,
          ...(request.clientSecret ? { client_secret: request.clientSecret } : {}),
        },
      })
      .catch((error: unknown) => {
        throw error instanceof RolekitError && error.kind === 'invalid_request'
          ? expired(request, error.message)
          : error;
      });
    last = parseAnswer(request, response);
    await accept(last);
    const seconds = typeof last.expires_in === 'number' ? last.expires_in : Number.POSITIVE_INFINITY;
    token = { value: String(last.access_token), until: Date.now() + (seconds - 30) * 1000 };
    return token.value;
  };
  return {
    async get() {
      if (token && token.until > Date.now()) return token.value;
      // not tied to one caller's signal: others may wait for the same answer
      flight ??= fetchToken().finally(() => {
        flight = undefined;
      });
      return flight;
    },
    invalidate() {
      token = undefined;
    },
    secrets: () => [
      ...secrets(),
      ...(request.clientSecret ? [request.clientSecret] : []),
      ...(token ? [token.value] : []),
    ],
    answer: () => last,
  };
}

/** What a token endpoint's error means: RFC 6749 5.2 bodies become `auth_expired` with the vendor's own words. */
export function tokenError(connector: string, response: HttpResponse): RolekitError | undefined {
  const body = response.body as { error?: unknown; error_description?: unknown } | undefined;
  if (response.status < 400 || response.status >= 500 || typeof body?.error !== 'string') return undefined;
  const reason = [body.error, body.error_description].filter((part) => typeof part === 'string').join(': ');
  return new RolekitError('RK_AUTH_EXPIRED', {
    connector,
    reason: reason.slice(0, 300),
    command: `rolekit connect ${connector}`,
  });
}

function parseAnswer(request: TokenRequest, response: HttpResponse): Record<string, unknown> {
  const body = response.body;
  if (
    typeof body !== 'object' ||
    body === null ||
    typeof (body as { access_token?: unknown }).access_token !== 'string'
  ) {
    throw expired(request, 'the token endpoint sent no access_token');
  }
  return body as Record<string, unknown>;
}

function expired(request: TokenRequest, reason: string): RolekitError {
  return new RolekitError('RK_AUTH_EXPIRED', {
    connector: request.connector,
    reason,
    command: `rolekit connect ${request.connector}`,
  });
}
