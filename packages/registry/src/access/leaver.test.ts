import type { DeviceAuthorization } from '@rolekit/sdk/wire';
import { describe, expect, test } from 'vitest';
import { packPlugin } from '../../test/pack-plugin.ts';
import { people } from '../../test/people.ts';
import { type TestRegistry, testRegistry } from '../../test/start-registry.ts';
import { createSession } from '../sign-in/session.ts';

const COMPANY = 'https://login.acme.example';

/** A private plugin, and somebody of the company who reads and publishes it as one of its analysts. */
async function withAnalyst() {
  const registry = await testRegistry({ limits: { failuresPerMinute: 1000, signInsPerMinute: 1000 } });
  await registry.listen();
  const { owner } = await people(registry, 'vault', { owner: 'owner' });
  await registry.publish({ namespace: 'vault', name: 'hoard' }, { token: owner.token });
  await registry.catalogue.setVisibility('vault', 'private', 'test');
  const { accounts, namespaces, tokens } = registry.catalogue;
  await namespaces.setMember('vault', 'group', 'analysts', 'publisher', 'owner');
  const signIn = (groups: string[]) =>
    accounts.signIn({
      issuer: COMPANY,
      subject: '4711',
      handle: 'ada',
      displayName: 'Ada',
      email: null,
      groups,
      isAdministrator: false,
    });
  const account = await signIn(['analysts']);
  const token = await registry.tokens.create({
    name: 'a laptop',
    namespaces: ['*'],
    scopes: ['read', 'publish'],
    accountId: account.id,
  });
  return { registry, account, token, session: await createSession(tokens, account), signIn };
}

/** What each way in answers who comes with the token, or on the pages with the session. */
async function ways(registry: TestRegistry, token: string, session: string, version: string) {
  const host = new URL(registry.url).host;
  const basic = { authorization: `Basic ${Buffer.from(`ada:${token}`).toString('base64')}` };
  const bearer = { authorization: `Bearer ${token}` };
  const cookie = { cookie: `rolekit_session=${session}` };
  const plugin = '/v1/plugins/vault/hoard';
  const statuses: Record<string, number> = {};
  for (const path of [
    plugin,
    `${plugin}/versions/1.0.0`,
    `${plugin}/versions/1.0.0/tools`,
    `${plugin}/versions/1.0.0/archive`,
    '/v1/namespaces/vault/members',
  ])
    statuses[path] = (await registry.get(path, bearer)).statusCode;
  for (const path of ['/vault/hoard', plugin]) statuses[`page ${path}`] = (await registry.get(path, cookie)).statusCode;
  for (const path of ['vault.git', 'vault/hoard.git']) {
    const refs = await registry.get(`/git/${path}/info/refs?service=git-upload-pack`, basic);
    const packed = await registry.app.inject({
      method: 'POST',
      url: `/git/${path}/git-upload-pack`,
      headers: { host, ...basic, 'content-type': 'application/x-git-upload-pack-request' },
      payload: '0000',
    });
    statuses[`refs ${path}`] = refs.statusCode;
    statuses[`pack ${path}`] = packed.statusCode;
  }
  const archive = await packPlugin({ namespace: 'vault', name: 'hoard', version });
  statuses.publish = (await registry.send(archive, { token })).statusCode;
  return statuses;
}

const distinct = (statuses: Record<string, number>) => [...new Set(Object.values(statuses))].sort();

describe('somebody who left', () => {
  test('reads and publishes before', async () => {
    const { registry, token, session } = await withAnalyst();
    expect(distinct(await ways(registry, token, session, '1.0.1'))).toEqual([200, 201]);
  });

  test('whose account is disabled is nobody, at once, everywhere', async () => {
    const { registry, token, session } = await withAnalyst();
    // what was answered before is kept nowhere
    await ways(registry, token, session, '1.0.1');
    await registry.accounts.disable('ada', 'owner');
    const statuses = await ways(registry, token, session, '1.0.2');
    expect(statuses).toMatchObject({ publish: 401, 'refs vault.git': 401, 'pack vault/hoard.git': 401 });
    expect(distinct(statuses)).toEqual([401, 404]);
    expect((await registry.get('/v1/whoami', { authorization: `Bearer ${token}` })).json().error.code).toBe(
      'RK_ACCOUNT_DISABLED',
    );
    expect(statuses['page /vault/hoard']).toBe(404);
  });

  test('of the group that read it is let in no more from the sign-in on that says so', async () => {
    const { registry, token, session, signIn } = await withAnalyst();
    await ways(registry, token, session, '1.0.1');
    await signIn(['sales']);
    const statuses = await ways(registry, token, session, '1.0.2');
    expect(statuses).toMatchObject({ publish: 403, '/v1/namespaces/vault/members': 403, 'refs vault.git': 404 });
    expect(distinct(statuses)).toEqual([403, 404]);
  });

  test('when the group is a member no more, nor', async () => {
    const { registry, token, session } = await withAnalyst();
    await ways(registry, token, session, '1.0.1');
    await registry.catalogue.namespaces.removeMember('vault', 'group', 'analysts', 'owner');
    expect(distinct(await ways(registry, token, session, '1.0.2'))).toEqual([403, 404]);
  });

  test('with an account that is disabled does not sign in again, nor does a command that they approved', async () => {
    const { registry, account, signIn } = await withAnalyst();
    const post = (url: string, payload: object) =>
      registry.app.inject({ method: 'POST', url, headers: { host: new URL(registry.url).host }, payload });
    const begun = await post('/v1/login/device', { client: 'a laptop' });
    const { device_code, user_code } = begun.json<DeviceAuthorization>();
    const login = await registry.catalogue.deviceLogins.byUserCode(user_code);
    await registry.catalogue.deviceLogins.move(login?.hash ?? '', 'pending', 'approved', account.id);
    await registry.accounts.disable('ada', 'owner');
    await expect(signIn(['analysts'])).rejects.toThrow('disabled');
    const answered = await post('/v1/login/token', { device_code });
    expect([answered.statusCode, answered.json().error.code]).toEqual([401, 'RK_ACCOUNT_DISABLED']);
    expect((await registry.catalogue.tokens.list()).map(({ name }) => name).toSorted()).toEqual([
      'a laptop',
      "owner's",
      'pages of ada',
      'test',
    ]);
  });
});
