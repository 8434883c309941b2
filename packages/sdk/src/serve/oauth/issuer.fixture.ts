// A little authorization server, for tests: metadata, keys, registration, code with PKCE, and tokens of any kind.
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export interface Issuer {
  url: string;
  /** Requests by path. */
  asked: Record<string, number>;
  /** What `/authorize` and `/token` were given. */
  seen: { resource: (string | undefined)[]; scope: (string | undefined)[] };
  /** Answers 500 to everything. */
  down: boolean;
  /** Says another issuer in its metadata. */
  lies: boolean;
  /** Whom `/authorize` signs in, without asking. */
  person: string;
  /** Signs an access token of `ada` for `audience`, with changes. */
  token(audience: string, claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** A new key in the place of the present one. */
  rotate(alg?: string): Promise<void>;
  publicKey(): JWK;
  close(): Promise<void>;
}

interface Code {
  challenge: string;
  person: string;
  scope: string;
  resource: string;
}

export async function startIssuer(path = ''): Promise<Issuer> {
  let key = await makeKey('k1', 'RS256');
  let keys = 1;
  const codes = new Map<string, Code>();
  const issuer: Issuer = {
    url: '',
    asked: {},
    seen: { resource: [], scope: [] },
    down: false,
    lies: false,
    person: 'ada',
    async token(audience, claims = {}, header = {}) {
      const now = Math.floor(Date.now() / 1000);
      const payload = { iss: issuer.url, sub: 'ada', aud: audience, client_id: 'test', iat: now, exp: now + 600 };
      return new SignJWT({ ...payload, ...claims })
        .setProtectedHeader({ alg: key.jwk.alg, typ: 'at+jwt', kid: key.jwk.kid, ...header })
        .sign(key.privateKey);
    },
    async rotate(alg = 'RS256') {
      key = await makeKey(`k${++keys}`, alg);
    },
    publicKey: () => key.jwk,
    close: () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()),
  };

  const routes: Record<string, (request: IncomingMessage, url: URL) => Promise<unknown> | unknown> = {
    [`/.well-known/oauth-authorization-server${path}`]: () => ({
      issuer: issuer.lies ? 'https://evil.example' : issuer.url,
      jwks_uri: `${issuer.url}/jwks`,
      authorization_endpoint: `${issuer.url}/authorize`,
      token_endpoint: `${issuer.url}/token`,
      registration_endpoint: `${issuer.url}/register`,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
    }),
    [`${path}/jwks`]: () => ({ keys: [key.jwk] }),
    [`${path}/register`]: async (request) => ({ ...JSON.parse(await textOf(request)), client_id: 'registered' }),
    [`${path}/authorize`]: (_, { searchParams }) => {
      const of = (name: string) => searchParams.get(name) ?? '';
      issuer.seen.resource.push(of('resource'));
      issuer.seen.scope.push(of('scope'));
      const code = randomBytes(12).toString('hex');
      codes.set(code, {
        challenge: of('code_challenge'),
        person: issuer.person,
        scope: of('scope'),
        resource: of('resource'),
      });
      const back = new URL(of('redirect_uri'));
      back.searchParams.set('code', code);
      back.searchParams.set('state', of('state'));
      return back;
    },
    [`${path}/token`]: async (request) => {
      const form = new URLSearchParams(await textOf(request));
      const code = codes.get(form.get('code') ?? '');
      codes.delete(form.get('code') ?? '');
      const proof = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (code?.challenge !== proof) return { error: 'invalid_grant' };
      const { person: sub, scope, resource } = code;
      return {
        access_token: await issuer.token(resource, { sub, scope }),
        token_type: 'Bearer',
        expires_in: 600,
        scope,
      };
    },
  };

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', issuer.url);
    issuer.asked[url.pathname] = (issuer.asked[url.pathname] ?? 0) + 1;
    const route = routes[url.pathname];
    if (issuer.down || !route) return void response.writeHead(issuer.down ? 500 : 404).end();
    void Promise.resolve(route(request, url)).then((answer) => {
      if (answer instanceof URL) return response.writeHead(302, { location: answer.href }).end();
      const isError = typeof answer === 'object' && answer !== null && 'error' in answer;
      response.writeHead(isError ? 400 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  return issuer;
}

async function makeKey(kid: string, alg: string) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } satisfies JWK };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
