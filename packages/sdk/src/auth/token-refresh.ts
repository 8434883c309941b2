import { RolekitError } from '../errors.ts';
import { currentCall, outlivingCall } from '../http/call-scope.ts';
import type { ResponseAction } from '../http/policy/response-action.ts';
import { maskError } from '../http/request/redact.ts';
import type { HttpClient } from '../http/request/types.ts';
import type { HttpResponse } from '../http/response.ts';
import { isObject } from '../json-value.ts';
import { SpentSecrets } from './spent-secrets.ts';

/** Where an access token comes from. `get` is single-flight: concurrent callers share one request. */
export interface TokenSource {
  /** @param signal of the caller. @default that of the call */
  get(signal?: AbortSignal): Promise<string>;
  /**
   * Forgets the current token, so that the next `get` fetches a new one.
   *
   * @param refused the token that was refused: nothing is forgotten when another one is current by now
   */
  invalidate(refused?: string): void;
  secrets(): string[];
  /** The token endpoint's last answer, for vendors that send more than a token. */
  answer(): Readonly<Record<string, unknown>>;
}

/** Who asks a token endpoint. */
export interface TokenRequest {
  connector: string;
  /** Client for the token endpoint; without an authorizer of its own. */
  http: HttpClient;
  /** Path of the token endpoint below the client's base URL. */
  path: string;
  clientId: string;
  clientSecret?: string | undefined;
  /**
   * How the client proves itself: with its secret in the body or as Basic, or with a signed assertion.
   * `none` where the grant alone says who asks. @default 'body'
   */
  clientAuth?: 'body' | 'basic' | 'none' | ClientAssertion;
  /** Sent with the grant: `scope`, `audience`, `resource`. */
  parameters?: Record<string, string>;
  /** Member of the answer that has the tokens, where the vendor nests them; without it the answer itself is read. */
  tokensAt?: string;
}

/** Makes a fresh `client_assertion`; see `privateKeyJwt`. */
export type ClientAssertion = () => string;

/** A fixed token (API key, private-app token). */
export function staticToken(token: string): TokenSource {
  return { get: async () => token, invalidate() {}, secrets: () => [token], answer: () => ({}) };
}

/** OAuth 2 client credentials grant (RFC 6749, 4.4). */
export function clientCredentials(request: TokenRequest): TokenSource {
  return grantedTokens(request, { ask: async () => ({ grant_type: 'client_credentials' }) });
}

/** Fields for a token endpoint; assertions are made anew for each attempt, as vendors take each of them once. */
export type GrantForm = Record<string, string | (() => string)>;

/** A grant: what to ask, and what to do with the answer before its token is used. */
export interface Grant {
  ask(): Promise<GrantForm>;
  accept?(answer: Readonly<Record<string, unknown>>): Promise<void>;
  secrets?(): string[];
  /** Runs a whole exchange, e.g. under a lock that other processes respect. */
  around?<T>(exchange: () => Promise<T>): Promise<T>;
}

/** Tokens of a token endpoint, by any grant. Kept until 30 s before they end, short-lived ones for half of their time. */
export function grantedTokens(request: TokenRequest, grant: Grant): TokenSource {
  let last: Readonly<Record<string, unknown>> = {};
  const source = cachedTokens(async () => {
    const exchange = async () => {
      const answer = await askForToken(request, await grant.ask());
      await grant.accept?.(answer);
      return answer;
    };
    last = await (grant.around ? grant.around(exchange) : exchange());
    return { value: String(last.access_token), until: Date.now() + keepFor(last.expires_in) * 1000 };
  });
  return {
    ...source,
    secrets: () => [...(grant.secrets?.() ?? []), ...clientSecrets(request), ...source.secrets()],
    answer: () => last,
  };
}

/** Seconds; a token that does not say when it ends is good until it is refused. */
function keepFor(expiresIn: unknown): number {
  const seconds = Number(expiresIn ?? Number.NaN);
  return Number.isNaN(seconds) ? Number.POSITIVE_INFINITY : seconds - Math.min(30, seconds / 2);
}

/** Keeps a token for as long as it holds, and makes one at a time. */
export function cachedTokens(make: () => Promise<{ value: string; until: number }>): TokenSource {
  let token: { value: string; until: number } | undefined;
  let flight: Promise<string> | undefined;
  const spent = new SpentSecrets();
  return {
    async get(signal = currentCall()?.signal) {
      if (token && token.until > Date.now()) return token.value;
      // not tied to one caller's signal: others may wait for the same answer
      flight ??= outlivingCall(make)
        .then((made) => {
          if (made.value !== token?.value) spent.add(token?.value);
          token = made;
          return made.value;
        })
        .finally(() => {
          flight = undefined;
        });
      return signal ? untilAborted(flight, signal) : flight;
    },
    invalidate(refused) {
      if (token && (refused === undefined || refused === token.value)) token = { ...token, until: 0 };
    },
    secrets: () => (token === undefined ? spent.list() : [token.value, ...spent.list()]),
    answer: () => ({}),
  };
}

