import { signIn } from '@rolekit/sdk/serve';
import { connectSandbox, type SandboxHost } from '@rolekit/sdk/testing';
import { afterEach, expect, it } from 'vitest';
import { type SlackSandbox, type SlackSandboxOptions, startSandbox } from '../sandbox/index.ts';
import slack from '../src/index.ts';

let sandbox: SlackSandbox;
let host: SandboxHost<typeof slack> | undefined;
afterEach(async () => {
  await host?.close();
  host = undefined;
  await sandbox?.close();
});

const start = async (options?: SlackSandboxOptions) => {
  sandbox = await startSandbox(options);
};

type Open = (url: string) => void | Promise<void>;
const signInWith = (open: Open, changed: Record<string, string> = {}) =>
  signIn(
    slack,
    { baseUrl: sandbox.baseUrl, clientId: sandbox.credentials.clientId ?? '', ...changed },
    { open, signal: new AbortController().signal },
    { localOrigins: [sandbox.baseUrl] },
  );

const connect = async (values: Record<string, string | undefined>) => {
  host = await connectSandbox(slack, sandbox, { values: { token: undefined, ...values } });
  return host;
};

/** Opens the consent page, clicks, and follows the redirect; answers what the person reads at its end. */
async function press(url: string, button: 'allow' | 'deny', change: (back: URL) => void = () => {}): Promise<string> {
  const id = /name="id" value="([^"]+)"/.exec(await (await fetch(url)).text())?.[1] ?? '';
  const answer = await fetch(new URL('/oauth/v2/authorize', url), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ id, answer: button }),
  });
  const back = new URL(answer.headers.get('location') ?? '');
  change(back);
  return (await fetch(back)).text();
}

const allow: Open = (url) => void press(url, 'allow');

const nobody: Open = () => {
  throw new TypeError('not reached');
};

