import { z } from 'zod';
import { safeParseAnswer } from '../http/request/nulls-as-absent.ts';
import type { HttpClient } from '../http/request/types.ts';
import { notSignedIn } from './sign-in-error.ts';

/** An OAuth 2 authorization server, as far as a sign-in needs to know it. */
export interface AuthorizationServer {
  /** The authorization endpoint, which the browser opens. */
  authorizationUrl?: string;
  /** The token endpoint: a URL, or a path below the client's base URL. */
  tokenUrl: string;
  /** The device authorization endpoint (RFC 8628). */
  deviceUrl?: string;
  /** The registration endpoint (RFC 7591). */
  registrationUrl?: string;
  issuer?: string;
  /** It names itself in every answer (RFC 9207). */
  issuerInAnswer?: boolean;
  /** It takes the URL of a metadata document as client id. */
  clientIdDocuments?: boolean;
  /** How clients may prove themselves at the token endpoint. */
  clientAuthMethods?: readonly string[];
}

// a schema is made when a sign-in asks for it, which few processes do
const metadata = () =>
  z.object({
    issuer: z.string(),
    authorization_endpoint: z.string().optional(),
    token_endpoint: z.string(),
    device_authorization_endpoint: z.string().optional(),
    registration_endpoint: z.string().optional(),
    authorization_response_iss_parameter_supported: z.boolean().default(false),
    client_id_metadata_document_supported: z.boolean().default(false),
    code_challenge_methods_supported: z.array(z.string()).optional(),
    token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  });

const MAX_BYTES = 256 * 1024;
const TIMEOUT_MS = 10_000;

/**
 * What an issuer publishes of itself: OAuth metadata (RFC 8414), else that of OpenID Connect. Only documents that name the
 * very issuer count, of at most 256 KiB, within 10 s, without redirects; endpoints have to be https, or as local as the issuer.
 *
 * @throws RK_SIGN_IN for an issuer that publishes none, or one that is not to be trusted
 */
export async function discoverServer(
  connector: string,
  http: HttpClient,
  issuer: string,
  signal?: AbortSignal,
): Promise<AuthorizationServer> {
  if (!URL.canParse(issuer)) throw notSignedIn(connector, `${issuer} is no address`, 'Write it whole, as https://….');
  for (const path of wellKnown(issuer)) {
    const { status, body } = await http.request({
      path,
      signal,
      policy: {
        maxBytes: MAX_BYTES,
        totalMs: TIMEOUT_MS,
        rules: [{ status: [404, 401, 403, 400, 405, 406, 410], action: 'success' }],
      },
    });
    if (status < 400) return serverOf(connector, issuer, body);
  }
  throw notSignedIn(connector, `${issuer} publishes no metadata of an authorization server`, 'Check the address.');
}

/** Where the metadata lie: the path of an issuer comes after the well-known part, except in OpenID Connect. */
function wellKnown(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    ...new Set([
      `${origin}/.well-known/oauth-authorization-server${path}`,
      `${origin}/.well-known/openid-configuration${path}`,
      `${origin}${path}/.well-known/openid-configuration`,
    ]),
  ];
}

function serverOf(connector: string, issuer: string, body: unknown): AuthorizationServer {
  const refuse = (reason: string) =>
    notSignedIn(connector, `the metadata of ${issuer} ${reason}`, 'Check the address.');
  const parsed = safeParseAnswer(metadata(), body);
  if (!parsed.success) throw refuse(`are not usable at ${parsed.error.issues[0]?.path.join('.') || 'their root'}`);
  const data = parsed.data;
  if (data.issuer !== issuer) throw refuse('name another issuer');
  // Servers that know PKCE and do not say so exist; those that say what they know have to know this.
  if (data.code_challenge_methods_supported?.includes('S256') === false) throw refuse('do not offer PKCE with S256');
  const endpoint = (url: string): string => {
    const safe =
      URL.canParse(url) && (new URL(url).protocol === 'https:' || new URL(url).origin === new URL(issuer).origin);
    if (!safe) throw refuse('name an endpoint without https');
    return url;
  };
  return {
    issuer,
    tokenUrl: endpoint(data.token_endpoint),
    ...(data.authorization_endpoint ? { authorizationUrl: endpoint(data.authorization_endpoint) } : {}),
    ...(data.device_authorization_endpoint ? { deviceUrl: endpoint(data.device_authorization_endpoint) } : {}),
    ...(data.registration_endpoint ? { registrationUrl: endpoint(data.registration_endpoint) } : {}),
    issuerInAnswer: data.authorization_response_iss_parameter_supported,
    clientIdDocuments: data.client_id_metadata_document_supported,
    ...(data.token_endpoint_auth_methods_supported
      ? { clientAuthMethods: data.token_endpoint_auth_methods_supported }
      : {}),
  };
}
