import type { AuditPage } from '@rolekit/sdk/wire';
import { expect, test } from 'vitest';
import { packPlugin } from '../../test/pack-plugin.ts';
import { PASSWORD, people } from '../../test/people.ts';
import { type TestRegistry, testRegistry } from '../../test/start-registry.ts';
import { databaseOf } from '../../test/test-database.ts';
import { openTokens } from '../access/token-admin.ts';

async function linesOf(registry: TestRegistry, token: string, path = '/v1/audit?limit=1000') {
  const answer = await registry.get(path, { authorization: `Bearer ${token}` });
  expect(answer.statusCode).toBe(200);
  return answer.json<AuditPage>().lines;
}

const short = (lines: AuditPage['lines']) =>
  lines.map(({ type, actor, subject }) => [type, actor.kind, actor.name, subject]);

test('administrators read everything, owners what is of their namespace, others nothing', async () => {
  const registry = await testRegistry();
  const { owner, admin, reader } = await people(registry, 'vault', {
    owner: 'owner',
    admin: 'administrator',
    reader: 'reader',
  });
  await registry.publish();
  await registry.publish({ namespace: 'vault' }, { token: owner.token });
  const everything = await linesOf(registry, admin.token);
  expect(everything.filter(({ type }) => type === 'publish').map(({ namespace }) => namespace)).toEqual([
    'acme',
    'vault',
  ]);
  const own = await linesOf(registry, owner.token, '/v1/namespaces/vault/audit');
  expect([...new Set(own.map(({ namespace }) => namespace))]).toEqual(['vault']);
  expect(own.map(({ type }) => type)).toEqual(['namespace-created', 'member-set', 'member-set', 'publish']);
  for (const [token, code] of [
    [owner.token, 'RK_NOT_ADMINISTRATOR'],
    [registry.token, 'RK_NOT_ADMINISTRATOR'],
  ] as const) {
    const answer = await registry.get('/v1/audit', { authorization: `Bearer ${token}` });
    expect([answer.statusCode, answer.json().error.code]).toEqual([403, code]);
  }
  const reading = await registry.get('/v1/namespaces/vault/audit', { authorization: `Bearer ${reader.token}` });
  expect(reading.json().error.code).toBe('RK_ROLE_MISSING');
});

test('the whole life of a plugin is on record, with who, what digest and the event of the feed', async () => {
  const registry = await testRegistry();
  const { owner, admin } = await people(registry, 'vault', { owner: 'owner', admin: 'administrator' });
  const { digest } = await registry.publish({ namespace: 'vault' }, { token: owner.token, channel: 'beta' });
  const headers = { authorization: `Bearer ${owner.token}` };
  const version = '/v1/plugins/vault/sales/versions/1.0.0';
  for (const [path, payload] of [
    [`${version}/yank`, { reason: 'Wrong unit.' }],
    [`${version}/unyank`, {}],
    [`${version}/deprecate`, { message: 'Old.' }],
  ] as const)
    await registry.app.inject({ method: 'POST', url: path, headers, payload });
  await registry.app.inject({ method: 'DELETE', url: '/v1/plugins/vault/sales/channels/beta', headers });
  await registry.get(`${version}/archive`, headers);
  await registry.get(`${version}/archive`, headers);
  const lines = (await linesOf(registry, admin.token)).filter(({ name }) => name === 'sales');
  const by = { kind: 'account', name: 'owner', token: expect.any(String) };
  const of = { namespace: 'vault', name: 'sales', version: '1.0.0', actor: by, outcome: 'done' };
  const { events } = (await registry.get('/v1/changes', headers)).json();
  const at = (seq: number) => ({ seq, hash: events[seq - 1].hash });
  expect(lines).toMatchObject([
    { ...of, type: 'publish', digest, event: at(1) },
    { ...of, type: 'channel', digest, event: at(2), data: { channel: 'beta' } },
    { ...of, type: 'yank', digest, event: at(3), data: { reason: 'Wrong unit.' } },
    { ...of, type: 'unyank', digest, event: at(4) },
    { ...of, type: 'deprecate', digest, event: at(5) },
    { ...of, type: 'channel-removed', digest, event: at(6) },
    { ...of, type: 'token-used', data: { kind: 'archive' }, event: null },
  ]);
});

