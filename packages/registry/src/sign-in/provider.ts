import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { RegistryError } from '../errors.ts';
import type { Identity } from '../store/accounts.ts';

/** A company's OpenID Connect provider, at which the registry is registered as a client. */
export interface ProviderOptions {
  /** Its issuer: `https://login.acme.example`. Plain http only on loopback. */
  issuer: string;
  clientId: string;
  clientSecret?: string | undefined;
  /** How pages name it. @default the issuer's host */
  title?: string | undefined;
  /** @default 'openid profile email' */
  scope?: string | undefined;
  /** The claim that lists a person's groups. @default 'groups' */
  groupsClaim?: string | undefined;
  /** Members of this group administer the registry. @default nobody */
  administrators?: string | undefined;
}

/** What a browser keeps between the way to the provider and the way back. */
export interface SignInState {
  state: string;
  nonce: string;
  verifier: string;
  /** Path to go to afterwards. */
  next: string;
}

const TIMEOUT_SECONDS = 10;
const MAX_GROUPS = 200;

/** Signs people in by authorization code with PKCE. The provider is asked when it is needed: a registry starts without it. */
export class Provider {
  readonly #options: ProviderOptions;
  #configuration: Promise<Configuration> | undefined;

  constructor(options: ProviderOptions) {
    this.#options = options;
  }

  get title(): string {
    return this.#options.title ?? new URL(this.#options.issuer).host;
  }

  /** @throws RK_PROVIDER_FAILED */
  async begin(redirectUri: string, next: string): Promise<{ url: string; state: SignInState }> {
    const config = await this.#configured();
    const state = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), next };
    const url = buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: this.#options.scope ?? 'openid profile email',
      code_challenge: await calculatePKCECodeChallenge(state.verifier),
      code_challenge_method: 'S256',
      state: state.state,
      nonce: state.nonce,
    });
    return { url: url.href, state };
  }

  /** Who came back. @throws RK_PROVIDER_FAILED, RK_SIGN_IN_REFUSED */
  async finish(callback: URL, kept: SignInState): Promise<Identity> {
    const config = await this.#configured();
    if (callback.searchParams.has('error'))
      throw refused(callback.searchParams.get('error_description') ?? 'it said no');
    const tokens = await authorizationCodeGrant(config, callback, {
      pkceCodeVerifier: kept.verifier,
      expectedState: kept.state,
      expectedNonce: kept.nonce,
      idTokenExpected: true,
    }).catch((cause: unknown) => {
      throw refused(reasonOf(cause), cause);
    });
    const claims = tokens.claims();
    if (claims === undefined) throw refused('it sent no ID token');
    // claims that a provider keeps out of the ID token
    const more = await fetchUserInfo(config, tokens.access_token, claims.sub).catch(() => ({}));
    return this.#identity({ ...more, ...claims });
  }

  #identity(claims: Record<string, unknown>): Identity {
    const { issuer, groupsClaim = 'groups', administrators } = this.#options;
    const groups = [claims[groupsClaim]]
      .flat()
      .filter((group) => typeof group === 'string' && group !== '')
      .slice(0, MAX_GROUPS) as string[];
    const email = textOf(claims.email);
    const subject = String(claims.sub);
    return {
      issuer,
      subject,
      handle: handleOf(textOf(claims.preferred_username) ?? email ?? subject),
      displayName: textOf(claims.name) ?? email ?? subject,
      email: email ?? null,
      groups,
      isAdministrator: administrators !== undefined && groups.includes(administrators),
    };
  }

  async #configured(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#options;
    this.#configuration ??= discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: TIMEOUT_SECONDS,
      [customFetch]: (url, options) => fetch(url, { ...options, redirect: 'error' } as RequestInit),
      ...(isLoopback(issuer) ? { execute: [allowInsecureRequests] } : {}),
    });
    try {
      return await this.#configuration;
    } catch (cause) {
      // asked again next time
      this.#configuration = undefined;
      throw new RegistryError('RK_PROVIDER_FAILED', { provider: this.title, reason: reasonOf(cause) }, { cause });
    }
  }
}

/** The name that an account gets here: `ada.lovelace@acme.example` becomes `ada-lovelace`. */
export function handleOf(text: string): string {
  const name = text
    .replace(/@.*$/s, '')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'person' : name;
}

function isLoopback(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer);
  return protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, 300) : undefined;
}

function refused(reason: string, cause?: unknown): RegistryError {
  return new RegistryError('RK_SIGN_IN_REFUSED', { reason: reason.slice(0, 300) }, { cause });
}

/** What a person can use of it; nothing of what was sent. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'it failed';
  const inner = cause.cause instanceof Error ? cause.cause.message : undefined;
  return (inner ?? cause.message).replaceAll(/\s+/g, ' ').slice(0, 200);
}
