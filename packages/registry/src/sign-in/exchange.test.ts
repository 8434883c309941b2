import { expect, test } from 'vitest';
import { ciIssuer } from '../../test/ci-issuer.ts';
import { packPlugin } from '../../test/pack-plugin.ts';
import { people } from '../../test/people.ts';
import { testRegistry } from '../../test/start-registry.ts';

const PUBLISHERS = '/v1/namespaces/vault/publishers';

async function withCi() {
  let audience = '';
  const ci = await ciIssuer(() => audience);
  const registry = await testRegistry({ ciIssuers: [ci.issuer], limits: { signInsPerMinute: 1000 } });
  await registry.listen();
  audience = registry.url;
  const { owner } = await people(registry, 'vault', { owner: 'owner' });
  const host = new URL(registry.url).host;
  const send = (method: 'PUT' | 'DELETE', payload: object) =>
    registry.app.inject({
      method,
      url: PUBLISHERS,
      headers: { host, authorization: `Bearer ${owner.token}` },
      payload,
    });
  const exchange = async (id_token: string, namespace = 'vault') => {
    const payload = { namespace, id_token };
    const answer = await registry.app.inject({ method: 'POST', url: '/v1/login/exchange', headers: { host }, payload });
    return { status: answer.statusCode, ...answer.json() };
  };
  const trusted = { issuer: ci.issuer, repository: 'acme/sales', workflow: 'release.yml', environment: 'release' };
  return { ci, registry, send, exchange, trusted };
}

test.each([
  ['another audience', { aud: 'https://elsewhere.example' }, {}, 'its aud is not right'],
  ['its end in the past', { exp: Math.floor(Date.now() / 1000) - 120 }, {}, 'it has expired'],
  ['its beginning long ago', { iat: Math.floor(Date.now() / 1000) - 7200 }, {}, 'it has expired'],
  ['its beginning in the future', { nbf: Math.floor(Date.now() / 1000) + 600 }, {}, 'its nbf is not right'],
  [
    'an issuer that nobody believes',
    { iss: 'https://evil.example' },
    {},
    'its issuer is none that this registry believes',
  ],
  ['the signature of somebody else', {}, { otherKey: true }, 'its signature is not right'],
  ['the public key as a secret', {}, { alg: 'HS256' }, 'its signature is not right'],
  ['no signature', {}, { alg: 'none' }, 'its signature is not right'],
  ['a key that nobody knows', {}, { header: { kid: 'two' } }, 'its signature is not right'],
  [
    'two audiences, none of them this one',
    { aud: ['https://a.example', 'https://b.example'] },
    {},
    'its aud is not right',
  ],
  ['no audience', { aud: undefined }, {}, 'its aud is not right'],
  ['an issue in the future', { iat: Math.floor(Date.now() / 1000) + 600 }, {}, 'its iat is not right'],
  ['no end', { exp: undefined }, {}, 'its exp is not right'],
  ['no issue', { iat: undefined }, {}, 'its iat is not right'],
  ['no workflow', { workflow_ref: undefined }, {}, 'it does not say which workflow of which repository asks'],
])('an ID token with %s is refused', async (_, claims, header, reason) => {
  const { ci, send, exchange, trusted } = await withCi();
  await send('PUT', trusted);
  const answer = await exchange(await ci.idToken(claims, header));
  expect([answer.status, answer.error.message]).toEqual([401, `The ID token of this CI is not taken: ${reason}.`]);
});

test.each(['jku', 'x5u'])('keys that the token itself names as %s are not fetched', async (name) => {
  const { ci, send, exchange, trusted } = await withCi();
  await send('PUT', trusted);
  const header = { [name]: `${ci.issuer}/foreign-keys` };
  const answer = await exchange(await ci.idToken({}, { otherKey: true, header }));
  expect(answer.error.message).toBe('The ID token of this CI is not taken: its signature is not right.');
  expect(ci.asked).toEqual(['/.well-known/openid-configuration', '/jwks']);
});

test('a key that the token brings along is not believed', async () => {
  const { ci, send, exchange, trusted } = await withCi();
  await send('PUT', trusted);
  const { keys } = (await (await fetch(`${ci.issuer}/foreign-keys`)).json()) as { keys: object[] };
  const answer = await exchange(await ci.idToken({}, { otherKey: true, header: { jwk: keys[0] } }));
  expect(answer.error.message).toBe('The ID token of this CI is not taken: its signature is not right.');
});

test.each([
  ['another repository', { repository: 'acme/other' }, 'release.yml of acme/other in the environment release'],
  [
    'another workflow',
    { workflow_ref: 'acme/sales/.github/workflows/ci.yml@refs/heads/main' },
    'ci.yml of acme/sales in the environment release',
  ],
  ['another environment', { environment: 'test' }, 'release.yml of acme/sales in the environment test'],
  ['no environment', { environment: undefined }, 'release.yml of acme/sales'],
])('a run of %s may not publish', async (_, claims, run) => {
  const { ci, send, exchange, trusted } = await withCi();
  await send('PUT', trusted);
  const answer = await exchange(await ci.idToken(claims));
  expect([answer.status, answer.error.message]).toEqual([403, `${run} may not publish in the namespace vault.`]);
});

test('no token at all, or text that is none, is refused', async () => {
  const { exchange } = await withCi();
  for (const text of ['', 'x', 'a.b.c', `${'a'.repeat(5000)}.e30.x`])
    expect([text.slice(0, 5), (await exchange(text)).error.code]).toEqual([text.slice(0, 5), 'RK_ID_TOKEN_REFUSED']);
});