test('each use of a token is noted once for each kind of route and hour, before what it changed', async () => {
  let now = new Date('2026-11-20T10:00:00Z');
  const registry = await testRegistry({}, { tokensNow: () => now });
  const { admin } = await people(registry, 'vault', { admin: 'administrator' });
  const uses = async () =>
    (await linesOf(registry, admin.token))
      .filter(({ type, actor }) => /token-used|publish/.test(type) && actor.kind === 'token')
      .map(({ type, data, actor }) => [type, data.kind, actor.name]);
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await registry.publish({ version });
  const first = [
    ['token-used', 'publish', 'test'],
    ['publish', undefined, 'test'],
    ['publish', undefined, 'test'],
    ['publish', undefined, 'test'],
  ];
  expect(await uses()).toEqual(first);
  now = new Date('2026-11-20T11:00:00Z');
  await registry.publish({ version: '1.3.0' });
  expect(await uses()).toEqual([...first, ['token-used', 'publish', 'test'], ['publish', undefined, 'test']]);
});

test('a use is noted once over restarts too', async () => {
  const now = () => new Date('2026-11-20T10:00:00Z');
  const first = await testRegistry({}, { tokensNow: now });
  const { admin } = await people(first, 'vault', { admin: 'administrator' });
  await first.publish();
  await first.close();
  const second = await testRegistry({ dataDir: first.dataDir }, { tokensNow: now });
  await second.publish({ version: '1.1.0' }, { token: first.token });
  const uses = (await linesOf(second, admin.token)).filter(
    ({ type, data, actor }) => type === 'token-used' && data.kind === 'publish' && actor.name === 'test',
  );
  expect(uses).toHaveLength(1);
});

test('refusals say who was refused what; equal ones are counted and not a line each', async () => {
  let now = new Date('2026-11-20T10:00:00Z');
  const registry = await testRegistry({ limits: { failuresPerMinute: 1000 } }, { tokensNow: () => now });
  const { reader, admin } = await people(registry, 'vault', {
    owner: 'owner',
    reader: 'reader',
    admin: 'administrator',
  });
  const plugin = await packPlugin({ namespace: 'vault' });
  for (let count = 0; count < 50; count += 1)
    expect((await registry.send(plugin, { token: reader.token })).statusCode).toBe(403);
  for (let count = 0; count < 50; count += 1)
    expect((await registry.send(plugin, { token: `rk_wrong${count}` })).statusCode).toBe(401);
  const refused = async () => (await linesOf(registry, admin.token)).filter(({ type }) => type === 'refused');
  const route = 'POST /v1/plugins/:namespace/:name/versions';
  const of = { namespace: 'vault', name: 'sales', outcome: 'refused' };
  const first = [
    { ...of, actor: { kind: 'account', name: 'reader' }, data: { code: 'RK_ROLE_MISSING', status: 403, route } },
    {
      ...of,
      actor: { kind: 'anybody', name: '127.0.0.1', token: null },
      data: { code: 'RK_TOKEN_UNKNOWN', status: 401, route },
    },
  ];
  expect(await refused()).toMatchObject(first);
  now = new Date('2026-11-20T11:00:00Z');
  await registry.send(plugin, { token: reader.token });
  expect(await refused()).toMatchObject([
    ...first,
    { ...of, actor: { name: 'reader' }, data: { more: 49, since: '2026-11-20T10:00:00.000Z' } },
    { ...of, actor: { name: '127.0.0.1' }, data: { more: 49 } },
    { ...of, actor: { name: 'reader' }, data: { code: 'RK_ROLE_MISSING' } },
  ]);
  expect(JSON.stringify(await refused())).not.toContain('rk_');
});

