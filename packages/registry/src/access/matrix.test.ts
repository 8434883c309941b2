import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { people } from '../../test/people.ts';
import { type TestRegistry, testRegistry } from '../../test/start-registry.ts';
import type { RouteAccess } from './route-access.ts';

/** Every route, and who it answers. A route that is not here, or not there, fails the test. */
const ROUTES: readonly (readonly [method: string, url: string, access: RouteAccess])[] = [
  ['GET', '/', 'sight'],
  ['GET', '/:namespace/:name', 'sight'],
  ['GET', '/v1/plugins', 'sight'],
  ['GET', '/v1/plugins/:namespace/:name', 'sight'],
  ['GET', '/v1/plugins/:namespace/:name/versions', 'sight'],
  ['GET', '/v1/plugins/:namespace/:name/versions/:version', 'sight'],
  ['GET', '/v1/plugins/:namespace/:name/versions/:version/tools', 'sight'],
  ['GET', '/v1/plugins/:namespace/:name/versions/:version/skills/:skill', 'sight'],
  ['GET', '/v1/plugins/:namespace/:name/versions/:version/archive', 'sight'],
  ['GET', '/v1/plugins/:namespace/:name/versions/:version/attestations', 'sight'],
  ['GET', '/v1/plugins/:namespace/:name/versions/:version/lineage', 'sight'],
  ['GET', '/v1/keys', 'anybody'],
  ['GET', '/v1/changes', 'sight'],
  ['GET', '/v1/namespaces/:namespace', 'sight'],
  ['GET', '/v1/namespaces/:namespace/members', 'read'],
  ['GET', '/v1/policy', 'sight'],
  ['GET', '/v1/policy/snapshot', 'sight'],
  ['PUT', '/v1/policy', 'administrator'],
  ['DELETE', '/v1/policy', 'administrator'],
  ['GET', '/v1/policy/history', 'administrator'],
  ['GET', '/v1/whoami', 'token'],
  ['GET', '/v1/tokens', 'token'],
  ['POST', '/v1/tokens', 'token'],
  ['DELETE', '/v1/tokens/:id', 'token'],
  ['GET', '/v1/audit', 'administrator'],
  ['GET', '/v1/audit/checkpoints', 'anybody'],
  ['POST', '/v1/audit/checkpoints', 'administrator'],
  ['GET', '/v1/audit/consistency', 'token'],
  ['POST', '/v1/audit/reports', 'token'],
  ['GET', '/v1/namespaces/:namespace/audit', 'govern'],
  ['POST', '/v1/plugins/:namespace/:name/versions', 'publish'],
  ['POST', '/v1/plugins/:namespace/:name/dry-run', 'publish'],
  ['PUT', '/v1/plugins/:namespace/:name/channels/:channel', 'manage'],
  ['DELETE', '/v1/plugins/:namespace/:name/channels/:channel', 'manage'],
  ['POST', '/v1/plugins/:namespace/:name/versions/:version/yank', 'manage'],
  ['POST', '/v1/plugins/:namespace/:name/versions/:version/unyank', 'manage'],
  ['POST', '/v1/plugins/:namespace/:name/versions/:version/deprecate', 'manage'],
  ['POST', '/v1/plugins/:namespace/:name/versions/:version/undeprecate', 'manage'],
  ['GET', '/v1/plugins/:namespace/:name/versions/:version/status', 'sight'],
  ['POST', '/v1/plugins/:namespace/:name/versions/:version/quarantine', 'manage'],
  ['POST', '/v1/plugins/:namespace/:name/versions/:version/unquarantine', 'manage'],
  ['POST', '/v1/plugins/:namespace/:name/versions/:version/takedown', 'manage'],
  ['GET', '/v1/approvals', 'token'],
  ['GET', '/v1/plugins/:namespace/:name/versions/:version/approval', 'token'],
  ['POST', '/v1/plugins/:namespace/:name/versions/:version/approve', 'manage'],
  ['POST', '/v1/plugins/:namespace/:name/versions/:version/reject', 'manage'],
  ['PUT', '/v1/namespaces/:namespace', 'govern'],
  ['PUT', '/v1/namespaces/:namespace/members/:kind/:subject', 'govern'],
  ['DELETE', '/v1/namespaces/:namespace/members/:kind/:subject', 'govern'],
  ['POST', '/v1/login/device', 'anybody'],
  ['POST', '/v1/login/token', 'anybody'],
  ['POST', '/v1/login/exchange', 'anybody'],
  ['GET', '/v1/namespaces/:namespace/domains', 'read'],
  ['PUT', '/v1/namespaces/:namespace/domains/:domain', 'govern'],
  ['POST', '/v1/namespaces/:namespace/domains/:domain/check', 'govern'],
  ['DELETE', '/v1/namespaces/:namespace/domains/:domain', 'govern'],
  ['GET', '/v1/namespaces/:namespace/publishers', 'read'],
  ['PUT', '/v1/namespaces/:namespace/publishers', 'govern'],
  ['DELETE', '/v1/namespaces/:namespace/publishers', 'govern'],
  ['GET', '/v1/namespaces/:namespace/keys', 'read'],
  ['PUT', '/v1/namespaces/:namespace/keys', 'govern'],
  ['DELETE', '/v1/namespaces/:namespace/keys/:key', 'govern'],
  ['GET', '/approvals', 'anybody'],
  ['GET', '/approvals/:namespace/:name/:version', 'anybody'],
  ['POST', '/approvals/:namespace/:name/:version', 'anybody'],
  ['GET', '/login', 'anybody'],
  ['POST', '/login', 'anybody'],
  ['GET', '/login/start', 'anybody'],
  ['GET', '/login/callback', 'anybody'],
  ['GET', '/login/device', 'anybody'],
  ['POST', '/login/device', 'anybody'],
  ['POST', '/logout', 'anybody'],
  ['GET', '/account', 'anybody'],
  ['POST', '/account/tokens/:id/end', 'anybody'],
  ['GET', '/git/:repository/info/refs', 'repository'],
  ['GET', '/git/:namespace/:repository/info/refs', 'repository'],
  ['POST', '/git/:repository/git-upload-pack', 'repository'],
  ['POST', '/git/:namespace/:repository/git-upload-pack', 'repository'],
  ['GET', '/healthz', 'anybody'],
  ['GET', '/marketplace.json', 'anybody'],
  ['GET', '/v0.1/servers', 'anybody'],
  ['GET', '/v0.1/servers/:server/versions', 'anybody'],
  ['GET', '/v0.1/servers/:server/versions/:version', 'anybody'],
  ['GET', '/v1/openapi.json', 'anybody'],
  ['GET', '/.well-known/agent-skills/index.json', 'anybody'],
  ['GET', '/assets/rolekit.css', 'anybody'],
  ['GET', '/assets/icon.svg', 'anybody'],
  ['GET', '/favicon.ico', 'anybody'],
  // the last one: it ends the token that is sent
  ['DELETE', '/v1/session', 'token'],
];

