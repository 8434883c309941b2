import { afterEach, describe, expect, it } from 'vitest';
import type { Browser, ShownCode } from './browser.ts';
import { clientIdDocument } from './client-document.ts';
import { authorizeDevice } from './device-flow.ts';
import { type FixtureOptions, openServer, type ServerFixture } from './server.fixture.ts';
import { signInWithOAuth } from './sign-in.ts';
import type { SignInRequest } from './sign-in-types.ts';

let server: ServerFixture;
afterEach(() => server?.close());

const start = async (options?: FixtureOptions) => {
  server = await openServer(options);
};

const person = (press: 'allow' | 'deny' = 'allow'): Browser => ({
  open: (url) => void server.browse(url, press),
  signal: new AbortController().signal,
});

const nobody: Browser = {
  open: () => {
    throw new TypeError('not reached');
  },
  signal: new AbortController().signal,
};

const signIn = (rest: Partial<SignInRequest> = {}) =>
  signInWithOAuth({
    connector: 'shop',
    http: server.http,
    browser: person(),
    server: { issuer: server.issuer },
    client: { id: 'app' },
    scopes: ['read', 'offline_access'],
    ...rest,
  });

const paths = () => server.asked.map((request) => request.path);

describe('an issuer', () => {
  it.each([
    ['that names another one', { issuer: 'https://evil.example' }, 'name another issuer'],
    ['whose metadata lack the token endpoint', { token_endpoint: null }, 'are not usable at token_endpoint'],
    ['without PKCE', { code_challenge_methods_supported: ['plain'] }, 'do not offer PKCE with S256'],
    [
      'that leads to an address without https',
      { token_endpoint: 'http://evil.example/token' },
      'name an endpoint without https',
    ],
    [
      'that leads the browser elsewhere',
      { authorization_endpoint: 'file:///etc/passwd' },
      'name an endpoint without https',
    ],
  ])('%s is not signed in with', async (_, metadata, reason) => {
    await start({ metadata });
    await expect(signIn({ browser: nobody })).rejects.toMatchObject({
      code: 'RK_SIGN_IN',
      message: `Signing in to shop failed: the metadata of ${server.issuer} ${reason}`,
      fix: 'Check the address.',
    });
  });

  it('whose token endpoint is on a host that the connector does not declare is not asked', async () => {
    await start({ metadata: { token_endpoint: 'https://evil.example/token' } });
    await expect(signIn()).rejects.toMatchObject({ code: 'RK_OUT_OF_REACH' });
  });

  it('that is no address is told as that', async () => {
    await expect(signIn({ browser: nobody, server: { issuer: 'login.example.com' } })).rejects.toMatchObject({
      code: 'RK_SIGN_IN',
      message: 'Signing in to shop failed: login.example.com is no address',
    });
  });

  it('that publishes nothing, too much or a redirect is told as that', async () => {
    await start({ instead: () => ({ status: 404, body: {} }) });
    await expect(signIn({ browser: nobody })).rejects.toThrow(
      `Signing in to shop failed: ${server.issuer} publishes no metadata of an authorization server`,
    );
    await server.close();
    await start({ instead: () => ({ body: 'x'.repeat(300 * 1024) }) });
    await expect(signIn({ browser: nobody })).rejects.toMatchObject({ code: 'RK_TOO_LARGE' });
    await server.close();
    await start({ instead: () => ({ status: 302, location: 'http://127.0.0.1:9/' }) });
    await expect(signIn({ browser: nobody })).rejects.toMatchObject({ code: 'RK_UPSTREAM_UNAVAILABLE' });
  });

  it('is found below its well-known address, or that of OpenID Connect', async () => {
    await start({
      instead: (path) => (path === '/.well-known/oauth-authorization-server/tenant' ? { status: 404 } : undefined),
    });
    const http: ServerFixture['http'] = {
      request: (request) =>
        request.path.includes('/.well-known/')
          ? server.http.request({ ...request, path: '/.well-known/oauth-authorization-server' }).then((answer) => {
              server.asked.push({ path: new URL(request.path).pathname, form: {} });
              return request.path.endsWith('/tenant/.well-known/openid-configuration')
                ? { ...answer, body: { ...(answer.body as object), issuer: `${server.issuer}/tenant` } }
                : { ...answer, status: 404 };
            })
          : server.http.request(request),
    };
    const browser: Browser = { open: () => Promise.reject(new TypeError('far enough')), signal: nobody.signal };
    await expect(signIn({ http, browser, server: { issuer: `${server.issuer}/tenant` } })).rejects.toThrow(
      'far enough',
    );
    expect(paths().filter((path) => path !== '/.well-known/oauth-authorization-server')).toEqual([
      '/.well-known/oauth-authorization-server/tenant',
      '/.well-known/openid-configuration/tenant',
      '/tenant/.well-known/openid-configuration',
    ]);
  });
});

