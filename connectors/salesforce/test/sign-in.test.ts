import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signIn } from '@rolekit/sdk/serve';
import { afterEach, expect, it } from 'vitest';
import { type SalesforceSandboxOptions, startSandbox } from '../sandbox/index.ts';
import salesforce from '../src/index.ts';
import { openClient, type Sandbox } from './sandbox-host.ts';

let sandbox: Sandbox;
const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of cleanup.splice(0)) await close();
  await sandbox?.close();
});

const start = async (options?: SalesforceSandboxOptions) => {
  sandbox = await startSandbox(options);
};

type Open = (url: string) => void | Promise<void>;
const signInWith = (open: Open, values: Record<string, string> = {}, origins = [sandbox.baseUrl]) =>
  signIn(
    salesforce,
    { ...sandbox.values, ...values },
    { open, signal: new AbortController().signal },
    { localOrigins: origins },
  );

/** Opens the consent page, clicks, and follows the redirect; answers what the person reads at its end. */
async function press(url: string, button: 'allow' | 'deny', change: (back: URL) => void = () => {}): Promise<string> {
  const page = await (await fetch(url)).text();
  const id = /name="id" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const answer = await fetch(new URL('/services/oauth2/authorize', url), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ id, answer: button }),
  });
  const back = new URL(answer.headers.get('location') ?? '');
  change(back);
  return (await fetch(back)).text();
}

it.each([
  [
    'a denial',
    {},
    (url: string) => press(url, 'deny'),
    'Signing in to salesforce failed: access_denied: end-user denied authorization',
    'Sign in again and allow it, or ask an administrator to allow the app.',
  ],
  [
    'a code that is too old',
    { codeLifetime: 0 },
    (url: string) => press(url, 'allow'),
    'Signing in to salesforce failed: invalid_grant: expired authorization code (the sign-in took too long)',
    'Run `rolekit connect salesforce --sign-in` again.',
  ],
  [
    'a code of another sign-in',
    {},
    (url: string) => {
      const other = new URL(url);
      other.searchParams.set('code_challenge', 'of-somebody-else');
      return press(other.href, 'allow');
    },
    'Signing in to salesforce failed: invalid_grant: invalid code verifier',
    'Run `rolekit connect salesforce --sign-in` again.',
  ],
])('%s ends it, and the person reads so', async (_, options, browse, message, fix) => {
  await start(options);
  let page: Promise<string> | undefined;
  const open = (url: string) => {
    page = browse(url);
  };
  await expect(signInWith(open)).rejects.toMatchObject({ code: 'RK_SIGN_IN', message, fix });
  expect(await page).toBe('Not signed in. The terminal says why.\n');
});

it('an answer with another state is no answer', async () => {
  await start();
  const pages: string[] = [];
  const open: Open = async (url) => {
    pages.push(await press(url, 'allow', (back) => back.searchParams.set('state', 'forged')));
    void press(url, 'deny');
  };
  await expect(signInWith(open)).rejects.toMatchObject({ message: expect.stringContaining('access_denied') });
  expect(pages).toEqual(['This is not the sign-in.\n']);
});

it('names the consumer secret that is wrong', async () => {
  await start();
  await expect(signInWith((url) => void press(url, 'allow'), { clientSecret: 'wrong' })).rejects.toThrow(
    'Signing in to salesforce failed: invalid_client: invalid client credentials (check the consumer secret)',
  );
});

it('a token endpoint that is down after the consent is told as that', async () => {
  await start();
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/services/oauth2/authorize?')) {
      const asked = new URL(request.url, 'http://127.0.0.1').searchParams;
      const back = new URL(asked.get('redirect_uri') ?? '');
      back.searchParams.set('state', asked.get('state') ?? '');
      back.searchParams.set('code', 'c');
      response.writeHead(302, { location: back.href }).end();
    } else response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanup.push(() => server.close());
  const loginUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const open: Open = (url) => void fetch(url).then((response) => response.text());
  await expect(signInWith(open, { loginUrl }, [loginUrl])).rejects.toMatchObject({
    code: 'RK_UPSTREAM_UNAVAILABLE',
    message: 'Salesforce is not available: HTTP 503',
  });
});

it('a callback URL on another machine is refused before anybody is asked', async () => {
  await start();
  const open: Open = () => {
    throw new TypeError('not reached');
  };
  await expect(signInWith(open, { callbackUrl: 'https://evil.example/OauthRedirect' })).rejects.toThrow(
    'Signing in to salesforce failed: the callback URL https://evil.example/OauthRedirect is not on this machine',
  );
});

it.each(['https://test.salesforce.com', 'https://acme.my.salesforce.com', 'https://login.salesforce.com'])(
  'asks where the org signs in: %s',
  async (loginUrl) => {
    await start();
    const opened: URL[] = [];
    const open: Open = (url) => {
      opened.push(new URL(url));
      throw new TypeError('far enough');
    };
    await expect(signInWith(open, { loginUrl })).rejects.toThrow('far enough');
    expect(`${opened[0]?.origin}${opened[0]?.pathname}`).toBe(`${loginUrl}/services/oauth2/authorize`);
    expect(Object.fromEntries(opened[0]?.searchParams ?? [])).toMatchObject({
      response_type: 'code',
      scope: 'api id refresh_token',
      code_challenge_method: 'S256',
      redirect_uri: expect.stringMatching(/^http:\/\/localhost:\d+\/OauthRedirect$/),
    });
  },
);

it('brings a refresh token with which the connection works, and that can be revoked', async () => {
  await start({ rotateRefreshTokens: true });
  let page: Promise<string> | undefined;
  const brought = await signInWith((url) => {
    page = press(url, 'allow');
  });
  expect(await page).toBe('Signed in. You can close this page.\n');
  expect(brought).toEqual({ refreshToken: expect.stringMatching(/^5Aep861/) });
  // the org is known from the answer alone
  const { instanceUrl: _, ...values } = { ...sandbox.values, ...brought } as Record<string, string>;
  const saved: Record<string, string>[] = [];
  const client = await openClient(sandbox, values, async (changes) => {
    saved.push(changes as Record<string, string>);
  });
  const signal = new AbortController().signal;
  const who = await salesforce.connection.test?.(client as never, signal);
  expect(who).toBe(`Maren Holt (maren.holt@brindlemark.example) at ${sandbox.baseUrl}`);
  const revoked = await fetch(`${sandbox.baseUrl}/services/oauth2/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ token: saved[0]?.refreshToken ?? '' }),
  });
  expect(revoked.status).toBe(200);
  await expect(client.query('SELECT Id FROM Account LIMIT 1')).rejects.toThrow(
    'salesforce does not accept the credentials: invalid_grant: expired access/refresh token (the refresh token was revoked',
  );
});

it('needs no secret of an app that has none', async () => {
  await start({ requireSecret: false });
  const { clientSecret: _, ...values } = sandbox.values;
  const brought = await signIn(
    salesforce,
    values as Record<string, string>,
    { open: (url) => void press(url, 'allow'), signal: new AbortController().signal },
    { localOrigins: [sandbox.baseUrl] },
  );
  const client = await openClient(sandbox, { ...values, ...brought } as Record<string, string>);
  await expect(client.query('SELECT Id FROM Account LIMIT 1')).resolves.toMatchObject({ done: true });
});
