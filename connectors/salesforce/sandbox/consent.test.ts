import { createHash } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { type SalesforceSandbox, type SalesforceSandboxOptions, startSandbox } from './index.ts';

let sandbox: SalesforceSandbox;
afterEach(() => sandbox?.close());

const VERIFIER = 'a-verifier-of-more-than-forty-three-characters';
const ASK = {
  response_type: 'code',
  client_id: 'rolekit-sandbox',
  redirect_uri: 'http://localhost:4711/OauthRedirect',
  scope: 'api refresh_token',
  state: 's1',
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
};

async function open(parameters: Record<string, string>) {
  const url = `${sandbox.baseUrl}/services/oauth2/authorize?${new URLSearchParams(parameters)}`;
  const response = await fetch(url, { redirect: 'manual' });
  const location = response.headers.get('location');
  return {
    status: response.status,
    text: await response.text(),
    back: location ? Object.fromEntries(new URL(location).searchParams) : null,
  };
}

async function press(page: string, button: 'allow' | 'deny') {
  const id = /name="id" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const response = await fetch(`${sandbox.baseUrl}/services/oauth2/authorize`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ id, answer: button }),
  });
  const location = response.headers.get('location');
  return { status: response.status, back: location ? Object.fromEntries(new URL(location).searchParams) : null };
}

async function post(path: string, form: Record<string, string>) {
  const { clientId = '', clientSecret = '' } = sandbox.values;
  const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...form });
  const response = await fetch(sandbox.baseUrl + path, { method: 'POST', body });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : {}) as Record<string, string> };
}

const redeem = (code: string | undefined, rest: Record<string, string> = {}) =>
  post('/services/oauth2/token', {
    grant_type: 'authorization_code',
    code: code ?? '',
    redirect_uri: ASK.redirect_uri,
    code_verifier: VERIFIER,
    ...rest,
  });

const start = async (options?: SalesforceSandboxOptions) => {
  sandbox = await startSandbox(options);
};
const allowed = async () => (await press((await open(ASK)).text, 'allow')).back?.code;

it.each([
  [{ client_id: 'other' }, 'error=invalid_client_id'],
  [{ redirect_uri: 'https://evil.example/OauthRedirect' }, 'error=redirect_uri_mismatch'],
  [{ redirect_uri: 'http://localhost:4711/other' }, 'error=redirect_uri_mismatch'],
  [{ redirect_uri: 'http://localhost.evil.example:1/OauthRedirect' }, 'error=redirect_uri_mismatch'],
])('%j is answered here and nowhere else', async (wrong, text) => {
  await start();
  const answer = await open({ ...ASK, ...wrong });
  expect(answer).toMatchObject({ status: 400, back: null, text: expect.stringContaining(text) });
});

it.each([
  [{ response_type: 'token' }, 'unsupported_response_type'],
  [{ code_challenge: '' }, 'invalid_request'],
  [{ code_challenge_method: 'plain' }, 'invalid_request'],
  [{ scope: 'api everything' }, 'invalid_scope'],
])('%j is told to the app', async (wrong, error) => {
  await start();
  expect(await open({ ...ASK, ...wrong })).toMatchObject({ status: 302, back: { error, state: 's1' } });
});

it('a denial leads back without a code, and a question is answered once', async () => {
  await start();
  const { text } = await open(ASK);
  expect(await press(text, 'deny')).toEqual({
    status: 302,
    back: { error: 'access_denied', error_description: 'end-user denied authorization', state: 's1' },
  });
  expect((await press(text, 'allow')).status).toBe(400);
});

it('a code is refused with another verifier or callback, the second time, and when it is old', async () => {
  await start();
  expect((await redeem(await allowed(), { code_verifier: 'guessed' })).body).toEqual({
    error: 'invalid_grant',
    error_description: 'invalid code verifier',
  });
  expect((await redeem(await allowed(), { redirect_uri: 'http://localhost:1/OauthRedirect' })).body.error).toBe(
    'redirect_uri_mismatch',
  );
  const code = await allowed();
  expect((await redeem(code)).status).toBe(200);
  expect((await redeem(code)).body.error_description).toBe('expired authorization code');
  await sandbox.close();
  await start({ codeLifetime: 0 });
  expect((await redeem(await allowed())).body.error_description).toBe('expired authorization code');
});

it('the secret may be left out only where the app is public', async () => {
  await start();
  expect((await redeem(await allowed(), { client_secret: '' })).body.error).toBe('invalid_client');
  await sandbox.close();
  await start({ requireSecret: false });
  const { clientId = '' } = sandbox.values;
  const form = { grant_type: 'authorization_code', code: (await allowed()) ?? '', redirect_uri: ASK.redirect_uri };
  const response = await fetch(`${sandbox.baseUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...form, client_id: clientId, code_verifier: VERIFIER }),
  });
  expect(response.status).toBe(200);
});

it('gives a refresh token only for its scope, and revoking that ends what came from it, rotated or not', async () => {
  await start({ rotateRefreshTokens: true });
  const plain = (await press((await open({ ...ASK, scope: 'api' })).text, 'allow')).back?.code;
  expect((await redeem(plain)).body).not.toHaveProperty('refresh_token');
  const first = (await redeem(await allowed())).body;
  const second = (
    await post('/services/oauth2/token', { grant_type: 'refresh_token', refresh_token: first.refresh_token ?? '' })
  ).body;
  const status = async (token: string | undefined) =>
    (await fetch(`${sandbox.baseUrl}/services/data/v62.0/limits`, { headers: { authorization: `Bearer ${token}` } }))
      .status;
  expect([await status(first.access_token), await status(second.access_token)]).toEqual([200, 200]);
  await post('/services/oauth2/revoke', { token: second.refresh_token ?? '' });
  expect([await status(first.access_token), await status(second.access_token)]).toEqual([401, 401]);
  expect(
    (await post('/services/oauth2/token', { grant_type: 'refresh_token', refresh_token: second.refresh_token ?? '' }))
      .body.error,
  ).toBe('invalid_grant');
});
