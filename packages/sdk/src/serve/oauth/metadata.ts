import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuse } from '../http/gate.ts';
import type { OAuthSettings } from './options.ts';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** Where the metadata lies: at the root, and for the path of the resource as its clients know it and as it is served. */
export function metadataPaths(resource: string): string[] {
  const path = new URL(resource).pathname.replace(/\/$/, '');
  return [WELL_KNOWN, `${WELL_KNOWN}/mcp`, `${WELL_KNOWN}${path}`];
}

/** Protected resource metadata (RFC 9728): which authorization server to ask for a token. It is for everybody. */
export function tellMetadata(
  request: IncomingMessage,
  response: ServerResponse,
  about: { settings: OAuthSettings; basic: readonly string[]; name: string },
): void {
  const { method, headers } = request;
  const anyone = { 'access-control-allow-origin': '*', 'x-content-type-options': 'nosniff' };
  if (method === 'OPTIONS') {
    const asked = headers['access-control-request-headers'];
    response.writeHead(204, {
      ...anyone,
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      ...(asked === undefined ? {} : { 'access-control-allow-headers': asked, vary: 'access-control-request-headers' }),
    });
    response.end();
    return;
  }
  if (method !== 'GET' && method !== 'HEAD') {
    const allow = { ...anyone, allow: 'GET, HEAD, OPTIONS' };
    refuse(response, { status: 405, text: 'Method not allowed: this is to be read.', headers: allow });
    return;
  }
  const { resource, issuer } = about.settings;
  response.writeHead(200, { ...anyone, 'content-type': 'application/json' });
  response.end(
    JSON.stringify({
      resource,
      authorization_servers: [issuer],
      bearer_methods_supported: ['header'],
      resource_name: about.name,
      // the least that is of use: a call that needs more says so
      ...(about.basic.length > 0 ? { scopes_supported: about.basic } : {}),
    }),
  );
}
