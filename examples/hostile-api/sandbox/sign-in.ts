import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HostileSignIn {
  issuer: string;
  /** The client id of each request, by the path that got it. */
  asked: { path: string; client: string | null }[];
  close(): Promise<void>;
}

/** The client that a person registered with this vendor. */
export const REGISTERED = 'registered-by-hand';

/**
 * The vendor's authorization server: nobody registers here but by hand, no client publishes itself, and whoever comes with a
 * made-up client id is told nothing of use.
 */
export async function startSignIn(): Promise<HostileSignIn> {
  const asked: HostileSignIn['asked'] = [];
  let issuer = '';
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const url = new URL(request.url ?? '/', issuer);
    const form = new URLSearchParams(text);
    const client = url.searchParams.get('client_id') ?? form.get('client_id');
    asked.push({ path: url.pathname, client });
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (url.pathname === '/.well-known/oauth-authorization-server')
      return json(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        code_challenge_methods_supported: ['S256'],
      });
    if (client !== REGISTERED) return json(400, { error: 'invalid_client' });
    if (url.pathname === '/token')
      return json(200, { access_token: randomBytes(8).toString('hex'), refresh_token: 'kept', token_type: 'Bearer' });
    const back = new URL(url.searchParams.get('redirect_uri') ?? issuer);
    back.searchParams.set('code', 'granted');
    back.searchParams.set('state', url.searchParams.get('state') ?? '');
    return response.writeHead(302, { location: back.href }).end();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
