import { createHmac } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import type { HttpServing } from '../endpoint/http-options.ts';
import { serveHttp } from '../endpoint/serve-http.ts';
import { type Issuer, startIssuer } from './issuer.fixture.ts';
import type { OAuthOptions } from './options.ts';

const JWKS = '/jwks';
const METADATA = '/.well-known/oauth-authorization-server';

let home: string;
let issuer: Issuer;
let serving: HttpServing;
let problems: string[];

beforeEach(async () => {
  home = temporaryFolder();
  issuer = await startIssuer();
  problems = [];
  serving = await serve();
});
afterEach(async () => {
  vi.useRealTimers();
  await serving.close();
  await issuer.close();
});

function serve(oauth: Partial<OAuthOptions> = {}): Promise<HttpServing> {
  const onProblem = (text: string) => void problems.push(text);
  return serveHttp(shelf().plugin, { home, env: {}, onProblem, oauth: { issuer: issuer.url, ...oauth } });
}

async function serveAgain(oauth: Partial<OAuthOptions>): Promise<void> {
  await serving.close();
  serving = await serve(oauth);
}

interface Answer {
  status: number;
  challenge: string;
  text: string;
}

async function ask(authorization?: string, body: unknown = LIST, url = serving.url): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: JSON.stringify(body),
  });
  const challenge = response.headers.get('www-authenticate') ?? '';
  return { status: response.status, challenge, text: await response.text() };
}

const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
const call = (name: string, args: object) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name, arguments: args },
});
const bearer = async (...args: Parameters<Issuer['token']>) => `Bearer ${await issuer.token(...args)}`;
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

/** Moves the clock; timers and sockets go on as they are. */
function wait(ms: number): void {
  const now = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now: now + ms });
}

