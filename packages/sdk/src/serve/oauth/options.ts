import { RolekitError } from '../../errors.ts';

/** Algorithms with a public key that a server may accept. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

const DEFAULT_ALGORITHMS: readonly OAuthAlgorithm[] = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];

export type OAuthAlgorithm = (typeof ALGORITHMS)[number];

/** An OAuth 2 resource server: requests carry access tokens (JWT) of one authorization server. */
export interface OAuthOptions {
  /** The authorization server, exactly as its metadata and its tokens name it. */
  issuer: string;
  /** This server as its clients know it, which tokens name as their audience. @default the URL that is served */
  resource?: string;
  /** Scopes of every request. @default none */
  requiredScopes?: readonly string[];
  /** Further scopes of calls: of tools that read, and of tools that write. @default none */
  scopes?: { read?: string; write?: string };
  /** Where the issuer's keys are. @default what the issuer's metadata says */
  jwksUri?: string;
  /** @default RS256, PS256, ES256, EdDSA */
  algorithms?: readonly OAuthAlgorithm[];
  /** Seconds that the issuer's clock may be off. @default 30 */
  clockSkewSeconds?: number;
}

/** The options, checked and complete. */
export interface OAuthSettings {
  issuer: string;
  resource: string;
  requiredScopes: readonly string[];
  scopes: { read?: string; write?: string };
  jwksUri?: string;
  algorithms: readonly OAuthAlgorithm[];
  clockSkewSeconds: number;
}

const MAX_SKEW_SECONDS = 300;
// RFC 6749, 3.3
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** @throws RK_DEFINITION for options with which the server would not be safe, or not work */
export function checkOAuth(options: OAuthOptions, url: string): OAuthSettings {
  const {
    issuer,
    resource = url,
    requiredScopes = [],
    scopes = {},
    algorithms = DEFAULT_ALGORITHMS,
    clockSkewSeconds = 30,
    jwksUri,
  } = options;
  checkUrl('issuer', issuer);
  checkUrl('resource', resource);
  if (jwksUri !== undefined) checkUrl('jwksUri', jwksUri, true);
  for (const scope of [...requiredScopes, scopes.read, scopes.write])
    if (scope !== undefined && !SCOPE.test(scope))
      throw refuse('scopes', `\`${scope}\` is not a scope`, 'A scope has no spaces, quotes or backslashes.');
  const known: readonly string[] = ALGORITHMS;
  const strange = algorithms.find((algorithm) => !known.includes(algorithm));
  if (strange !== undefined || algorithms.length === 0)
    throw refuse('algorithms', `\`${strange ?? ''}\` is not accepted`, `Use some of ${ALGORITHMS.join(', ')}.`);
  if (!(clockSkewSeconds >= 0 && clockSkewSeconds <= MAX_SKEW_SECONDS))
    throw refuse('clockSkewSeconds', `${clockSkewSeconds} is out of range`, `Use 0 to ${MAX_SKEW_SECONDS}.`);
  return {
    issuer,
    resource,
    requiredScopes,
    scopes,
    algorithms,
    clockSkewSeconds,
    ...(jwksUri === undefined ? {} : { jwksUri }),
  };
}

/** True for http on this machine: what is said there reaches nobody else. */
export function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

function checkUrl(what: string, text: string, mayHaveQuery = false): void {
  if (!URL.canParse(text)) throw refuse(what, `\`${text}\` is no URL`, 'Write it whole, as https://….');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !isLoopback(url))
    throw refuse(what, `\`${text}\` is not https`, 'Plain http is for servers on this machine (127.0.0.1).');
  // the principal is `<issuer>|<subject>`
  if (url.username || url.password || text.includes('#') || text.includes('|') || (!mayHaveQuery && url.search))
    throw refuse(what, `\`${url.origin}${url.pathname}\` has more than a path`, 'Leave out query, fragment and user.');
}

function refuse(what: string, reason: string, hint: string): RolekitError {
  return new RolekitError('RK_DEFINITION', { what: `oauth.${what}`, reason, hint });
}
