import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { getOAuthProtectedResourceMetadataUrl } from '@modelcontextprotocol/server';
import { tokenOf } from '../../authorization-header.ts';
import { RolekitError } from '../../errors.ts';
import type { Caller, Gate, Refusal } from '../http/gate.ts';
import { type People, peopleOf } from '../plugin/people.ts';
import type { PluginTools } from '../plugin/plugin-tools.ts';
import type { ServedPlugin, ServeOptions } from '../plugin/types.ts';
import { issuerDocuments } from './issuer.ts';
import { issuerKeys } from './keys.ts';
import { metadataPaths, tellMetadata } from './metadata.ts';
import { checkOAuth, type OAuthOptions, type OAuthSettings } from './options.ts';
import { BadToken, MAX_TOKEN_LENGTH, verifyToken } from './verifier.ts';

/** Tokens that are remembered. */
const MAX_KNOWN = 1000;
/** Milliseconds after which a token is verified again: its key may be gone. */
const KNOWN_MS = 5 * 60_000;

/** What is served to whoever is let in. */
interface Served {
  plugin: Pick<ServedPlugin, 'name' | 'title'>;
  tools: Pick<PluginTools, 'writes'>;
  home: string;
  onProblem(text: string): void;
}

/** What a server of several people needs, in the order in which it comes to be. */
export interface PreparedOAuth {
  people: People;
  gate(served: Served, url: string): Gate;
}

/** @throws RK_DEFINITION before anything listens */
export function prepareOAuth(
  oauth: OAuthOptions,
  { token, home = homedir(), ...options }: Pick<ServeOptions, 'home' | 'profile' | 'env'> & { token?: string },
): PreparedOAuth {
  if (token !== undefined)
    throw new RolekitError('RK_DEFINITION', {
      what: 'token',
      reason: '`oauth` replaces the token of the run',
      hint: 'Give one of the two.',
    });
  checkOAuth(oauth, 'http://127.0.0.1/mcp');
  return { people: peopleOf(home, options), gate: (served, url) => oauthGate(served, checkOAuth(oauth, url)) };
}

/** Milliseconds until the same problem is said again. */
const REPORT_MS = 60_000;

/** Lets in whoever has an access token of the issuer for this server. */
function oauthGate({ plugin, tools, home, onProblem }: Served, settings: OAuthSettings): Gate {
  const { requiredScopes, scopes } = settings;
  const metadataUrl = getOAuthProtectedResourceMetadataUrl(new URL(settings.resource));
  const keys = issuerKeys(settings, issuerDocuments(settings, home));
  const paths = metadataPaths(settings.resource);
  const basic = [...requiredScopes, ...(scopes.read === undefined ? [] : [scopes.read])];
  const known = new Map<string, { caller: Caller; until: number }>();

  const unknown: Refusal = {
    status: 401,
    text: 'Unauthorized: an access token is needed; WWW-Authenticate says whose.',
    headers: { 'www-authenticate': challenge({ scope: basic, metadataUrl }) },
  };
  const invalid = (reason: string): Refusal => ({
    status: 401,
    text: `Unauthorized: ${reason}.`,
    headers: { 'www-authenticate': challenge({ error: 'invalid_token', reason, scope: basic, metadataUrl }) },
  });
  const insufficient = ({ auth }: Caller, needed: readonly string[]): Refusal => {
    // those that it has are named too: a client asks for exactly what it reads here
    const kept = [...basic, scopes.write].filter((value) => value !== undefined && auth?.scopes.includes(value));
    const scope = [...new Set([...kept, ...needed])].filter((value) => value !== undefined);
    const reason = `Needed: ${needed.join(' ')}`;
    return {
      status: 403,
      text: `Forbidden: the token lacks a scope. ${reason}.`,
      headers: { 'www-authenticate': challenge({ error: 'insufficient_scope', reason, scope, metadataUrl }) },
    };
  };
  const lacks = ({ auth }: Caller, needed: readonly string[]) => needed.some((value) => !auth?.scopes.includes(value));

  let reported = { text: '', at: 0 };
  const report = (error: unknown) => {
    const text = `Access tokens cannot be checked: ${error instanceof Error ? error.message : String(error)}`;
    if (text === reported.text && Date.now() - reported.at < REPORT_MS) return;
    reported = { text, at: Date.now() };
    onProblem(text);
  };

  async function learn(token: string, hash: string): Promise<Caller | Refusal> {
    let caller: Caller | BadToken;
    try {
      caller = await verifyToken(token, settings, keys, metadataUrl);
    } catch (error) {
      report(error);
      return {
        status: 503,
        text: 'The authorization server cannot be reached; try again.',
        headers: { 'retry-after': '5' },
      };
    }
    if (caller instanceof BadToken) return invalid(caller.reason);
    if (lacks(caller, requiredScopes)) return insufficient(caller, requiredScopes);
    for (const oldest of known.keys()) {
      if (known.size < MAX_KNOWN) break;
      known.delete(oldest);
    }
    known.set(hash, { caller, until: Math.min(caller.until ?? 0, Date.now() + KNOWN_MS) });
    return caller;
  }

  return {
    publicUrl: settings.resource,
    admit(request) {
      const token = tokenOf(request, 'Bearer');
      if (token === undefined) return unknown;
      if (token.length > MAX_TOKEN_LENGTH) return invalid('The token is too long');
      const hash = createHash('sha256').update(token).digest('base64');
      const item = known.get(hash);
      if (item && item.until > Date.now()) return item.caller;
      known.delete(hash);
      return learn(token, hash);
    },
    ...(scopes.read === undefined && scopes.write === undefined
      ? {}
      : {
          forbids(caller, body) {
            for (const message of Array.isArray(body) ? body : [body]) {
              const needed = scopeOf(message, tools, scopes);
              if (needed !== undefined && lacks(caller, [needed])) return insufficient(caller, [needed]);
            }
            return undefined;
          },
        }),
    tells(request, response, path) {
      if (!paths.includes(path)) return false;
      tellMetadata(request, response, { settings, basic, name: plugin.title ?? plugin.name });
      return true;
    },
  };
}

/** The scope that a message needs beyond those of every request. */
function scopeOf(
  message: unknown,
  tools: Pick<PluginTools, 'writes'>,
  { read, write }: OAuthSettings['scopes'],
): string | undefined {
  const { method, params } = (message ?? {}) as { method?: unknown; params?: { name?: unknown } };
  if (method !== 'tools/call' || typeof params?.name !== 'string') return undefined;
  return tools.writes(params.name) ? write : read;
}

/** RFC 6750 and RFC 9728. Nothing in it comes from a token: all texts are the server's own. */
function challenge(denial: { error?: string; reason?: string; scope: readonly string[]; metadataUrl: string }): string {
  return `Bearer ${[
    ...(denial.error ? [`error="${denial.error}"`] : []),
    ...(denial.reason ? [`error_description="${denial.reason}"`] : []),
    ...(denial.scope.length > 0 ? [`scope="${denial.scope.join(' ')}"`] : []),
    `resource_metadata="${denial.metadataUrl}"`,
  ].join(', ')}`;
}