describe('a request without a token', () => {
  it('is told where to get one', async () => {
    const { status, challenge } = await ask();
    expect(status).toBe(401);
    const { origin } = new URL(serving.url);
    expect(challenge).toBe(`Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`);
  });

  it('is told so too when the token is in the query, or not a bearer’s', async () => {
    const token = await issuer.token(serving.url);
    expect((await ask(undefined, LIST, `${serving.url}?access_token=${token}`)).status).toBe(401);
    expect((await ask(`Basic ${token}`)).status).toBe(401);
    expect((await ask(token)).status).toBe(401);
    expect((await ask(`Bearer ${token} ${token}`)).status).toBe(401);
    expect(issuer.asked).toEqual({});
  });

  it('learns the scopes that nearly all requests need', async () => {
    await serveAgain({ requiredScopes: ['mcp'], scopes: { read: 'shelf:read', write: 'shelf:write' } });
    expect((await ask()).challenge).toMatch(/^Bearer scope="mcp shelf:read", resource_metadata="http:/);
  });
});

describe('the metadata of the server', () => {
  it.each(['', '/mcp'])('is for everybody, at the well-known place%s', async (path) => {
    const { origin } = new URL(serving.url);
    const response = await fetch(`${origin}/.well-known/oauth-protected-resource${path}`, {
      headers: { origin: 'https://client.example' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual({
      resource: serving.url,
      authorization_servers: [issuer.url],
      bearer_methods_supported: ['header'],
      resource_name: 'reading',
    });
  });

  it('names the resource as clients know it, behind a proxy', async () => {
    await serveAgain({ resource: 'https://mcp.example.com/crm', requiredScopes: ['mcp'] });
    const { origin } = new URL(serving.url);
    const response = await fetch(`${origin}/.well-known/oauth-protected-resource/crm`);
    expect(await response.json()).toMatchObject({ resource: 'https://mcp.example.com/crm', scopes_supported: ['mcp'] });
    expect((await ask()).challenge).toContain(
      'resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/crm"',
    );
    expect((await ask(await bearer('https://mcp.example.com/crm', { scope: 'mcp' }))).status).toBe(200);
    expect((await ask(await bearer(serving.url, { scope: 'mcp' }))).status).toBe(401);
  });

  it('is read, not written', async () => {
    const { origin } = new URL(serving.url);
    const ask = (method: string) => fetch(`${origin}/.well-known/oauth-protected-resource`, { method });
    expect((await ask('POST')).status).toBe(405);
    expect((await ask('OPTIONS')).status).toBe(204);
    expect(await (await ask('HEAD')).text()).toBe('');
  });
});

describe('a token is refused', () => {
  const refused = async (authorization: string) => {
    const { status, challenge } = await ask(authorization);
    expect(status).toBe(401);
    expect(challenge).toMatch(/^Bearer error="invalid_token", error_description="[\w ]+", resource_metadata="/);
    return challenge;
  };

  it('without a signature', async () => {
    const token = new UnsecuredJWT({ sub: 'ada' })
      .setIssuer(issuer.url)
      .setAudience(serving.url)
      .setExpirationTime('5m')
      .encode();
    await refused(`Bearer ${token}`);
  });

  it('signed with the public key as if it were a secret', async () => {
    const pem = await exportSPKI((await importJWK(issuer.publicKey(), 'RS256')) as never);
    for (const secret of [pem, JSON.stringify(issuer.publicKey())]) {
      const [, payload] = (await issuer.token(serving.url)).split('.');
      const head = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })).toString('base64url');
      const mac = createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url');
      await refused(`Bearer ${head}.${payload}.${mac}`);
    }
  });

  it('signed with an algorithm that is not on the list', async () => {
    await serveAgain({ algorithms: ['ES256'] });
    await refused(await bearer(serving.url));
  });

  it('signed by somebody else under the id of a known key, also when it brings the key along', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const own = { jwk: await exportJWK(publicKey), jku: 'https://evil.example/jwks', x5u: 'https://evil.example/x5u' };
    for (const brought of [{}, own]) {
      const token = await new SignJWT({ sub: 'ada', iss: issuer.url, aud: serving.url, exp: inSeconds(60) })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...brought })
        .sign(privateKey);
      await refused(`Bearer ${token}`);
    }
  });

  it('whose payload was changed', async () => {
    const [head, , signature] = (await issuer.token(serving.url)).split('.');
    const [, payload] = (await issuer.token(serving.url, { sub: 'bob' })).split('.');
    await refused(`Bearer ${head}.${payload}.${signature}`);
  });

  it('for another audience, nearly the same one, or none', async () => {
    expect(await refused(await bearer('https://other.example/mcp'))).toContain('The token is not for this server');
    await refused(await bearer(`${serving.url}/`));
    await refused(await bearer(new URL(serving.url).origin));
    await refused(`Bearer ${await issuer.token(serving.url, { aud: undefined })}`);
  });

  it('of another issuer, or none', async () => {
    await refused(await bearer(serving.url, { iss: 'https://evil.example' }));
    await refused(await bearer(serving.url, { iss: `${issuer.url}/` }));
    await refused(await bearer(serving.url, { iss: undefined }));
  });

  it('that has expired, is not valid yet, or never expires', async () => {
    expect(await refused(await bearer(serving.url, { exp: inSeconds(-31) }))).toContain('The token has expired');
    await refused(await bearer(serving.url, { nbf: inSeconds(60) }));
    await refused(await bearer(serving.url, { exp: undefined }));
  });

  it('of another kind: an id token’s neighbour, a logout token, one bound to a key', async () => {
    await refused(await bearer(serving.url, {}, { typ: 'logout+jwt' }));
    await refused(await bearer(serving.url, {}, { typ: 'dpop+jwt' }));
    await refused(await bearer(serving.url, { cnf: { jkt: 'thumb' } }));
  });

  it('that names nobody, or somebody who cannot be shown', async () => {
    await refused(await bearer(serving.url, { sub: undefined }));
    await refused(await bearer(serving.url, { sub: '' }));
    await refused(await bearer(serving.url, { sub: 'ada\n' }));
    await refused(await bearer(serving.url, { sub: 'x'.repeat(256) }));
  });

  it('that is huge, before anything is asked about it', async () => {
    const token = await issuer.token(serving.url, { pad: 'x'.repeat(10_000) });
    expect(token.length).toBeGreaterThan(12 * 1024);
    await refused(`Bearer ${token}`);
    expect((await ask(`Bearer ${token}${'x'.repeat(8000)}`)).status).toBe(431);
    expect(issuer.asked).toEqual({});
  });

  it('that is no JWT', async () => {
    await refused('Bearer opaque');
    await refused('Bearer a.b.c');
  });

  it('and nothing of it is logged or said', async () => {
    const token = await issuer.token('https://other.example', { sub: 'private-person', email: 'a@b.example' });
    const answer = JSON.stringify(await ask(`Bearer ${token}`));
    for (const secret of [token, 'private-person', 'a@b.example', 'other.example']) {
      expect(answer).not.toContain(secret);
      expect(problems.join()).not.toContain(secret);
    }
  });
});