describe('a sign-in', () => {
  it('that is denied says what to do', async () => {
    await start();
    await expect(signIn({ browser: person('deny') })).rejects.toMatchObject({
      code: 'RK_SIGN_IN',
      message: 'Signing in to shop failed: access_denied',
      fix: 'Sign in again and allow it, or ask an administrator to allow the app.',
    });
    expect(paths()).not.toContain('/token');
  });

  it('without a refresh token at its end is none', async () => {
    await start({ instead: (path) => (path === '/token' ? { body: { access_token: 'a' } } : undefined) });
    await expect(signIn()).rejects.toThrow('Signing in to shop failed: the vendor gave no refresh token');
    await expect(signIn({ lasting: true })).resolves.toMatchObject({ accessToken: 'a', client: { id: 'app' } });
  });

  it('reads tokens that the vendor nests', async () => {
    const user = { access_token: 'of-the-user', refresh_token: 'r-user', scope: 'read' };
    const body = { ok: true, access_token: 'of-the-bot', team: { id: 'T1' }, authed_user: user };
    await start({ instead: (path) => (path === '/token' ? { body } : undefined) });
    await expect(signIn({ tokensAt: 'authed_user' })).resolves.toMatchObject({
      accessToken: 'of-the-user',
      refreshToken: 'r-user',
      scope: 'read',
      answer: { team: { id: 'T1' } },
    });
  });

  it('tells the words of the token endpoint, also with 401', async () => {
    await start({
      instead: (path) =>
        path === '/token'
          ? { status: 401, body: { error: 'invalid_client', error_description: 'Unknown\n\u001b client.' } }
          : undefined,
    });
    await expect(signIn()).rejects.toThrow('Signing in to shop failed: invalid_client: Unknown client.');
  });

  it('needs endpoints for what the person wants', async () => {
    await start({ metadata: { authorization_endpoint: undefined, device_authorization_endpoint: undefined } });
    await expect(signIn({ browser: nobody })).rejects.toMatchObject({ fix: 'Run `rolekit connect shop --device`.' });
    await expect(signIn({ browser: { ...nobody, showCode: () => {} } })).rejects.toMatchObject({
      fix: 'Run `rolekit connect shop --sign-in` on a machine with a browser.',
    });
  });

  it('brings a refresh token, the client and the endpoints that it belongs to', async () => {
    await start();
    expect(await signIn({ parameters: { resource: 'https://api.shop.example' } })).toMatchObject({
      refreshToken: expect.stringMatching(/^r-/),
      client: { id: 'app' },
      server: { tokenUrl: `${server.issuer}/token` },
    });
    const token = server.asked.find((request) => request.path === '/token')?.form ?? {};
    expect(token).toMatchObject({ client_id: 'app', resource: 'https://api.shop.example' });
    expect(server.asked.find((request) => request.path === '/authorize')?.form).toMatchObject({
      scope: 'read offline_access',
      code_challenge_method: 'S256',
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
    });
  });
});

