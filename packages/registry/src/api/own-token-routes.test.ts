import type { OwnTokenList } from '@rolekit/sdk/wire';
import { expect, test } from 'vitest';
import { people } from '../../test/people.ts';
import { testRegistry } from '../../test/start-registry.ts';

async function withAda(scopes: ('read' | 'publish' | 'govern')[] = ['read', 'publish', 'govern']) {
  const registry = await testRegistry();
  await registry.listen();
  const { ada, ben } = await people(registry, 'vault', { ada: 'owner', ben: 'reader' });
  const account = (await registry.accounts.list()).find(({ handle }) => handle === 'ada');
  const days = 10;
  const token = await registry.tokens.create({
    name: 'a laptop',
    namespaces: ['vault'],
    scopes,
    days,
    accountId: account?.id ?? '',
  });
  const ask = (method: 'GET' | 'POST' | 'DELETE', url: string, as: string, payload?: object) =>
    registry.app.inject({
      method,
      url,
      headers: { host: new URL(registry.url).host, authorization: `Bearer ${as}` },
      ...(payload ? { payload } : {}),
    });
  const names = async (as: string) =>
    (await ask('GET', '/v1/tokens', as))
      .json<OwnTokenList>()
      .tokens.map(({ name, current }) => [name, current])
      .toSorted();
  return { registry, ada, ben, token, ask, names };
}

test('a token that only reads is made by one of the account, does no more than it and ends no later', async () => {
  const { registry, token, ask } = await withAda();
  const made = await ask('POST', '/v1/tokens', token, { name: 'netrc of a laptop' });
  expect([made.statusCode, made.json().account]).toEqual([201, 'ada']);
  const who = (await ask('GET', '/v1/whoami', made.json().token)).json();
  expect(who.token).toMatchObject({ name: 'netrc of a laptop', scopes: ['read'], namespaces: ['vault'] });
  const parent = (await ask('GET', '/v1/whoami', token)).json().token.expiresAt;
  expect(who.token.expiresAt <= parent).toBe(true);
  const opened = await registry.app.inject({
    method: 'PUT',
    url: '/v1/namespaces/vault',
    headers: { host: new URL(registry.url).host, authorization: `Bearer ${made.json().token}` },
    payload: { visibility: 'private' },
  });
  expect(opened.json().error.code).toBe('RK_SCOPE_MISSING');
});

test('a machine makes none, and a name is text', async () => {
  const { registry, token, ask } = await withAda();
  const machine = await ask('POST', '/v1/tokens', registry.token, { name: 'x' });
  expect([machine.statusCode, machine.json().error.message]).toEqual([
    400,
    'Tokens of machines are made by an administrator.',
  ]);
  for (const name of ['', ' x', 'a\nb', 'x'.repeat(101)])
    expect((await ask('POST', '/v1/tokens', token, { name })).statusCode).toBe(400);
});

test('one’s own tokens are listed and ended, and nobody else’s', async () => {
  const { ada, ben, token, ask, names } = await withAda();
  expect(await names(token)).toEqual([
    ['a laptop', true],
    ["ada's", false],
  ]);
  const { tokens } = (await ask('GET', '/v1/tokens', ada.token)).json<OwnTokenList>();
  const laptop = tokens.find(({ name }) => name === 'a laptop')?.id;
  const foreign = await ask('DELETE', `/v1/tokens/${laptop}`, ben.token);
  expect([foreign.statusCode, foreign.json().error.code]).toEqual([404, 'RK_TOKEN_NOT_FOUND']);
  expect((await ask('DELETE', `/v1/tokens/${laptop}`, ada.token)).statusCode).toBe(204);
  expect((await ask('GET', '/v1/tokens', token)).json().error.code).toBe('RK_TOKEN_REVOKED');
  expect(await names(ada.token)).toEqual([["ada's", true]]);
  expect(JSON.stringify(tokens)).not.toContain('rk_');
});
