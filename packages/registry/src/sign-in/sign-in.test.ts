import type { DeviceAuthorization, ErrorBody, SignedIn } from '@rolekit/sdk/wire';
import { describe, expect, test } from 'vitest';
import { BrowserOfOne } from '../../test/browser-of-one.ts';
import { companySignIn, type Employee } from '../../test/oidc-provider.ts';
import { PASSWORD, people } from '../../test/people.ts';
import { type TestRegistry, testRegistry } from '../../test/start-registry.ts';
import { handleOf } from './provider.ts';
import { nextPath } from './session.ts';

async function withAda(options: Parameters<typeof testRegistry>[0] = {}) {
  const registry = await testRegistry({ limits: { signInsPerMinute: 1000 }, ...options });
  await registry.listen();
  await people(registry, 'vault', { ada: 'owner' });
  await registry.publish();
  await registry.publish({ namespace: 'vault', name: 'hoard' }, { token: (await tokenOf(registry, 'ada')) ?? '' });
  await registry.catalogue.setVisibility('vault', 'private', 'test');
  return registry;
}

async function tokenOf(registry: TestRegistry, handle: string): Promise<string> {
  const account = (await registry.accounts.list()).find((each) => each.handle === handle);
  return registry.tokens.create({ name: 'for a test', namespaces: ['*'], accountId: account?.id ?? '' });
}