it.each([
  ['a denial', {}, (url: string) => press(url, 'deny'), 'access_denied'],
  [
    'a code that is too old',
    { codeLifetime: 0 },
    (url: string) => press(url, 'allow'),
    'invalid_code (the sign-in took too long)',
  ],
  [
    'a scope that the app may not ask for',
    { scopes: ['users:read'] },
    async (url: string) => {
      const back = await fetch(url, { redirect: 'manual' });
      return (await fetch(back.headers.get('location') ?? '')).text();
    },
    'invalid_scope',
  ],
])('%s ends it, and the person reads so', async (_, options, browse, reason) => {
  await start(options);
  let page: Promise<string> | undefined;
  const open = (url: string) => {
    page = browse(url);
  };
  await expect(signInWith(open)).rejects.toMatchObject({
    code: 'RK_SIGN_IN',
    message: `Signing in to slack failed: ${reason}`,
  });
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

it('names the client secret that is wrong, though Slack says so with status 200', async () => {
  await start();
  await expect(signInWith(allow, { clientSecret: 'wrong' })).rejects.toMatchObject({
    message: 'Signing in to slack failed: bad_client_secret (check the client secret; an app without PKCE needs one)',
    fix: 'Run `rolekit connect slack --sign-in` again.',
  });
});

it('is refused before anybody is asked without the client ID of an app, or with a callback elsewhere', async () => {
  await start();
  await expect(
    signIn(slack, { baseUrl: sandbox.baseUrl }, { open: nobody, signal: new AbortController().signal }),
  ).rejects.toMatchObject({ code: 'RK_SIGN_IN', fix: 'Register an app with the vendor, and set its client ID.' });
  await expect(signInWith(nobody, { callbackUrl: 'https://evil.example/callback' })).rejects.toThrow(
    'the callback URL https://evil.example/callback is not on this machine',
  );
});

it('has no code for another device', async () => {
  await start();
  const signal = new AbortController().signal;
  const browser = { open: nobody, showCode: nobody as never, signal };
  const values = { baseUrl: sandbox.baseUrl, clientId: sandbox.credentials.clientId ?? '' };
  await expect(signIn(slack, values, browser, { localOrigins: [sandbox.baseUrl] })).rejects.toMatchObject({
    message: 'Signing in to slack failed: the vendor has no sign-in with a code on another device',
  });
});

it('asks Slack for the scopes of a user and none of a bot, at a callback that is the same letter for letter', async () => {
  await start();
  const opened: URL[] = [];
  const open: Open = (url) => {
    opened.push(new URL(url));
    throw new TypeError('far enough');
  };
  await expect(signInWith(open, { baseUrl: 'https://slack.com' })).rejects.toThrow('far enough');
  expect(`${opened[0]?.origin}${opened[0]?.pathname}`).toBe('https://slack.com/oauth/v2/authorize');
  const { user_scope: scopes, ...asked } = Object.fromEntries(opened[0]?.searchParams ?? []);
  expect(scopes?.split(',')).toEqual([
    ...['channels:read', 'channels:history', 'groups:read', 'groups:history', 'search:read', 'users:read'],
    ...['users:read.email', 'files:read', 'reactions:read', 'reactions:write', 'chat:write', 'canvases:read'],
    'canvases:write',
  ]);
  expect(asked).toEqual({
    response_type: 'code',
    client_id: sandbox.credentials.clientId,
    redirect_uri: 'http://localhost:1717/callback',
    state: expect.any(String),
    code_challenge: expect.any(String),
    code_challenge_method: 'S256',
  });
});

it('brings a token that does not end from an app without token rotation', async () => {
  await start();
  let page: Promise<string> | undefined;
  const brought = await signInWith((url) => {
    page = press(url, 'allow');
  });
  expect(await page).toBe('Signed in. You can close this page.\n');
  expect(brought).toEqual({ token: expect.stringMatching(/^xoxp-/) });
  const signedIn = await connect(brought);
  const { items } = await signedIn.list('slack_search_messages', { query: '"Ottoline Marsh leaves"' });
  expect(items.map(({ name }) => name)).toEqual(['Maren Holt']);
});

it('takes the secret of an app that has one', async () => {
  await start();
  const brought = await signInWith(allow, { clientSecret: sandbox.credentials.clientSecret ?? '' });
  expect(brought).toEqual({ token: expect.stringMatching(/^xoxp-/) });
});

it('brings a refresh token from an app with token rotation, and goes on when a token ends', async () => {
  await start({ rotateTokens: true });
  const brought = await signInWith(allow);
  expect(brought).toEqual({ refreshToken: expect.stringMatching(/^xoxe-1-/) });
  const signedIn = await connect(brought);
  const names = async () => (await signedIn.list('slack_list_channels', { text: 'tarnbrook' })).items[0]?.name;
  expect(await names()).toBe('deal-tarnbrook-energy');
  sandbox.expireTokens();
  expect(await names()).toBe('deal-tarnbrook-energy');
});

it('says to sign in again when a refresh token was used elsewhere', async () => {
  await start({ rotateTokens: true });
  const brought = await signInWith(allow);
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: sandbox.credentials.clientId ?? '',
    refresh_token: brought.refreshToken ?? '',
  });
  await fetch(`${sandbox.baseUrl}/api/oauth.v2.access`, { method: 'POST', body: form });
  const signedIn = await connect(brought);
  expect(await signedIn.error('slack_list_channels')).toMatchObject({
    kind: 'auth_expired',
    message: 'Slack does not accept the credentials: invalid_refresh_token (it was used or revoked, or is 30 days old)',
    next: 'Run `rolekit connect slack --sign-in` to sign in again.',
  });
});

it('says to connect again when a token that was given is revoked, and to connect at all without one', async () => {
  await start();
  const { token = '' } = await signInWith(allow);
  await fetch(`${sandbox.baseUrl}/api/auth.revoke`, { headers: { authorization: `Bearer ${token}` } });
  const revoked = await connect({ token });
  expect(await revoked.error('slack_list_channels')).toMatchObject({
    kind: 'auth_expired',
    message: 'Slack does not accept the credentials: token_revoked: the token was revoked, or the app was removed',
    next: 'Run `rolekit connect slack` to sign in again.',
  });
  await revoked.close();
  const none = await connect({ clientId: undefined });
  expect(await none.error('slack_list_channels')).toMatchObject({
    kind: 'not_connected',
    message: 'slack is not connected: it needs a token, or a sign-in with the client ID of a Slack app',
  });
});