test('however many different refusals there are, the lines of an hour are limited', async () => {
  const now = () => new Date('2026-11-20T10:00:00Z');
  const registry = await testRegistry({ limits: { failuresPerMinute: 100_000 } }, { tokensNow: now });
  const { admin } = await people(registry, 'vault', { admin: 'administrator' });
  for (let count = 0; count < 1200; count += 1)
    await registry.app.inject({
      method: 'POST',
      url: `/v1/plugins/n${count}/x/versions`,
      headers: { 'content-type': 'application/gzip' },
    });
  await registry.close();
  const again = await testRegistry({ dataDir: registry.dataDir }, { tokensNow: now });
  const lines = [
    ...(await linesOf(again, admin.token)),
    ...(await linesOf(again, admin.token, '/v1/audit?since=1000&limit=1000')),
  ].filter(({ type }) => type === 'refused');
  expect(lines).toHaveLength(1002);
  expect(lines.slice(-2)).toMatchObject([{ data: { code: 'others' } }, { data: { code: 'others', more: 199 } }]);
});

test('a token that ended is named where it is refused, and a password that was wrong by its account', async () => {
  const registry = await testRegistry();
  const { admin, leaver } = await people(registry, 'vault', { admin: 'administrator', leaver: 'owner' });
  const beside = await openTokens({ dataDir: registry.dataDir, ...(await databaseOf(registry.dataDir)) });
  const { id, token } = await beside.create({ name: 'ci', namespaces: ['acme'], by: 'operator-ada' });
  await beside.revoke('ci', 'operator-ada');
  await beside.close();
  await registry.get('/v1/whoami', { authorization: `Bearer ${token}` });
  await registry.accounts.disable('leaver', 'operator-ada');
  await registry.get('/v1/whoami', { authorization: `Bearer ${leaver.token}` });
  const login = (handle: string, password: string) =>
    registry.app.inject({
      method: 'POST',
      url: '/login',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `handle=${handle}&password=${password}`,
    });
  await login('admin', 'not+the+password');
  await login('my-password-in-the-wrong-field', 'x');
  await login('admin', PASSWORD.replaceAll(' ', '+'));
  const lines = await linesOf(registry, admin.token);
  expect(short(lines.filter(({ type }) => type === 'refused'))).toEqual([
    ['refused', 'token', 'ci', null],
    ['refused', 'account', 'leaver', null],
    ['refused', 'anybody', '127.0.0.1', 'admin'],
    ['refused', 'anybody', '127.0.0.1', null],
  ]);
  expect(short(lines.filter(({ actor }) => actor.kind === 'operator')).slice(-3)).toEqual([
    ['token-created', 'operator', 'operator-ada', id],
    ['token-revoked', 'operator', 'operator-ada', id],
    ['account-disabled', 'operator', 'operator-ada', 'leaver'],
  ]);
  expect(short(lines.filter(({ type, data }) => type === 'signed-in' || data.name === 'pages of admin'))).toEqual([
    ['signed-in', 'account', 'admin', 'admin'],
    ['token-created', 'account', 'admin', expect.any(String)],
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/my-password|horse|rk_|scrypt/);
});

test('pages are read on from a number, by type and by time', async () => {
  let now = new Date('2026-11-20T10:00:00Z');
  const registry = await testRegistry({}, { tokensNow: () => now });
  const { admin } = await people(registry, 'vault', { admin: 'administrator' });
  now = new Date('2026-11-21T10:00:00Z');
  await registry.accounts.disable('nobody', 'x').catch(() => {});
  await registry.catalogue.namespaces.setMember('vault', 'account', 'admin', 'owner', 'ada');
  const ask = (query: string) => linesOf(registry, admin.token, `/v1/audit?${query}`);
  const all = await ask('limit=1000');
  expect(await ask('limit=2')).toEqual(all.slice(0, 2));
  expect(await ask('since=2&limit=2')).toEqual(all.slice(2, 4));
  expect((await ask('type=member-set')).map(({ type }) => type)).toEqual(['member-set']);
  expect((await ask('from=2026-11-21&type=namespace-created')).length).toBe(1);
  expect(await ask('until=2026-11-20')).toEqual([]);
  expect((await ask('namespace=vault')).map(({ type }) => type)).toEqual(['namespace-created', 'member-set']);
});