describe('a token is accepted', () => {
  it('with the clock a little off', async () => {
    expect((await ask(await bearer(serving.url, { exp: inSeconds(-5) }))).status).toBe(200);
    expect((await ask(await bearer(serving.url, { nbf: inSeconds(5) }))).status).toBe(200);
  });

  it.each(['at+jwt', 'application/at+jwt', 'JWT', undefined])('of type %s', async (typ) => {
    expect((await ask(await bearer(serving.url, {}, { typ }))).status).toBe(200);
  });

  it.each(['PS256', 'ES256', 'EdDSA', 'Ed25519'])('signed with %s', async (alg) => {
    await issuer.rotate(alg);
    expect((await ask(await bearer(serving.url))).status).toBe(200);
  });

  it.each(['RS512', 'ES384'])('signed with %s only where the operator says so', async (alg) => {
    await issuer.rotate(alg);
    expect((await ask(await bearer(serving.url))).status).toBe(401);
    await serveAgain({ algorithms: [alg] as never });
    expect((await ask(await bearer(serving.url))).status).toBe(200);
  });

  it('for this server among others', async () => {
    const audience = ['https://other.example', serving.url] as never;
    expect((await ask(await bearer(audience))).status).toBe(200);
  });

  it('and remembered until it expires: its keys are asked for once', async () => {
    const authorization = await bearer(serving.url);
    for (let time = 0; time < 3; time++) expect((await ask(authorization)).status).toBe(200);
    expect(issuer.asked).toEqual({ [METADATA]: 1, [JWKS]: 1 });
    wait(631_000);
    expect((await ask(authorization)).status).toBe(401);
  });

  it('from an issuer with a path, by the place that its metadata says', async () => {
    await issuer.close();
    issuer = await startIssuer('/tenant/one');
    await serveAgain({});
    expect((await ask(await bearer(serving.url))).status).toBe(200);
    expect(issuer.asked).toEqual({ [`${METADATA}/tenant/one`]: 1, '/tenant/one/jwks': 1 });
  });

  it('with keys from the place that the operator named', async () => {
    await serveAgain({ jwksUri: `${issuer.url}/jwks` });
    expect((await ask(await bearer(serving.url))).status).toBe(200);
    expect(issuer.asked).toEqual({ [JWKS]: 1 });
  });
});

describe('the issuer’s keys', () => {
  it('are looked for once when a token names one that is not there, then not for half a minute', async () => {
    await ask(await bearer(serving.url));
    wait(31_000);
    for (const kid of ['made-up', 'another', 'third'])
      expect((await ask(await bearer(serving.url, {}, { kid }))).status).toBe(401);
    expect(issuer.asked[JWKS]).toBe(2);
    wait(31_000);
    expect((await ask(await bearer(serving.url, {}, { kid: 'fourth' }))).status).toBe(401);
    expect(issuer.asked[JWKS]).toBe(3);
  });

  it('are found again when they were rotated', async () => {
    await ask(await bearer(serving.url));
    const old = await issuer.token(serving.url, { jti: 'not seen before' });
    await issuer.rotate();
    wait(31_000);
    expect((await ask(await bearer(serving.url))).status).toBe(200);
    expect((await ask(`Bearer ${old}`)).status).toBe(401);
  });

  it('that are gone end a token that was accepted before, within minutes', async () => {
    const authorization = await bearer(serving.url);
    expect((await ask(authorization)).status).toBe(200);
    await issuer.rotate();
    wait(5 * 60_000 + 1);
    expect((await ask(await bearer(serving.url))).status).toBe(200);
    expect((await ask(authorization)).status).toBe(401);
  });

  it('that cannot be had: 503, tried again after a pause, and the log says why', async () => {
    issuer.down = true;
    const authorization = await bearer(serving.url);
    for (let time = 0; time < 3; time++) {
      expect(await ask(authorization)).toMatchObject({
        status: 503,
        challenge: '',
        text: 'The authorization server cannot be reached; try again.\n',
      });
    }
    expect(issuer.asked).toEqual({ [METADATA]: 1 });
    expect(problems).toEqual([expect.stringContaining('answered HTTP 500')]);
    issuer.down = false;
    wait(5_001);
    expect((await ask(authorization)).status).toBe(200);
  });

  it('stay when they cannot be fetched again, for an hour', async () => {
    await ask(await bearer(serving.url));
    issuer.down = true;
    wait(20 * 60_000);
    expect((await ask(await bearer(serving.url))).status).toBe(200);
    await vi.waitFor(() => expect(issuer.asked[JWKS]).toBe(2), 30_000);
    wait(41 * 60_000);
    expect((await ask(await bearer(serving.url))).status).toBe(503);
  });

  it('are not believed when the metadata is another issuer’s', async () => {
    issuer.lies = true;
    expect((await ask(await bearer(serving.url))).status).toBe(503);
    expect(issuer.asked).toEqual({ [METADATA]: 1 });
    expect(problems.join()).toContain('is the metadata of another issuer');
  });
});

