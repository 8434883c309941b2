import { describe, expect, test } from 'vitest';
import { BrowserOfOne } from '../../test/browser-of-one.ts';
import { nameServer } from '../../test/name-server.ts';
import { PASSWORD, people } from '../../test/people.ts';
import { testRegistry } from '../../test/start-registry.ts';

const page = { accept: 'text/html' };

async function withVault() {
  const registry = await testRegistry({ limits: { signInsPerMinute: 1000 } });
  await registry.listen();
  const { ada } = await people(registry, 'vault', { ada: 'owner', ben: undefined });
  await registry.publish();
  await registry.publish({ namespace: 'vault', name: 'hoard' }, { token: ada.token });
  await registry.catalogue.setVisibility('vault', 'private', 'test');
  const signIn = async (handle: string) => {
    const browser = new BrowserOfOne();
    await browser.submit(`${registry.url}/login`, { handle, password: PASSWORD });
    const cookie = `rolekit_session=${browser.cookie(registry.url, 'rolekit_session')}`;
    return { browser, get: (path: string) => registry.get(path, { ...page, cookie }) };
  };
  return { registry, ada, signIn };
}

describe('every page', () => {
  test('leads who is not signed in to the sign-in and back, and is one answer for all of them', async () => {
    const { registry } = await withVault();
    for (const [path, next] of [
      ['/', '/login'],
      ['/?q=sales', '/login?next=%2F%3Fq%3Dsales'],
      ['/acme/sales', '/login?next=%2Facme%2Fsales'],
      ['/vault/hoard', '/login?next=%2Fvault%2Fhoard'],
      ['/no-such-page', '/login?next=%2Fno-such-page'],
    ] as const) {
      const [first, again] = [await registry.get(path, page), await registry.get(path, page)];
      expect([path, first.body.includes(`<a href="${next}">Sign in</a>`)]).toEqual([path, true]);
      expect([path, first.body.includes('Sign out')]).toEqual([path, false]);
      expect(first.body).toBe(again.body);
      expect(first.headers.vary).toBe('accept, cookie');
    }
    const { etag, 'cache-control': cache } = (await registry.get('/', page)).headers;
    expect(cache).toBe('no-cache');
    expect((await registry.get('/', { ...page, 'if-none-match': String(etag) })).statusCode).toBe(304);
  });

  test('names who is signed in, and nobody keeps it', async () => {
    const { registry, signIn } = await withVault();
    const [ada, ben] = [await signIn('ada'), await signIn('ben')];
    for (const path of ['/', '/?q=sales', '/acme/sales', '/vault/none', '/account']) {
      const [hers, his] = [await ada.get(path), await ben.get(path)];
      expect([path, hers.body.includes('<a href="/account">ada</a>')]).toEqual([path, true]);
      expect([path, his.body.includes('<a href="/account">ben</a>')]).toEqual([path, true]);
      expect([path, hers.body.includes('Sign out')]).toEqual([path, true]);
      for (const { headers } of [hers, his])
        expect([path, headers['cache-control']]).toEqual([path, expect.stringContaining('no-store')]);
    }
    // and those who are not get what they got before
    const { body, headers } = await registry.get('/acme/sales', page);
    expect([body.includes('ada'), headers['cache-control']]).toEqual([false, 'no-cache']);
  });

  test('marks what only members see, with the marketplace that lists it', async () => {
    const { signIn } = await withVault();
    const [ada, ben] = [await signIn('ada'), await signIn('ben')];
    expect((await ada.get('/')).body.match(/<span class="badge">private<\/span>/g)).toHaveLength(1);
    expect((await ben.get('/')).body).not.toContain('private</span>');
    const { body } = await ada.get('/vault/hoard');
    expect(body).toContain('Only members of vault see it.');
    expect(body).toMatch(/claude plugin marketplace add \S+\/git\/vault\.git/);
    expect(body).toContain('claude plugin install hoard@rolekit-vault');
    expect(body).not.toContain('came first');
    expect((await ada.get('/acme/sales')).body).not.toContain('private</span>');
  });
});

