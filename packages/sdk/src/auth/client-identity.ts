import { z } from 'zod';
import { RolekitError } from '../errors.ts';
import { safeParseAnswer } from '../http/request/nulls-as-absent.ts';
import type { HttpClient } from '../http/request/types.ts';
import { type ClientMetadata, problemOf, registration } from './client-document.ts';
import type { AuthorizationServer } from './server-metadata.ts';
import { notSignedIn } from './sign-in-error.ts';
import { tokenError } from './token-refresh.ts';

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
  metadata: Omit<ClientMetadata, 'name'>,
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
      registration({ name, ...metadata, device: server.deviceUrl !== undefined }),
      server,
    );
  throw notSignedIn(
    connector,
    'the authorization server does not know it, and does not register clients itself',
    'Register an app with the vendor, and set its client ID.',
  );
}

const registered = () =>
  z.object({
    client_id: z.string().min(1),
    client_secret: z.string().min(1).optional(),
    client_secret_expires_at: z.number().optional(),
  });

/** How a client that is registered by asking can prove itself; its settings hold no more than an id and a secret. */
const REGISTERED = ['none', 'client_secret_post'];

async function register(
  connector: string,
  http: HttpClient,
  path: string,
  metadata: Record<string, unknown>,
  { clientAuthMethods }: AuthorizationServer,
): Promise<KnownClient> {
  // a public client where the server allows it, as there is no place to keep a secret from the person
  const method = clientAuthMethods ? REGISTERED.find((candidate) => clientAuthMethods.includes(candidate)) : 'none';
  if (method === undefined)
    throw notSignedIn(
      connector,
      `the authorization server takes only clients that prove themselves by ${clientAuthMethods?.join(', ')}`,
      'Register an app with the vendor, and set its client ID.',
    );
  const { body } = await http
    .request({
      method: 'POST',
      path,
      json: { ...metadata, token_endpoint_auth_method: method },
      policy: { maxBytes: 256 * 1024 },
      classify(response) {
        const error = tokenError(connector, response);
        return error && { action: 'fail', error };
      },
    })
    .catch((error: unknown) => {
      const reason =
        error instanceof RolekitError && typeof error.data.reason === 'string' ? error.data.reason : undefined;
      if (reason === undefined || (error as RolekitError).retriable) throw error;
      throw notSignedIn(
        connector,
        `the authorization server refused to register it: ${reason}`,
        'Register an app with the vendor, and set its client ID.',
      );
    });
  const parsed = safeParseAnswer(registered(), body);
  if (!parsed.success) throw notSignedIn(connector, 'the authorization server registered it without a client_id');
  const { client_id: id, client_secret: secret } = parsed.data;
  return secret === undefined ? { id } : { id, secret };
}
