import { createHash } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { HttpClient, HttpRequest } from '../http/request/types.ts';
import { type AuthorizeRequest, authorizeWithCode } from './authorize.ts';

const asked: HttpRequest[] = [];
const http: HttpClient = {
  async request(request) {
    asked.push(request);
    return { status: 200, headers: new Headers(), body: { access_token: 'a', refresh_token: 'r', scope: 'x' } };
  },
};
const sign = (open: AuthorizeRequest['open'], rest: Partial<AuthorizeRequest> = {}) =>
  authorizeWithCode({
    connector: 'shop',
    http,
    path: '/token',
    clientId: 'id',
    authorizationUrl: 'https://shop.example/authorize?tenant=1',
    scopes: ['read', 'offline'],
    issuer: 'https://shop.example',
    timeoutMs: 60_000,
    open,
    ...rest,
  });

/** What a browser does with the vendor's answer. */
const answer = (authorization: string, parameters: Record<string, string>) => {
  const asking = new URL(authorization).searchParams;
  const back = new URL(asking.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries({ state: asking.get('state') ?? '', ...parameters }))
    back.searchParams.set(name, value);
  return fetch(back).then(async (response) => ({ status: response.status, text: await response.text() }));
};

describe('a sign-in in the browser', () => {
  it('is not ended by a request without its state', async () => {
    const pages: Promise<{ status: number; text: string }>[] = [];
    const result = await sign(async (url) => {
      expect((await answer(url, { state: 'forged', code: 'evil' })).status).toBe(400);
      pages.push(answer(url, { code: 'good' }));
    });
    expect(result).toMatchObject({ accessToken: 'a', refreshToken: 'r', scope: 'x' });
    expect(asked.at(-1)?.form?.code).toBe('good');
    expect(await pages[0]).toEqual({ status: 200, text: 'Signed in. You can close this page.\n' });
  });

  it('outlives a request that is no address', async () => {
    const result = sign(async (url) => {
      const { port } = new URL(new URL(url).searchParams.get('redirect_uri') ?? '');
      const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
      socket.write('GET // HTTP/1.1\r\nHost: x\r\n\r\n');
      const said = await new Promise<string>((resolve) => socket.once('data', (text) => resolve(String(text))));
      expect(said).toMatch(/^HTTP\/1\.1 400 /);
      socket.destroy();
      void answer(url, { code: 'good' });
    });
    await expect(result).resolves.toMatchObject({ accessToken: 'a' });
  });

  it.each([
    [{ code: 'c', iss: 'https://evil.example' }, 'the answer comes from another issuer'],
    [{ code: 'c' }, 'the answer does not name its issuer'],
    [{ iss: 'https://shop.example', error: 'access_denied', error_description: 'No.' }, 'access_denied: No.'],
    [{ iss: 'https://shop.example' }, 'the answer has no code'],
  ])('answered with %j fails: %s', async (parameters, message) => {
    const before = asked.length;
    let page: Promise<{ status: number; text: string }> | undefined;
    const failing = sign(
      (url) => {
        page = answer(url, parameters as Record<string, string>);
      },
      { issuerRequired: true },
    );
    await expect(failing).rejects.toMatchObject({ code: 'RK_SIGN_IN', message: expect.stringContaining(message) });
    expect(await page).toMatchObject({ status: 400, text: 'Not signed in. The terminal says why.\n' });
    expect(asked.length).toBe(before);
  });

  it('that nobody answers, or that is given up, ends', async () => {
    await expect(sign(() => {}, { timeoutMs: 30 })).rejects.toMatchObject({
      code: 'RK_SIGN_IN',
      message: 'Signing in to shop failed: no answer came from the browser within 0.03 s',
    });
    const abort = new AbortController();
    await expect(sign(() => abort.abort(), { signal: abort.signal })).rejects.toMatchObject({ code: 'RK_CANCELLED' });
  });

  it('says that its fixed port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    await expect(sign(() => {}, { redirectUri: `http://localhost:${port}/callback` })).rejects.toMatchObject({
      code: 'RK_SIGN_IN',
      message: `Signing in to shop failed: the callback port ${port} of this machine cannot be used (EADDRINUSE)`,
      fix: 'Stop the program that uses it, or register and set a callback URL with another port.',
    });
    taken.close();
  });

  it.each(['https://evil.example/callback', 'http://0.0.0.0/callback', 'http://localhost/callback?to=x', 'nowhere'])(
    'does not send the answer to %s',
    async (redirectUri) => {
      await expect(sign(() => {}, { redirectUri })).rejects.toMatchObject({ code: 'RK_SIGN_IN' });
    },
  );

  it('proves with PKCE that the code is ours, and names the redirect URI that was registered', async () => {
    let url = '';
    await sign(
      (shown) => {
        url = shown;
        void answer(shown.replace('localhost', '127.0.0.1'), { code: 'c', iss: 'https://shop.example' });
      },
      { redirectUri: 'http://localhost:0/oauth/back' },
    );
    const asking = new URL(url).searchParams;
    expect(asking.get('tenant')).toBe('1');
    expect(asking.get('scope')).toBe('read offline');
    expect(asking.get('redirect_uri')).toMatch(/^http:\/\/localhost:\d+\/oauth\/back$/);
    const form = asked.at(-1)?.form ?? {};
    expect(form.redirect_uri).toBe(asking.get('redirect_uri'));
    expect(createHash('sha256').update(String(form.code_verifier)).digest('base64url')).toBe(
      asking.get('code_challenge'),
    );
    expect(asking.get('code_challenge_method')).toBe('S256');
  });
});