type Who =
  | 'nobody'
  | 'outsider'
  | 'reader'
  | 'publisher'
  | 'maintainer'
  | 'owner'
  | 'administrator'
  | 'a machine of all'
  | 'a machine of it';

/** Who passes, for what needs a scope. A machine here has every scope. */
const PASSES: Record<'token' | 'administrator' | 'read' | 'publish' | 'manage' | 'govern', readonly Who[]> = {
  token: [
    'outsider',
    'reader',
    'publisher',
    'maintainer',
    'owner',
    'administrator',
    'a machine of all',
    'a machine of it',
  ],
  administrator: ['administrator'],
  read: ['reader', 'publisher', 'maintainer', 'owner', 'administrator', 'a machine of it'],
  publish: ['publisher', 'maintainer', 'owner', 'administrator', 'a machine of it'],
  manage: ['maintainer', 'owner', 'administrator', 'a machine of it'],
  govern: ['owner', 'administrator', 'a machine of it'],
};
const EVERYBODY: readonly Who[] = ['nobody', ...PASSES.token];

describe.each(['public', 'private'] as const)('in a %s namespace', (visibility) => {
  const ends: (() => Promise<void>)[] = [];
  let registry: TestRegistry;
  const tokens = new Map<Who, string>();
  beforeAll(async () => {
    // every row without a token is a failure of one address
    const limits = { failuresPerMinute: 10_000 };
    registry = await testRegistry({ limits }, {}, (end) => void ends.unshift(end));
    const made = await people(registry, 'vault', {
      outsider: undefined,
      reader: 'reader',
      publisher: 'publisher',
      maintainer: 'maintainer',
      owner: 'owner',
      administrator: 'administrator',
    });
    for (const { handle, token } of Object.values(made)) tokens.set(handle as Who, token);
    const machine = (name: string, namespaces: string[]) =>
      registry.tokens.create({ name, namespaces, scopes: ['read', 'publish', 'manage', 'govern'] });
    tokens.set('a machine of all', await machine('all', ['*']));
    tokens.set('a machine of it', await machine('its', ['vault']));
    await registry.catalogue.setVisibility('vault', visibility, 'test');
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });

  const guarded = ROUTES.filter((row): row is readonly [string, string, keyof typeof PASSES] => row[2] in PASSES);
  const cases = guarded.flatMap(([method, url, access]) =>
    EVERYBODY.map((who) => [method, url, who, PASSES[access].includes(who) ? 'passes' : 'is refused', access] as const),
  );
  test.each(cases)('%s %s: %s %s', async (method, url, who, outcome, access) => {
    const token = tokens.get(who);
    const { statusCode, body } = await registry.app.inject({
      method: method as 'GET',
      url: url.replace(':namespace', 'vault').replace(/:kind/, 'group').replace(/:\w+/g, 'x'),
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    const { error } = body === '' ? { error: undefined } : JSON.parse(body);
    if (outcome === 'passes') expect([401, 403]).not.toContain(statusCode);
    else if (who === 'nobody') expect([statusCode, error.code]).toEqual([401, 'RK_TOKEN_MISSING']);
    else {
      const ofNamespace = who.startsWith('a machine') ? 'RK_NAMESPACE_FORBIDDEN' : 'RK_ROLE_MISSING';
      const code = PASSES.administrator === PASSES[access] ? 'RK_NOT_ADMINISTRATOR' : ofNamespace;
      expect([statusCode, error.code]).toEqual([403, code]);
    }
  });
});

test('the table has every route, and each says who it answers', async () => {
  const registry = await testRegistry();
  await registry.app.ready();
  // git's refusals answer every method, and fastify adds HEAD to what can be read
  const rows = registry.app.guardedRoutes
    .filter(
      ({ method, url }) => method !== 'HEAD' && method !== 'OPTIONS' && !/git-receive-pack|objects|HEAD/.test(url),
    )
    .map(({ method, url, access }) => `${method} ${url} ${access}`);
  expect([...new Set(rows)].sort()).toEqual(ROUTES.map((row) => row.join(' ')).sort());
});

test('a token does less than its account when it says so', async () => {
  const registry = await testRegistry();
  const { owner } = await people(registry, 'vault', { owner: 'owner' });
  const account = (await registry.accounts.list())[0];
  const reading = await registry.tokens.create({
    name: 'reading',
    namespaces: ['*'],
    scopes: ['read'],
    accountId: account?.id ?? '',
  });
  const elsewhere = await registry.tokens.create({
    name: 'elsewhere',
    namespaces: ['acme'],
    scopes: ['read', 'govern'],
    accountId: account?.id ?? '',
  });
  const make = (token: string) =>
    registry.app.inject({
      method: 'PUT',
      url: '/v1/namespaces/vault',
      headers: { authorization: `Bearer ${token}` },
      payload: { visibility: 'private' },
    });
  expect((await make(reading)).json().error.code).toBe('RK_SCOPE_MISSING');
  expect((await make(elsewhere)).json().error.code).toBe('RK_NAMESPACE_FORBIDDEN');
  expect((await make(owner.token)).json()).toEqual({
    name: 'vault',
    visibility: 'private',
    approvals: false,
    isOwned: true,
    role: 'owner',
    domains: [],
  });
});

test('the tokens of an account that is disabled end, and begin again with it', async () => {
  const registry = await testRegistry();
  const { leaver } = await people(registry, 'vault', { leaver: 'owner' });
  const who = () => registry.get('/v1/whoami', { authorization: `Bearer ${leaver.token}` });
  expect((await who()).json()).toMatchObject({ name: 'leaver', roles: { vault: 'owner' } });
  await registry.accounts.disable('leaver', 'ada');
  expect((await who()).json().error.code).toBe('RK_ACCOUNT_DISABLED');
  await registry.accounts.enable('leaver', 'ada');
  expect((await who()).statusCode).toBe(200);
  expect((await registry.accounts.record()).map(({ type, subject, by }) => [type, subject, by])).toEqual([
    ['account-created', 'leaver', 'test'],
    ['namespace-created', null, 'test'],
    ['member-set', 'leaver', 'test'],
    ['account-disabled', 'leaver', 'ada'],
    ['account-enabled', 'leaver', 'ada'],
  ]);
});

test('a group gives its role to who is in it, and the higher role counts', async () => {
  const registry = await testRegistry();
  const { member } = await people(registry, 'vault', { member: 'owner' });
  const account = await registry.catalogue.accounts.signIn({
    issuer: 'https://login.example',
    subject: '1',
    handle: 'member',
    displayName: 'M. Ember',
    email: null,
    groups: ['analysts'],
    isAdministrator: false,
  });
  expect(account.handle).toBe('member-2');
  const token = await registry.tokens.create({ name: 'theirs', namespaces: ['*'], accountId: account.id });
  const roles = async () =>
    (await registry.get('/v1/whoami', { authorization: `Bearer ${token}` })).json<{ roles: object }>().roles;
  expect(await roles()).toEqual({});
  const give = (kind: string, subject: string, role: string) =>
    registry.app.inject({
      method: 'PUT',
      url: `/v1/namespaces/vault/members/${kind}/${subject}`,
      headers: { authorization: `Bearer ${member.token}` },
      payload: { role },
    });
  await give('group', 'analysts', 'maintainer');
  await give('account', 'member-2', 'reader');
  expect(await roles()).toEqual({ vault: 'maintainer' });
});

test('a namespace keeps an owner', async () => {
  const registry = await testRegistry();
  const { sole } = await people(registry, 'vault', { sole: 'owner' });
  const headers = { authorization: `Bearer ${sole.token}` };
  const url = '/v1/namespaces/vault/members/account/sole';
  const lowered = await registry.app.inject({ method: 'PUT', url, headers, payload: { role: 'reader' } });
  expect([lowered.statusCode, lowered.json().error.code]).toEqual([409, 'RK_LAST_OWNER']);
  const removed = await registry.app.inject({ method: 'DELETE', url, headers });
  expect(removed.json().error.code).toBe('RK_LAST_OWNER');
  const { members } = (await registry.get('/v1/namespaces/vault/members', headers)).json();
  expect(members).toMatchObject([{ kind: 'account', subject: 'sole', role: 'owner' }]);
});
