import { RolekitError } from '../../errors.ts';
import { createHttpClient } from '../../http/request/client.ts';
import { proxyFor, readNetwork } from '../../http/request/network-settings.ts';
import type { OAuthSettings } from './options.ts';

/** Bytes of an answer: metadata and keys are a few thousand. */
const MAX_BYTES = 256 * 1024;
const TIMEOUT_MS = 5000;

type Issuer = Pick<OAuthSettings, 'issuer' | 'jwksUri'>;

/** Gets a document of the issuer; undefined where there is none. @throws RK_UPSTREAM_UNAVAILABLE, RK_OUT_OF_REACH, RK_TIMEOUT */
export type GetDocument = (url: string) => Promise<unknown>;

/**
 * Gets JSON of the issuer under limits: https, or http on this machine; no redirects; at most 256 KiB in 5 s. Only what the
 * operator named may lie in a private network; what the issuer's metadata points at may not.
 */
export function issuerDocuments({ issuer, jwksUri }: Issuer, home: string): GetDocument {
  const named = [issuer, jwksUri].flatMap((url) => (url === undefined ? [] : [new URL(url)]));
  return async (url) => {
    const network = await readNetwork(home);
    const { hostname } = new URL(url);
    const client = createHttpClient(
      {
        connector: 'the authorization server',
        hosts: [hostname.replace(/^\[|\]$/g, '')],
        // behind a proxy, the proxy dials
        localOrigins: named.filter((item) => proxyFor(network, item.hostname) === undefined).map((item) => item.origin),
        network,
        home,
      },
      {
        baseUrl: url,
        policy: { attempts: 1, redirects: 0, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS },
        classify: () => ({ action: 'success' }),
      },
    );
    const { status, body } = await client.request({ path: url });
    if (status === 404) return undefined;
    if (status === 200 && typeof body === 'object' && body !== null) return body;
    throw unavailable(status === 200 ? `${url} is not JSON` : `${url} answered HTTP ${status}`);
  };
}

/**
 * Where an issuer's keys are, as its metadata says (RFC 8414, or OpenID Connect Discovery).
 *
 * @throws RK_UPSTREAM_UNAVAILABLE when there is none, or it is another issuer's
 */
export async function findKeys({ issuer, jwksUri }: Issuer, get: GetDocument): Promise<string> {
  if (jwksUri !== undefined) return jwksUri;
  for (const url of metadataUrls(issuer)) {
    const metadata = (await get(url)) as { issuer?: unknown; jwks_uri?: unknown } | undefined;
    if (!metadata) continue;
    if (metadata.issuer !== issuer) throw unavailable(`${url} is the metadata of another issuer`);
    if (typeof metadata.jwks_uri !== 'string' || !URL.canParse(metadata.jwks_uri))
      throw unavailable(`${url} names no jwks_uri`);
    return metadata.jwks_uri;
  }
  throw unavailable('it has no metadata (RFC 8414 or OpenID Connect Discovery)');
}

/** In the order in which the MCP specification has clients try them. */
export function metadataUrls(issuer: string): string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    ...(path === '' ? [] : [`${origin}${path}/.well-known/openid-configuration`]),
  ];
}

function unavailable(reason: string): RolekitError {
  return new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
    connector: 'the authorization server',
    reason,
    hint: 'Check the issuer of this server’s settings.',
  });
}