describe('the client', () => {
  const documentUrl = 'https://rolekit.example/oauth/client.json';
  const everything = { id: 'app', documentUrl, name: 'Shop' };

  it.each([
    ['registered before comes first', everything, {}, 'app'],
    ['then the published document, where the server takes those', { ...everything, id: undefined }, {}, documentUrl],
    [
      'then a registration on the spot',
      { ...everything, id: undefined },
      { client_id_metadata_document_supported: false },
      expect.stringMatching(/^dyn-/),
    ],
  ])('%s', async (_, client, metadata, expected) => {
    await start({ metadata });
    const signedIn = await signIn({ client });
    expect(signedIn.client.id).toEqual(expected);
    expect(server.asked.find((request) => request.path === '/token')?.form.client_id).toBe(signedIn.client.id);
  });

  it('has to be registered by a person where nothing else is left', async () => {
    await start({ metadata: { client_id_metadata_document_supported: false, registration_endpoint: undefined } });
    await expect(signIn({ browser: nobody, client: { documentUrl, name: 'Shop' } })).rejects.toMatchObject({
      code: 'RK_SIGN_IN',
      fix: 'Register an app with the vendor, and set its client ID.',
    });
  });

  it('that is refused by the registration endpoint is told why', async () => {
    await start({
      instead: (path) =>
        path === '/register'
          ? { status: 400, body: { error: 'invalid_redirect_uri', error_description: 'No loopback.' } }
          : undefined,
    });
    await expect(signIn({ browser: nobody, client: { name: 'Shop' } })).rejects.toMatchObject({
      code: 'RK_SIGN_IN',
      message:
        'Signing in to shop failed: the authorization server refused to register it: invalid_redirect_uri: No loopback.',
    });
    await server.close();
    await start({ instead: (path) => (path === '/register' ? { status: 201, body: {} } : undefined) });
    await expect(signIn({ browser: nobody, client: { name: 'Shop' } })).rejects.toThrow('without a client_id');
    await server.close();
    await start({ instead: (path) => (path === '/register' ? { status: 503 } : undefined) });
    await expect(signIn({ browser: nobody, client: { name: 'Shop' } })).rejects.toMatchObject({
      code: 'RK_UPSTREAM_UNAVAILABLE',
    });
  });

  it('that the server would know by other means only is not registered', async () => {
    await start({ metadata: { token_endpoint_auth_methods_supported: ['client_secret_basic', 'tls_client_auth'] } });
    await expect(signIn({ browser: nobody, client: { name: 'Shop' } })).rejects.toMatchObject({
      message:
        'Signing in to shop failed: the authorization server takes only clients that prove themselves by client_secret_basic, tls_client_auth',
      fix: 'Register an app with the vendor, and set its client ID.',
    });
    expect(server.registered.size).toBe(0);
  });

  it('registers as a public client of this machine, and keeps a secret only where the server wants one', async () => {
    await start();
    await signIn({ client: { name: 'Shop' }, redirectUri: 'http://localhost/back' });
    expect([...server.registered.values()]).toEqual([
      {
        client_name: 'Shop',
        redirect_uris: ['http://localhost/back'],
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        scope: 'read offline_access',
      },
    ]);
    await server.close();
    await start({
      clients: ['given'],
      metadata: { token_endpoint_auth_methods_supported: ['client_secret_post'] },
      instead: (path) =>
        path === '/register' ? { status: 201, body: { client_id: 'given', client_secret: 's3cret' } } : undefined,
    });
    const { client } = await signIn({ client: { name: 'Shop' } });
    expect(client).toEqual({ id: 'given', secret: 's3cret' });
    expect(server.asked.find((request) => request.path === '/token')?.form.client_secret).toBe('s3cret');
  });

  it.each([
    ['http://rolekit.example/client.json', 'it is not https'],
    ['https://rolekit.example', 'it has no path'],
    ['https://rolekit.example/a/../client.json', 'it has a dot as a part of its path'],
    ['https://rolekit.example/client.json#x', 'it has a fragment'],
    ['https://me@rolekit.example/client.json', 'it has a user name or password'],
  ])('cannot be named %s', async (url, reason) => {
    expect(() => clientIdDocument(url, { name: 'Shop', redirectUris: [] })).toThrow(`the client id ${url}: ${reason}`);
    await start();
    await expect(signIn({ browser: nobody, client: { documentUrl: url } })).rejects.toThrow(reason);
  });

  it('publishes what the draft asks for, and no secret', () => {
    const redirectUris = ['http://127.0.0.1/callback', 'http://localhost/callback'];
    expect(clientIdDocument(documentUrl, { name: 'Shop', redirectUris, uri: 'https://rolekit.example' })).toEqual({
      client_id: documentUrl,
      client_name: 'Shop',
      client_uri: 'https://rolekit.example',
      redirect_uris: redirectUris,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
    });
    expect(clientIdDocument(documentUrl, { name: 'Shop', redirectUris, device: true }).grant_types).toEqual([
      'authorization_code',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:device_code',
    ]);
  });
});