const post = (registry: TestRegistry, path: string, body: object) =>
  fetch(`${registry.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const beginDevice = async (registry: TestRegistry, more: object = {}) =>
  (await (
    await post(registry, '/v1/login/device', { client: 'rolekit on a laptop', ...more })
  ).json()) as DeviceAuthorization;

const ask = async (registry: TestRegistry, device_code: string) => {
  const answer = await post(registry, '/v1/login/token', { device_code });
  const body = (await answer.json()) as Partial<SignedIn> & Partial<ErrorBody>;
  return { status: answer.status, ...body };
};

describe('a local account', () => {
  test('is refused with a wrong password, an unknown name and when it is disabled, in the same words', async () => {
    const registry = await withAda();
    const browser = new BrowserOfOne();
    const tries = [
      await browser.submit(`${registry.url}/login`, { handle: 'ada', password: 'wrong' }),
      await browser.submit(`${registry.url}/login`, { handle: 'nobody', password: PASSWORD }),
    ];
    await registry.accounts.disable('ada', 'test');
    tries.push(await browser.submit(`${registry.url}/login`, { handle: 'ada', password: PASSWORD }));
    for (const { status, body } of tries) {
      expect(status).toBe(401);
      expect(body).toContain('Name or password is wrong.');
      expect(body).not.toContain(PASSWORD);
    }
    expect(browser.cookie(registry.url, 'rolekit_session')).toBeUndefined();
  });

  test('sees private pages when it signed in, and no more when it signed out', async () => {
    const registry = await withAda();
    const browser = new BrowserOfOne();
    expect((await browser.open(`${registry.url}/vault/hoard`)).status).toBe(404);
    const page = await browser.submit(`${registry.url}/login`, {
      handle: 'ada',
      password: PASSWORD,
      next: '/vault/hoard',
    });
    expect([page.status, page.url]).toEqual([200, `${registry.url}/vault/hoard`]);
    await browser.submit(`${registry.url}/logout`, {});
    expect((await browser.open(`${registry.url}/vault/hoard`)).status).toBe(404);
  });

  test('is tried so often from one address and not more', async () => {
    const registry = await withAda({ limits: { signInsPerMinute: 2 } });
    const browser = new BrowserOfOne();
    const statuses = [];
    for (let at = 0; at < 3; at += 1)
      statuses.push((await browser.submit(`${registry.url}/login`, { handle: 'ada', password: `${at}` })).status);
    expect(statuses).toEqual([401, 401, 429]);
  });

  test('changes nothing by a cookie that another site sends along, nor without saying from which page', async () => {
    const registry = await withAda();
    const browser = new BrowserOfOne();
    await browser.submit(`${registry.url}/login`, { handle: 'ada', password: PASSWORD });
    const cookie = `rolekit_session=${browser.cookie(registry.url, 'rolekit_session')}`;
    const open = async (headers: Record<string, string>) => {
      const answer = await fetch(`${registry.url}/v1/namespaces/vault`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', cookie, ...headers },
        body: JSON.stringify({ visibility: 'public' }),
      });
      return [answer.status, ((await answer.json()) as Partial<ErrorBody>).error?.code];
    };
    expect(await open({ origin: 'https://evil.example' })).toEqual([403, 'RK_ORIGIN_REFUSED']);
    expect(await open({})).toEqual([401, 'RK_TOKEN_MISSING']);
    expect(await open({ origin: registry.url })).toEqual([200, undefined]);
  });
});

describe('a command', () => {
  test('gets a token once a person approved its code, once', async () => {
    const registry = await withAda();
    const device = await beginDevice(registry, { scopes: ['read', 'publish'], days: 7 });
    expect(device).toEqual({
      device_code: expect.stringMatching(/^[\w-]{43}$/),
      user_code: expect.stringMatching(/^[B-Z]{4}-[B-Z]{4}$/),
      verification_uri: `${registry.url}/login/device`,
      verification_uri_complete: `${registry.url}/login/device?code=${device.user_code}`,
      expires_in: 600,
      interval: 5,
    });
    expect(await ask(registry, device.device_code)).toMatchObject({
      status: 400,
      error: { code: 'RK_DEVICE_PENDING' },
    });

    const browser = new BrowserOfOne();
    const login = await browser.open(device.verification_uri_complete);
    expect(login.body).toContain('<h1>Sign in</h1>');
    const page = await browser.submit(`${registry.url}/login`, {
      handle: 'ada',
      password: PASSWORD,
      next: `/login/device?code=${device.user_code}`,
    });
    expect(page.body).toContain('rolekit on a laptop');
    expect(page.body).toContain('publish versions');
    expect(page.body).not.toContain('change members');
    const done = await browser.submit(`${registry.url}/login/device`, { code: device.user_code, answer: 'approve' });
    expect(done.body).toContain('Signed in');

    const signedIn = await ask(registry, device.device_code);
    expect(signedIn).toMatchObject({ status: 200, account: 'ada', token: expect.stringMatching(/^rk_/) });
    const who = await registry.get('/v1/whoami', { authorization: `Bearer ${signedIn.token}` });
    expect(who.json()).toMatchObject({
      name: 'ada',
      token: { name: 'rolekit on a laptop', scopes: ['read', 'publish'], namespaces: ['*'] },
      roles: { vault: 'owner' },
    });
    expect(await ask(registry, device.device_code)).toMatchObject({
      status: 404,
      error: { code: 'RK_DEVICE_UNKNOWN' },
    });
  });

  test('is told when it was denied, and a code is good for one answer', async () => {
    const registry = await withAda();
    const { device_code, user_code } = await beginDevice(registry);
    const browser = new BrowserOfOne();
    await browser.submit(`${registry.url}/login`, { handle: 'ada', password: PASSWORD });
    await browser.submit(`${registry.url}/login/device`, { code: user_code.toLowerCase(), answer: 'deny' });
    expect(await ask(registry, device_code)).toMatchObject({ status: 403, error: { code: 'RK_DEVICE_DENIED' } });
    const again = await browser.submit(`${registry.url}/login/device`, { code: user_code, answer: 'approve' });
    expect([again.status, again.body.includes('No command waits with the code')]).toEqual([404, true]);
    expect(await ask(registry, device_code)).toMatchObject({ status: 403 });
  });

  test('that nobody knows, or that waited too long, gets nothing', async () => {
    let now = new Date('2026-11-20T10:00:00Z');
    const registry = await testRegistry({}, { tokensNow: () => now });
    await registry.listen();
    expect(await ask(registry, 'nothing')).toMatchObject({ status: 404 });
    const { device_code } = await beginDevice(registry);
    now = new Date('2026-11-20T10:10:01Z');
    expect(await ask(registry, device_code)).toMatchObject({ status: 404, error: { code: 'RK_DEVICE_UNKNOWN' } });
  });

  test('approves nothing for who is not signed in', async () => {
    const registry = await withAda();
    const { device_code, user_code } = await beginDevice(registry);
    const page = await new BrowserOfOne().submit(`${registry.url}/login/device`, {
      code: user_code,
      answer: 'approve',
    });
    expect(page.body).toContain('<h1>Sign in</h1>');
    expect(await ask(registry, device_code)).toMatchObject({ error: { code: 'RK_DEVICE_PENDING' } });
  });

  test('ends its own token', async () => {
    const registry = await withAda();
    const authorization = `Bearer ${await tokenOf(registry, 'ada')}`;
    const end = () => fetch(`${registry.url}/v1/session`, { method: 'DELETE', headers: { authorization } });
    expect((await end()).status).toBe(204);
    expect(((await (await end()).json()) as ErrorBody).error.code).toBe('RK_TOKEN_REVOKED');
  });
});

describe("a company's own provider", () => {
  const ADA: Employee = {
    sub: '4711',
    name: 'Ada Lovelace',
    email: 'ada@acme.example',
    preferred_username: 'Ada.Lovelace',
    groups: ['analysts', 'registry-admins'],
  };

  async function withCompany() {
    // the address has to be known before the registry starts
    const { port } = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    const company = await companySignIn(`${publicUrl}/login/callback`, ADA);
    const { issuer, clientId, clientSecret } = company;
    const provider = { issuer, clientId, clientSecret, title: 'Acme', administrators: 'registry-admins' };
    const registry = await withAdaAt(port, provider);
    return { registry, company };
  }

  async function withAdaAt(port: number, provider: NonNullable<Parameters<typeof testRegistry>[0]>['provider']) {
    const registry = await testRegistry({ limits: { signInsPerMinute: 1000 }, ...(provider ? { provider } : {}) });
    await registry.listen({ port });
    await registry.catalogue.setVisibility('vault', 'private', 'test');
    return registry;
  }

  test('signs people in, with their groups, each time anew', async () => {
    const { registry, company } = await withCompany();
    const browser = new BrowserOfOne();
    expect((await browser.open(`${registry.url}/login`)).body).toContain('Continue with Acme');
    const page = await browser.open(`${registry.url}/login/start?next=/login/device`);
    expect(page.url).toBe(`${registry.url}/login/device`);
    expect(page.body).toContain('Ada Lovelace');
    expect(await registry.accounts.list()).toMatchObject([
      {
        handle: 'ada-lovelace',
        groups: ['analysts', 'registry-admins'],
        isAdministrator: true,
        issuer: company.issuer,
      },
    ]);
    company.employee = { ...ADA, groups: ['sales'] };
    await new BrowserOfOne().open(`${registry.url}/login/start`);
    expect(await registry.accounts.list()).toMatchObject([
      { handle: 'ada-lovelace', groups: ['sales'], isAdministrator: false },
    ]);
  });

  test('that says no signs nobody in', async () => {
    const { registry, company } = await withCompany();
    company.employee = undefined;
    const page = await new BrowserOfOne().open(`${registry.url}/login/start`);
    expect([page.status, page.body.includes('You were not signed in: no entry.')]).toEqual([403, true]);
    expect(await registry.accounts.list()).toEqual([]);
  });

  test('is believed only in the browser that began, and once', async () => {
    const { registry } = await withCompany();
    const callback = `${registry.url}/login/callback?code=x&state=y`;
    expect((await new BrowserOfOne().open(callback)).body).toContain('this browser did not begin it');
    const browser = new BrowserOfOne();
    await browser.open(`${registry.url}/login/start`);
    expect((await browser.open(callback)).status).toBe(403);
  });

  test('that is down opens nothing, and who is signed in stays so', async () => {
    const { registry, company } = await withCompany();
    const browser = new BrowserOfOne();
    await browser.open(`${registry.url}/login/start`);
    await company.close();
    const late = new BrowserOfOne();
    const page = await late.open(`${registry.url}/login/start`).catch(() => undefined);
    expect(page === undefined || page.status >= 500 || !page.url.startsWith(registry.url)).toBe(true);
    expect(late.cookie(registry.url, 'rolekit_session')).toBeUndefined();
    expect((await browser.open(`${registry.url}/login/device`)).body).toContain('Ada Lovelace');
  });

  test('that cannot be asked is said with its name', async () => {
    const provider = { issuer: 'http://127.0.0.1:9', clientId: 'x', title: 'Acme' };
    const registry = await testRegistry({ provider });
    await registry.listen();
    const page = await new BrowserOfOne().open(`${registry.url}/login/start`);
    expect([page.status, page.body.includes('The sign-in of Acme cannot be used now')]).toEqual([502, true]);
  });
});

async function freePort(): Promise<{ port: number }> {
  const probe = await testRegistry();
  await probe.listen();
  const port = Number(new URL(probe.url).port);
  await probe.close();
  return { port };
}

test.each([
  ['ada.lovelace@acme.example', 'ada-lovelace'],
  ['Éva Über', 'eva-uber'],
  ['…', 'person'],
])('%s signs in as %s', (name, handle) => expect(handleOf(name)).toBe(handle));

test.each([
  ['/vault/hoard?version=1', '/vault/hoard?version=1'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/a\nb', '/'],
  [undefined, '/'],
])('after signing in, %j leads to %s', (text, path) => expect(nextPath(text)).toBe(path));
