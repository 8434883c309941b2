import { type CompiledQuery, DefaultQueryExecutor } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';
import { people } from '../../test/people.ts';
import { type TestRegistry, testRegistry } from '../../test/start-registry.ts';

/** The statements that an answer takes, in order. */
async function statementsOf(registry: TestRegistry, path: string, headers: Record<string, string>): Promise<string[]> {
  asked.length = 0;
  const { statusCode } = await registry.get(path, headers);
  // git asks who one is, or says that there is nothing
  expect([path, statusCode]).toEqual([path, expect.toBeOneOf([401, 404])]);
  return [...asked];
}

const asked: string[] = [];

/** Every statement of every connection, whichever database it goes to. */
function watchStatements(): void {
  const base = Object.getPrototypeOf(DefaultQueryExecutor.prototype) as { executeQuery(query: CompiledQuery): unknown };
  const { executeQuery } = base;
  const spy = vi.spyOn(base, 'executeQuery').mockImplementation(function (this: unknown, query, ...rest: []) {
    asked.push(query.sql);
    return executeQuery.call(this, query, ...rest);
  });
  onTestFinished(() => spy.mockRestore());
}

test('what may not be read and what is not there take the same statements to say so', async () => {
  const registry = await testRegistry();
  await registry.listen();
  const { owner, outsider } = await people(registry, 'vault', { owner: 'owner', outsider: undefined });
  await registry.publish();
  await registry.publish({ namespace: 'vault', name: 'hoard' }, { token: owner.token });
  await registry.catalogue.setVisibility('vault', 'private', 'test');
  const basic = { authorization: `Basic ${Buffer.from(`x:${outsider.token}`).toString('base64')}` };
  const bearer = { authorization: `Bearer ${outsider.token}` };
  // its first use is noted once an hour
  await registry.get('/v1/whoami', bearer);
  watchStatements();
  for (const [path, absent] of [
    ['/vault/hoard', '/vaulx/hoarx'],
    ['/v1/plugins/vault/hoard', '/v1/plugins/vaulx/hoarx'],
    ['/v1/plugins/vault/hoard/versions', '/v1/plugins/vaulx/hoarx/versions'],
    ['/v1/plugins/vault/hoard/versions/1.0.0', '/v1/plugins/vaulx/hoarx/versions/1.0.0'],
    ['/v1/plugins/vault/hoard/versions/latest', '/v1/plugins/vaulx/hoarx/versions/latest'],
    ['/v1/plugins/vault/hoard/versions/1.0.0/tools', '/v1/plugins/vaulx/hoarx/versions/1.0.0/tools'],
    ['/v1/plugins/vault/hoard/versions/1.0.0/archive', '/v1/plugins/vaulx/hoarx/versions/1.0.0/archive'],
    ['/v1/namespaces/vault', '/v1/namespaces/vaulx'],
    ['/git/vault.git/info/refs?service=git-upload-pack', '/git/vaulx.git/info/refs?service=git-upload-pack'],
    [
      '/git/vault/hoard.git/info/refs?service=git-upload-pack',
      '/git/vaulx/hoarx.git/info/refs?service=git-upload-pack',
    ],
  ] as const) {
    for (const headers of [{}, path.startsWith('/git') ? basic : bearer]) {
      // indexes are made beside the answers, and ask too
      await vi.waitFor(
        async () => {
          const hidden = await statementsOf(registry, path, headers);
          expect(hidden.length, path).toBeGreaterThan(0);
          const statements = await statementsOf(registry, absent, headers);
          expect({ path, statements: hidden }).toEqual({ path, statements });
        },
        { timeout: 5_000 },
      );
    }
  }
});