describe('a code for another device', () => {
  const shown: ShownCode[] = [];
  const waits: number[] = [];
  const device = (rest: { signal?: AbortSignal } = {}) => {
    shown.length = 0;
    waits.length = 0;
    return authorizeDevice({
      connector: 'shop',
      http: server.http,
      path: '/token',
      clientId: 'app',
      deviceUrl: '/device',
      scopes: ['read'],
      show: (code) => void shown.push(code),
      wait: async (ms) => void waits.push(ms),
      ...rest,
    });
  };
  const answering = (...errors: (string | undefined)[]): FixtureOptions => ({
    instead(path, _, count) {
      const error = path === '/token' ? errors[count - 1] : undefined;
      return error === undefined ? undefined : { status: error === 'away' ? 503 : 400, body: { error } };
    },
  });

  it.each([
    ['access_denied', 'Sign in again and allow it, or ask an administrator to allow the app.'],
    ['expired_token', 'Nobody entered the code in time: sign in again.'],
    ['invalid_grant', 'Run `rolekit connect shop --sign-in` again.'],
  ])('ends with %s', async (error, fix) => {
    await start(answering('authorization_pending', error));
    await expect(device()).rejects.toMatchObject({
      code: 'RK_SIGN_IN',
      message: `Signing in to shop failed: ${error}`,
      fix,
    });
    expect(paths()).toEqual(['/device', '/token', '/token']);
  });

  it('ends by itself when its time is over', async () => {
    const body = { device_code: 'd', user_code: 'c', verification_uri: 'https://x.example/', expires_in: 1 };
    await start({ instead: (path) => (path === '/device' ? { body } : undefined) });
    await expect(device()).rejects.toThrow('Signing in to shop failed: expired_token');
    expect(paths()).toEqual(['/device']);
  });

  it.each([
    [{ status: 400, body: { error: 'unauthorized_client' } }, 'unauthorized_client'],
    [{ body: { device_code: 'd', user_code: 'c', verification_uri: 'javascript:alert(1)' } }, 'verification_uri'],
    [{ body: { device_code: 'd', user_code: '\u001b[2Jc', verification_uri: 'https://x.example/' } }, 'user_code'],
  ])('is not shown when the vendor answers %j', async (answer, reason) => {
    await start({ instead: (path) => (path === '/device' ? answer : undefined) });
    await expect(device()).rejects.toMatchObject({ code: 'RK_SIGN_IN', message: expect.stringContaining(reason) });
    expect(shown).toEqual([]);
  });

  it('is given up by the person', async () => {
    await start(answering('authorization_pending'));
    await expect(device({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'RK_CANCELLED' });
  });

  it('is asked about every 5 s, 5 s less often after slow_down and when the server is away', async () => {
    await start(answering('authorization_pending', 'slow_down', 'away', undefined));
    expect(await device()).toMatchObject({ refreshToken: expect.stringMatching(/^r-/) });
    expect(waits).toEqual([5000, 5000, 10_000, 15_000]);
    expect(shown).toEqual([{ url: `${server.issuer}/enter`, code: 'WDJB-MJHT', seconds: 600 }]);
    expect(server.asked[0]?.form).toEqual({ client_id: 'app', scope: 'read' });
    expect(server.asked[1]?.form).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: 'dev',
      client_id: 'app',
    });
  });
});
