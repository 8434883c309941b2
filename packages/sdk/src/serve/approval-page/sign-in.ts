import { createHash, randomBytes } from 'node:crypto';
import { type AuthorizationServer, discoverServer } from '../../auth/server-metadata.ts';
import { askForToken } from '../../auth/token-refresh.ts';
import { RolekitError } from '../../errors.ts';
import { createHttpClient } from '../../http/request/client.ts';
import { proxyFor, readNetwork } from '../../http/request/network-settings.ts';
import type { HttpClient } from '../../http/request/types.ts';
import { type Caller, isRefusal, type Refusal } from '../http/gate.ts';
import { sameText } from './browsers.ts';
import type { Entrance, Reply, Visit } from './entrance.ts';
import { messagePage, onwardTo } from './page-layout.ts';

/** What a sign-in in the browser needs to know. */
export interface SignInOptions {
  issuer: string;
  /** Of a public client that the issuer knows, with the redirect URI `<page>/approve/signed-in`. */
  clientId: string;
  scopes: readonly string[];
  /** The user's home folder, for the network's settings. */
  home: string;
  /** The MCP endpoint, which the token is for. */
  resource(): string;
  /** Under which browsers reach the page. */
  base(): string;
  /** True for a link that somebody was sent: only for those a sign-in begins, as anybody may ask for one. */
  isLink(id: string): boolean;
  /** Verifies a token, as of a request. */
  admit(token: string): Promise<Caller | Refusal> | Caller | Refusal;
  onProblem(text: string): void;
}

interface Begun {
  id: string;
  verifier: string;
  /** Which browser began it. */
  browser: string;
  expires: number;
}

const LIFE_MS = 10 * 60_000;
const MAX_STARTED = 500;
/** Milliseconds for which the issuer's metadata are believed, and for which it is not asked again after it failed. */
const METADATA_MS = 10 * 60_000;
const FAILED_MS = 5000;
const ISSUER = 'the authorization server';

/** Sends browsers to the authorization server, and lets in those that come back with a token for this server. */
export function signInVisits(options: SignInOptions, now: () => number = Date.now): Required<Pick<Entrance, 'visit'>> {
  const begun = new Map<string, Begun>();
  const http = issuerClient(options);
  let known: { server: Promise<AuthorizationServer>; until: number } | undefined;

  function metadata(): Promise<AuthorizationServer> {
    if (known && known.until > now()) return known.server;
    const asked = { server: discoverServer(ISSUER, http, options.issuer), until: now() + METADATA_MS };
    asked.server.catch(() => {
      asked.until = now() + FAILED_MS;
    });
    known = asked;
    return asked.server;
  }

  async function begin({ query, cookie }: Visit): Promise<Reply> {
    const id = query.get('for') ?? '';
    if (!/^[0-9a-f]{32}$/.test(id) || !options.isLink(id)) return failed('The link is wrong, or its time is over.');
    const { authorizationUrl } = await metadata();
    if (authorizationUrl === undefined) return failed('The authorization server has no sign-in for browsers.');
    const [oldest] = begun.keys();
    if (begun.size >= MAX_STARTED && oldest !== undefined) begun.delete(oldest);
    const [state, verifier] = [randomText(), randomText()];
    // sign-ins in two tabs of a browser go on beside each other
    const known = cookie(cookieName(options)) ?? '';
    const browser = /^[\w-]{32}$/.test(known) ? known : randomText();
    begun.set(state, { id, verifier, browser, expires: now() + LIFE_MS });
    const url = new URL(authorizationUrl);
    const parameters = {
      response_type: 'code',
      client_id: options.clientId,
      redirect_uri: redirectUri(options),
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      resource: options.resource(),
      ...(options.scopes.length > 0 ? { scope: options.scopes.join(' ') } : {}),
      ...(query.has('anew') ? { prompt: 'login' } : {}),
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    // lax: the answer comes from the issuer's site
    return {
      to: url.href,
      headers: { 'set-cookie': `${cookieName(options)}=${browser}; HttpOnly; SameSite=Lax; ${cookieRules(options)}` },
    };
  }

  async function finish({ query, cookie }: Visit): Promise<Reply> {
    const state = query.get('state') ?? '';
    const item = begun.get(state);
    begun.delete(state);
    const browser = cookie(cookieName(options)) ?? '';
    if (!item || item.expires < now() || !sameText(browser, item.browser))
      return failed('This sign-in was not begun in this browser, or took too long. Open the link again.');
    const issuer = query.get('iss');
    if (issuer !== null && issuer !== options.issuer) return failed('Another authorization server answered.');
    const code = query.get('code');
    if (code === null) return failed(`The authorization server answered: ${query.get('error')?.slice(0, 100)}`);
    const caller = await callerOf(code, item.verifier);
    if (isRefusal(caller)) {
      options.onProblem(`A sign-in on the approval page brought a token that is refused: ${caller.text}`);
      return failed('The token of the sign-in was not accepted here; the server’s log says why.');
    }
    const { principal, until } = caller;
    return { page: onwardTo(item.id), admitted: { principal, ...(until === undefined ? {} : { until }) } };
  }

  async function callerOf(code: string, verifier: string): Promise<Caller | Refusal> {
    const server = await metadata();
    const request = { connector: ISSUER, http, path: server.tokenUrl, clientId: options.clientId };
    const answer = await askForToken(
      { ...request, parameters: { resource: options.resource() } },
      { grant_type: 'authorization_code', code, redirect_uri: redirectUri(options), code_verifier: verifier },
    );
    return options.admit(String(answer.access_token));
  }

  return {
    async visit(visit) {
      try {
        if (visit.name === 'sign-in') return await begin(visit);
        return visit.name === 'signed-in' ? await finish(visit) : undefined;
      } catch (error) {
        if (!(error instanceof RolekitError)) throw error;
        options.onProblem(`A sign-in on the approval page failed: ${error.message}`);
        return failed('The authorization server cannot be reached or refused; the server’s log says more.');
      }
    },
  };
}

/** Asks the issuer and where its metadata point; only the issuer itself may lie in a private network. */
function issuerClient({ issuer, home }: SignInOptions): HttpClient {
  return {
    async request(request) {
      const network = await readNetwork(home);
      const { hostname } = new URL(request.path);
      const { origin, hostname: issuersName } = new URL(issuer);
      const binding = {
        connector: ISSUER,
        hosts: [hostname.replace(/^\[|\]$/g, '')],
        localOrigins: proxyFor(network, issuersName) === undefined ? [origin] : [],
        network,
        home,
      };
      const policy = { attempts: 1, redirects: 0, timeoutMs: 10_000, maxBytes: 256 * 1024 };
      return createHttpClient(binding, { baseUrl: request.path, policy }).request(request);
    },
  };
}

const randomText = () => randomBytes(24).toString('base64url');

const redirectUri = ({ base }: SignInOptions) => `${base()}/approve/signed-in`;

function cookieName({ base }: SignInOptions): string {
  return `rolekit-signing-in-${new URL(base()).port || 'web'}`;
}

function cookieRules({ base }: SignInOptions): string {
  const { protocol, pathname } = new URL(base());
  return `Path=${pathname.replace(/\/$/, '')}/approve; Max-Age=600${protocol === 'https:' ? '; Secure' : ''}`;
}

function failed(text: string): Reply {
  return { status: 403, page: messagePage('You are not signed in', text) };
}
