import { expect, test } from 'vitest';
import { packPlugin } from '../../test/pack-plugin.ts';
import { PASSWORD, people } from '../../test/people.ts';
import { testRegistry } from '../../test/start-registry.ts';

const PATH = '/approvals/vault/hoard/1.0.0';

async function withWaiting() {
  const registry = await testRegistry({ approvals: true });
  const made = await people(registry, 'vault', {
    owner: 'owner',
    ada: 'maintainer',
    pam: 'publisher',
    outsider: undefined,
  });
  const plugin = await packPlugin({
    namespace: 'vault',
    name: 'hoard',
    skills: { steal: '<script>alert(1)</script>' },
  });
  const { digest } = (await registry.send(plugin, { token: made.pam.token })).json();
  const origin = 'http://localhost';
  const form = (url: string, fields: Record<string, string>, headers: Record<string, string>) =>
    registry.app.inject({
      method: 'POST',
      url,
      headers: { host: 'localhost', 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString(),
    });
  const signIn = async (handle: string) => {
    const answer = await form('/login', { handle, password: PASSWORD }, { origin });
    return `${answer.headers['set-cookie']}`.split(';')[0] ?? '';
  };
  const get = (url: string, cookie?: string) =>
    registry.app.inject({ method: 'GET', url, headers: { host: 'localhost', ...(cookie ? { cookie } : {}) } });
  return { registry, digest, origin, form, signIn, get };
}

test('who is not signed in signs in first; who may not know of it, finds nothing', async () => {
  const { get, signIn } = await withWaiting();
  expect((await get('/approvals')).headers.location).toBe('/login?next=%2Fapprovals');
  expect((await get(PATH)).statusCode).toBe(303);
  const outsider = await signIn('outsider');
  expect((await get('/approvals', outsider)).body).toContain('Nothing waits for you.');
  expect((await get(PATH, outsider)).statusCode).toBe(404);
});

test('shows what waits, with hostile text as text, and publishes it by the form of the page alone', async () => {
  const { registry, digest, origin, form, get, signIn } = await withWaiting();
  const cookie = await signIn('ada');
  expect((await get('/approvals', cookie)).body).toContain('href="/approvals/vault/hoard/1.0.0"');
  const page = await get(PATH, cookie);
  expect(page.headers['cache-control']).toBe('private, no-store');
  expect(page.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page.body).not.toContain('<script');
  const token = /name="form" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const fields = { digest, answer: 'approve', form: token };
  expect((await form(PATH, fields, { cookie, origin: 'https://evil.example' })).statusCode).toBe(403);
  expect((await form(PATH, fields, { cookie })).headers.location).toContain('/login');
  const forged = await form(PATH, { ...fields, form: 'x' }, { cookie, origin });
  expect(forged.body).toContain('The form is of another sign-in.');
  const unexplained = await form(PATH, { ...fields, answer: 'reject', reason: '' }, { cookie, origin });
  expect(unexplained.body).toContain('why you reject it');
  expect((await get('/vault/hoard')).statusCode).toBe(404);
  const approved = await form(PATH, fields, { cookie, origin });
  expect([approved.statusCode, approved.headers.location]).toEqual([303, PATH]);
  expect((await get(PATH, cookie)).body).toContain('It is approved by ada.');
  expect((await registry.get('/vault/hoard')).body).toContain('approved by ada');
});

test('its publisher sees it without a form, and cannot send one', async () => {
  const { digest, origin, form, get, signIn } = await withWaiting();
  const cookie = await signIn('pam');
  const page = await get(PATH, cookie);
  expect(page.body).toContain('It waits for somebody else.');
  expect(page.body).not.toContain('name="digest"');
  const other = /name="form" value="([^"]+)"/.exec((await get(PATH, await signIn('ada'))).body)?.[1] ?? '';
  const sent = await form(PATH, { digest, answer: 'approve', form: other }, { cookie, origin });
  expect(sent.body).toContain('The form is of another sign-in.');
  expect((await get('/vault/hoard')).statusCode).toBe(404);
});