/** `grant_type` of a code that is entered on another device (RFC 8628). */
export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

const SECRET_PARAMETERS = ['refresh_token', 'code', 'code_verifier', 'password'] as const;

/** What a token endpoint answers to a grant. @throws RK_AUTH_EXPIRED when it refuses */
export async function askForToken(request: TokenRequest, grant: GrantForm): Promise<Readonly<Record<string, unknown>>> {
  const { form: proof, headers } = clientProof(request);
  const made: string[] = [];
  const { form, freshForm } = splitForm({ ...grant, ...request.parameters, ...proof }, (text) => made.push(text));
  const response = await request.http
    .request({
      method: 'POST',
      path: request.path,
      repeatable: true,
      form,
      freshForm,
      headers,
      classify: (answer) => refusalOf(request.connector, answer),
    })
    .catch((error: unknown) => {
      if (!(error instanceof RolekitError)) throw error;
      // vendors repeat what they were sent
      const secrets = [...clientSecrets(request), ...SECRET_PARAMETERS.map((name) => form[name]), ...made];
      const refused = error.kind === 'invalid_request' ? expired(request, error.message) : error;
      throw maskError(
        refused,
        secrets.filter((secret) => secret !== undefined),
      );
    });
  return parseAnswer(request, response);
}

/** The fields as a request takes them. @param onMade told of each assertion */
export function splitForm(
  fields: GrantForm,
  onMade: (text: string) => void = () => {},
): { form: Record<string, string>; freshForm: Record<string, () => string> } {
  const form: Record<string, string> = {};
  const freshForm: Record<string, () => string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form[name] = value;
    else
      freshForm[name] = () => {
        const text = value();
        onMade(text);
        return text;
      };
  }
  return { form, freshForm };
}

/** What a client sends to show that it is that client. */
export function clientProof({ clientId, clientSecret, clientAuth = 'body' }: TokenRequest): {
  form: GrantForm;
  headers: Record<string, string>;
} {
  if (typeof clientAuth === 'function') {
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    return { form: { client_id: clientId, client_assertion_type: type, client_assertion: clientAuth }, headers: {} };
  }
  if (clientAuth === 'none') return { form: {}, headers: {} };
  if (clientAuth === 'basic') {
    // RFC 6749 2.3.1: both parts are form-encoded first
    return { form: {}, headers: { authorization: `Basic ${basicProof(clientId, clientSecret)}` } };
  }
  return { form: { client_id: clientId, ...(clientSecret ? { client_secret: clientSecret } : {}) }, headers: {} };
}

function basicProof(clientId: string, clientSecret = ''): string {
  const pair = [clientId, clientSecret].map((part) => new URLSearchParams({ p: part }).toString().slice(2));
  return Buffer.from(pair.join(':')).toString('base64');
}

/** A client's secret, in every form in which it is sent. */
function clientSecrets({ clientId, clientSecret, clientAuth }: TokenRequest): string[] {
  if (!clientSecret) return [];
  return clientAuth === 'basic' ? [clientSecret, basicProof(clientId, clientSecret)] : [clientSecret];
}

/** What a token endpoint's error means: RFC 6749 5.2 bodies become `auth_expired` with the vendor's own words. */
export function tokenError(connector: string, response: HttpResponse): RolekitError | undefined {
  const { status, body } = response;
  const reason = isObject(body) && status >= 400 && status < 500 ? oauthWords(body) : undefined;
  if (reason === undefined) return undefined;
  return new RolekitError('RK_AUTH_EXPIRED', { connector, reason, command: `rolekit connect ${connector}` });
}

function refusalOf(connector: string, response: HttpResponse): ResponseAction | undefined {
  const error = tokenError(connector, response);
  return error && { action: 'fail', error };
}

/** Some vendors refuse with status 200. */
function parseAnswer(request: TokenRequest, { body }: HttpResponse): Record<string, unknown> {
  const answer = isObject(body) ? body : {};
  const nested = request.tokensAt === undefined ? undefined : answer[request.tokensAt];
  const merged = isObject(nested) ? { ...answer, ...nested } : answer;
  if (typeof merged.access_token === 'string') return merged;
  throw expired(request, oauthWords(answer) || 'the token endpoint sent no access_token');
}

/** An error of RFC 6749 5.2, in the vendor's own words. */
function oauthWords({ error, error_description: description }: Record<string, unknown>): string | undefined {
  if (typeof error !== 'string') return undefined;
  return [error, description]
    .filter((part) => typeof part === 'string' && part)
    .join(': ')
    .slice(0, 300);
}

function expired(request: TokenRequest, reason: string): RolekitError {
  return new RolekitError('RK_AUTH_EXPIRED', {
    connector: request.connector,
    reason,
    command: `rolekit connect ${request.connector}`,
  });
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancelled = () => reject(new RolekitError('RK_CANCELLED'));
    if (signal.aborted) return cancelled();
    signal.addEventListener('abort', cancelled, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancelled));
  });
}
