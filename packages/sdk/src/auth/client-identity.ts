import { z } from 'zod';
import { RolekitError } from '../errors.ts';
import type { HttpClient } from '../http/client.ts';
import type { AuthorizationServer } from './server-metadata.ts';
import { notSignedIn } from './sign-in-error.ts';
import { DEVICE_GRANT, tokenError } from './tokens.ts';

/** How a connector is known to authorization servers: as registered by a person, by its own document, or by asking. */
export interface ClientIdentity {
  /** Of the app that a person registered; it comes first. */
  id?: string | undefined;
  secret?: string | undefined;
  /** URL of the client id metadata document that the connector's author publishes; see `clientIdDocument`. */
  documentUrl?: string;
  /** Shown where the person consents, when the client is registered by asking (RFC 7591). Not asked without it. */
  name?: string;
}

/** What the settings keep of a client, so that tokens are refreshed as the client that they were given to. */
export interface KnownClient {
  id: string;
  secret?: string;
}

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

/**
 * The client to sign in as: the one that was registered before, else the published document where the server takes those,
 * else one that is registered now.
 *
 * @throws RK_SIGN_IN when the server allows none of what the connector has, or refuses the registration
 */
export async function identifyClient(
  connector: string,
  http: HttpClient,
  server: AuthorizationServer,
  { id, secret, documentUrl, name }: ClientIdentity,
  rest: Omit<ClientMetadata, 'name'>,
): Promise<KnownClient> {
  if (id !== undefined) return secret === undefined ? { id } : { id, secret };
  if (documentUrl !== undefined && server.clientIdDocuments) {
    const problem = problemOf(documentUrl);
    if (problem)
      throw notSignedIn(connector, `the client id ${documentUrl} is of no use: ${problem}`, 'Tell its author.');
    return { id: documentUrl };
  }
  if (name !== undefined && server.registrationUrl !== undefined)
    return register(
      connector,
      http,
      server.registrationUrl,
      registration({ name, ...rest, device: server.deviceUrl !== undefined }),
      server,
    );
  throw notSignedIn(
    connector,
    'it is not known to the authorization server, which registers nobody by itself',
    'Register an app with the vendor, and set its client ID.',
  );
}

/** What the draft asks of a client id that is a URL. */
function problemOf(url: string): string | undefined {
  if (!URL.canParse(url)) return 'it is no URL';
  const { protocol, pathname, hash, username, password } = new URL(url);
  if (protocol !== 'https:') return 'it is not https';
  if (hash || url.includes('#')) return 'it has a fragment';
  if (username || password) return 'it has a user name or password';
  if (/\/(?:\.|%2e){1,2}(?:\/|$|\?)/i.test(url)) return 'it has a dot as a part of its path';
  return pathname === '/' ? 'it has no path' : undefined;
}

function registration({ name, redirectUris, scopes, uri, device }: ClientMetadata): Record<string, unknown> {
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

const registered = () =>
  z.object({
    client_id: z.string().min(1),
    client_secret: z.string().min(1).optional(),
    client_secret_expires_at: z.number().optional(),
  });

async function register(
  connector: string,
  http: HttpClient,
  path: string,
  metadata: Record<string, unknown>,
  { clientAuthMethods }: AuthorizationServer,
): Promise<KnownClient> {
  // a public client where the server allows it, as there is no place to keep a secret from the person
  const secretOnly = clientAuthMethods?.includes('none') === false && clientAuthMethods.includes('client_secret_post');
  const { body } = await http
    .request({
      method: 'POST',
      path,
      json: secretOnly ? { ...metadata, token_endpoint_auth_method: 'client_secret_post' } : metadata,
      policy: { maxBytes: 256 * 1024 },
      classify(response) {
        const error = tokenError(connector, response);
        return error && { action: 'fail', error };
      },
    })
    .catch((error: unknown) => {
      const said =
        error instanceof RolekitError && typeof error.data.reason === 'string' ? error.data.reason : undefined;
      if (said === undefined || (error as RolekitError).retriable) throw error;
      throw notSignedIn(
        connector,
        `the authorization server refused to register it: ${said}`,
        'Register an app with the vendor, and set its client ID.',
      );
    });
  const parsed = registered().safeParse(body);
  if (!parsed.success) throw notSignedIn(connector, 'the authorization server registered it without a client_id');
  const { client_id: id, client_secret: secret } = parsed.data;
  return secret === undefined ? { id } : { id, secret };
}