test('a trusted run publishes in its namespace, for minutes, and in no other', async () => {
  const { ci, registry, send, exchange, trusted } = await withCi();
  expect((await exchange(await ci.idToken())).error.code).toBe('RK_PUBLISHER_UNKNOWN');
  expect((await send('PUT', trusted)).json().publishers).toMatchObject([
    { ...trusted, repositoryId: null, addedBy: 'owner' },
  ]);
  const { status, token, expiresAt, account } = await exchange(await ci.idToken());
  expect([status, account]).toEqual([200, 'acme/sales release.yml']);
  expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(15 * 60_000);
  const published = await registry.send(await packPlugin({ namespace: 'vault', name: 'hoard' }), { token });
  expect(published.statusCode).toBe(201);
  const { publishedBy } = (await registry.get('/v1/plugins/vault/hoard/versions/1.0.0')).json();
  expect(publishedBy).toBe('acme/sales release.yml');
  const { attestations } = (await registry.get('/v1/plugins/vault/hoard/versions/1.0.0/attestations')).json();
  expect(attestations.map(({ kind }: { kind: string }) => kind)).toEqual(['registry', 'provenance']);
  const statement = JSON.parse(Buffer.from(attestations[1].envelope.payload, 'base64').toString());
  expect(statement).toMatchObject({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'vault/hoard@1.0.0' }, { name: 'vault/hoard@1.0.0.tgz' }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        externalParameters: {
          workflow: {
            repository: `${ci.issuer}/acme/sales`,
            path: 'acme/sales/.github/workflows/release.yml@refs/heads/main',
            ref: 'refs/heads/main',
          },
          environment: 'release',
        },
        internalParameters: { repositoryId: '4711' },
        resolvedDependencies: [
          { uri: `git+${ci.issuer}/acme/sales@refs/heads/main`, digest: { gitCommit: 'a'.repeat(40) } },
        ],
      },
      runDetails: {
        builder: { id: ci.issuer },
        metadata: { invocationId: `${ci.issuer}/acme/sales/actions/runs/99/attempts/2` },
      },
    },
  });
  const elsewhere = await registry.send(await packPlugin({ namespace: 'acme' }), { token });
  expect(elsewhere.json().error.code).toBe('RK_NAMESPACE_FORBIDDEN');
  const yank = await registry.app.inject({
    method: 'POST',
    url: '/v1/plugins/vault/hoard/versions/1.0.0/yank',
    headers: { host: new URL(registry.url).host, authorization: `Bearer ${token}` },
    payload: { reason: 'x' },
  });
  expect(yank.json().error.code).toBe('RK_SCOPE_MISSING');
  expect((await registry.accounts.record()).map(({ type }) => type)).toContain('publisher-trusted');
});

test('an ID token is exchanged once, and a repository of that name with another number is another', async () => {
  const { ci, send, exchange, trusted } = await withCi();
  await send('PUT', trusted);
  const token = await ci.idToken();
  expect((await exchange(token)).status).toBe(200);
  expect((await exchange(token)).error.message).toBe('The ID token of this CI is not taken: it was exchanged before.');
  expect((await exchange(await ci.idToken({ repository: 'Acme/Sales' }))).status).toBe(200);
  const taken = await exchange(await ci.idToken({ repository_id: '9999' }));
  expect(taken.error.code).toBe('RK_PUBLISHER_UNKNOWN');
});

test('while the issuer is down, what was exchanged goes on and what is known may go on too', async () => {
  const { ci, registry, send, exchange, trusted } = await withCi();
  await send('PUT', trusted);
  const { token } = await exchange(await ci.idToken());
  const [next, unsigned] = [await ci.idToken(), await ci.idToken({}, { otherKey: true })];
  ci.close();
  // its keys are kept for minutes: who is right is let in, who is not is not
  expect((await exchange(next)).status).toBe(200);
  expect((await exchange(unsigned)).error.code).toBe('RK_ID_TOKEN_REFUSED');
  const published = await registry.send(await packPlugin({ namespace: 'vault', name: 'hoard' }), { token });
  expect(published.statusCode).toBe(201);
});

test('what is trusted no more, or an issuer that is down, opens nothing', async () => {
  const { ci, send, exchange, trusted } = await withCi();
  await send('PUT', trusted);
  const token = await ci.idToken();
  ci.close();
  expect((await exchange(token)).error.code).toBe('RK_PROVIDER_FAILED');
  expect((await send('DELETE', trusted)).json().publishers).toEqual([]);
  expect((await send('DELETE', trusted)).json().error.code).toBe('RK_MEMBER_UNKNOWN');
  const foreign = await send('PUT', { ...trusted, issuer: 'https://evil.example' });
  expect([foreign.statusCode, foreign.json().error.message]).toEqual([
    400,
    'This registry does not believe the issuer https://evil.example.',
  ]);
});

test('GitLab says the same in other words', async () => {
  const { ci, send, exchange, trusted } = await withCi();
  await send('PUT', { issuer: trusted.issuer, repository: 'acme/deep/sales', workflow: '.gitlab-ci.yml' });
  const claims = {
    repository: undefined,
    workflow_ref: undefined,
    project_path: 'acme/deep/sales',
    project_id: '12',
    ci_config_ref_uri: 'gitlab.com/acme/deep/sales//.gitlab-ci.yml@refs/heads/main',
  };
  expect(await exchange(await ci.idToken(claims))).toMatchObject({
    status: 200,
    account: 'acme/deep/sales .gitlab-ci.yml',
  });
});