describe('the page of an account', () => {
  test('leads to the sign-in first', async () => {
    const { registry } = await withVault();
    const answer = await registry.get('/account', page);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/login?next=%2Faccount']);
  });

  test('shows roles and sign-ins, and ends one', async () => {
    const { registry, ada, signIn } = await withVault();
    const { browser, get } = await signIn('ada');
    const shown = (await get('/account')).body;
    expect(shown).toMatch(
      /<a href="\/\?namespace=vault">vault<\/a> <span class="badge">private<\/span><\/h3><p class="quiet">You are owner\./,
    );
    expect(shown).toContain('<h3>pages of ada <span class="badge">this browser</span></h3>');
    expect(shown).not.toContain('rk_');
    const [, path = ''] = /action="(\/account\/tokens\/\w+\/end)"/.exec(shown) ?? [];
    const after = await browser.submit(`${registry.url}${path}`, {});
    expect([after.status, after.url]).toEqual([200, `${registry.url}/account`]);
    expect(after.body).not.toContain('/end"');
    const ended = await registry.get('/v1/whoami', { authorization: `Bearer ${ada.token}` });
    expect(ended.json().error.code).toBe('RK_TOKEN_REVOKED');
  });

  test('ends nobody else’s, and nothing without a page of ours', async () => {
    const { registry, ada, signIn } = await withVault();
    const { browser, get } = await signIn('ada');
    const [, path = ''] = /action="(\/account\/tokens\/\w+\/end)"/.exec((await get('/account')).body) ?? [];
    const foreign = await (await signIn('ben')).browser.submit(`${registry.url}${path}`, {});
    expect(foreign.status).toBe(404);
    const cookie = `rolekit_session=${browser.cookie(registry.url, 'rolekit_session')}`;
    for (const origin of [{}, { origin: 'https://evil.example' }]) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie, ...origin };
      await fetch(`${registry.url}${path}`, { method: 'POST', redirect: 'manual', headers, body: '' });
    }
    expect((await registry.get('/v1/whoami', { authorization: `Bearer ${ada.token}` })).statusCode).toBe(200);
  });
});

test('a plugin’s page shows the domains of its namespace as they are now', async () => {
  const dns = await nameServer();
  let now = new Date('2026-11-20T10:00:00Z');
  const registry = await testRegistry({}, { tokensNow: () => now, domains: { servers: [dns.address], timeout: 300 } });
  await registry.listen();
  const { ada } = await people(registry, 'acme', { ada: 'owner' });
  await registry.publish({}, { token: ada.token });
  const ask = (method: 'PUT' | 'POST', path: string) =>
    registry.app.inject({
      method,
      url: `/v1/namespaces/acme/domains/acme.invalid${path}`,
      headers: { host: new URL(registry.url).host, authorization: `Bearer ${ada.token}` },
    });
  const fact = async () =>
    /<dt>Domain<\/dt><dd>(.*?)<\/dd>/
      .exec((await registry.get('/acme/sales', page)).body)?.[1]
      ?.replaceAll(/<[^>]+>/g, '');
  const { proof } = (await ask('PUT', '')).json().domains[0];
  expect(await fact()).toBeUndefined();
  dns.texts.set(proof.record, [proof.line]);
  await ask('POST', '/check');
  expect(await fact()).toBe('acme.invalid proven, last on 20 Nov 2026');
  dns.texts.clear();
  now = new Date('2026-11-21T10:00:00Z');
  await ask('POST', '/check');
  expect(await fact()).toBe('acme.invalid proven until 20 Nov 2026; not found since 21 Nov 2026');
  now = new Date('2026-11-29T10:00:00Z');
  expect(await fact()).toBe('acme.invalid no longer proven: not found since 21 Nov 2026');
});