describe('scopes', () => {
  const READ = call('shelf_get_book', { id: 'b1' });
  const WRITE = call('shelf_update_book', { id: 'b1', title: 'x' });
  beforeEach(() => serveAgain({ requiredScopes: ['mcp'], scopes: { read: 'shelf:read', write: 'shelf:write' } }));

  const challengeFor = async (scope: string, body: unknown) => {
    const { status, challenge } = await ask(await bearer(serving.url, { scope }), body);
    return { status, challenge: challenge.replace(/, resource_metadata=.*/, '') };
  };

  it('of every request are needed for every request', async () => {
    expect(await challengeFor('shelf:read', LIST)).toEqual({
      status: 403,
      challenge: 'Bearer error="insufficient_scope", error_description="Needed: mcp", scope="shelf:read mcp"',
    });
    expect(await challengeFor('mcp', LIST)).toEqual({ status: 200, challenge: '' });
    // no part of a word
    expect((await challengeFor('mcp2 xmcp', LIST)).status).toBe(403);
  });

  it('of reading do not write, and the challenge names what to ask for', async () => {
    expect((await challengeFor('mcp shelf:read', READ)).status).toBe(200);
    expect(await challengeFor('mcp shelf:read', WRITE)).toEqual({
      status: 403,
      challenge:
        'Bearer error="insufficient_scope", error_description="Needed: shelf:write", scope="mcp shelf:read shelf:write"',
    });
    const { text } = await ask(await bearer(serving.url, { scope: 'mcp shelf:write' }), WRITE);
    expect(text).toContain('approval_required');
  });

  it('are asked of each call in a batch', async () => {
    expect((await challengeFor('mcp shelf:read', [READ, WRITE])).status).toBe(403);
  });

  it('may come as a list, as some servers write them', async () => {
    const token = await issuer.token(serving.url, { scp: ['mcp', 'shelf:read'] });
    expect((await ask(`Bearer ${token}`, READ)).status).toBe(200);
  });
});

describe('options with which the server would not be safe', () => {
  it.each([
    [{ issuer: 'http://login.example.com' }, 'oauth.issuer: `http://login.example.com` is not https'],
    [{ issuer: 'login' }, 'oauth.issuer: `login` is no URL'],
    [{ resource: 'http://mcp.example.com/mcp' }, 'oauth.resource: `http://mcp.example.com/mcp` is not https'],
    [
      { resource: 'https://mcp.example.com/mcp#x' },
      'oauth.resource: `https://mcp.example.com/mcp` has more than a path',
    ],
    [{ algorithms: ['HS256'] }, 'oauth.algorithms: `HS256` is not accepted'],
    [{ algorithms: ['none'] }, 'oauth.algorithms: `none` is not accepted'],
    [{ algorithms: [] }, 'oauth.algorithms: `` is not accepted'],
    [{ clockSkewSeconds: 3600 }, 'oauth.clockSkewSeconds: 3600 is out of range'],
    [{ scopes: { write: 'two words' } }, 'oauth.scopes: `two words` is not a scope'],
  ])('are refused before anything listens: %o', async (oauth, message) => {
    await expect(serve(oauth as never)).rejects.toMatchObject({ code: 'RK_DEFINITION', message });
  });

  it('and a token of the run beside it', async () => {
    const options = { home, token: 'x', oauth: { issuer: issuer.url } };
    await expect(serveHttp(shelf().plugin, options)).rejects.toMatchObject({ code: 'RK_DEFINITION' });
  });
});
