import { RolekitError } from '../errors.ts';
import { DEVICE_GRANT } from './token-refresh.ts';

export interface ClientMetadata {
  name: string;
  /** Redirect URIs, e.g. `['http://127.0.0.1/callback', 'http://localhost/callback']`. */
  redirectUris: readonly string[];
  scopes?: readonly string[] | undefined;
  /** People may enter a code on another device. @default false */
  device?: boolean;
  /** Home page of the connector. */
  uri?: string;
}

/**
 * The document that an author publishes at an https address, which then is the client id with servers that support that
 * (draft-ietf-oauth-client-id-metadata-document; Model Context Protocol, authorization). It names a public client: no secret
 * can be shared in the open.
 *
 * @throws RK_DEFINITION for an address that may not be a client id
 */
export function clientIdDocument(url: string, metadata: ClientMetadata): Record<string, unknown> {
  const problem = problemOf(url);
  if (problem)
    throw new RolekitError('RK_DEFINITION', {
      what: `the client id ${url}`,
      reason: problem,
      hint: 'Publish it at an address such as https://example.com/oauth/client.json.',
    });
  return { client_id: url, ...registration(metadata) };
}

/** What the draft asks of a client id that is a URL. */
export function problemOf(url: string): string | undefined {
  if (!URL.canParse(url)) return 'it is no URL';
  const { protocol, pathname, hash, username, password } = new URL(url);
  if (protocol !== 'https:') return 'it is not https';
  if (hash || url.includes('#')) return 'it has a fragment';
  if (username || password) return 'it has a user name or password';
  if (/\/(?:\.|%2e){1,2}(?:\/|$|\?)/i.test(url)) return 'it has a dot as a part of its path';
  return pathname === '/' ? 'it has no path' : undefined;
}

/** The members that a document and a registration have in common. */
export function registration({ name, redirectUris, scopes, uri, device }: ClientMetadata): Record<string, unknown> {
  return {
    client_name: name,
    ...(uri === undefined ? {} : { client_uri: uri }),
    redirect_uris: redirectUris,
    grant_types: ['authorization_code', 'refresh_token', ...(device ? [DEVICE_GRANT] : [])],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
    ...(scopes ? { scope: scopes.join(' ') } : {}),
  };
}
