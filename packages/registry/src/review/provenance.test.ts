import { expect, test } from 'vitest';
import { ciIssuer } from '../../test/ci-issuer.ts';
import { packPlugin } from '../../test/pack-plugin.ts';
import { PASSWORD, people } from '../../test/people.ts';
import { type TestRegistry, testRegistry } from '../../test/start-registry.ts';
import { tamper } from '../../test/test-database.ts';

const PATH = '/v1/plugins/vault/hoard/versions/1.0.0';
const PAGE = '/approvals/vault/hoard/1.0.0';

/** A version that a CI sent and that waits for ada. */
async function withWaiting() {
  let audience = '';
  const ci = await ciIssuer(() => audience);
  const registry = await testRegistry({ ciIssuers: [ci.issuer], approvals: true });
  await registry.listen();
  audience = registry.url;
  const made = await people(registry, 'vault', { owner: 'owner', ada: 'maintainer', pam: 'publisher' });
  const ask = (method: 'GET' | 'POST' | 'PUT', url: string, token?: string, payload?: object) =>
    registry.app.inject({
      method,
      url,
      headers: { host: new URL(registry.url).host, ...(token && { authorization: `Bearer ${token}` }) },
      ...(payload && { payload }),
    });
  const trusted = { issuer: ci.issuer, repository: 'acme/sales', workflow: 'release.yml', environment: 'release' };
  await ask('PUT', '/v1/namespaces/vault/publishers', made.owner.token, trusted);
  const exchanged = { namespace: 'vault', id_token: await ci.idToken() };
  const { token } = (await ask('POST', '/v1/login/exchange', undefined, exchanged)).json();
  const plugin = await packPlugin({ namespace: 'vault', name: 'hoard' });
  const send = async () => (await registry.send(plugin, { token })).statusCode;
  expect(await send()).toBe(202);
  const approve = () => ask('POST', `${PATH}/approve`, made.ada.token, { digest: plugin.digest });
  const seen = async () => (await ask('GET', `${PATH}/approval`, made.ada.token)).json();
  return { ci, registry, ask, send, approve, seen, digest: plugin.digest, ...made };
}

async function pageOf(registry: TestRegistry): Promise<string> {
  const host = new URL(registry.url).host;
  const signedIn = await registry.app.inject({
    method: 'POST',
    url: '/login',
    headers: { host, origin: registry.url, 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ handle: 'ada', password: PASSWORD }).toString(),
  });
  const cookie = `${signedIn.headers['set-cookie']}`.split(';')[0] ?? '';
  return (await registry.app.inject({ method: 'GET', url: PAGE, headers: { host, cookie } })).body;
}

test.each([
  ['says another repository', `replace(proof, '"payload":"', '"payload":"eyJ4IjoxfQ')`],
  ['has no statement beside its run', `replace(proof, '"provenance"', '"other"')`],
  ['has neither', `'{}'`],
])(
  'a proof that was changed past the registry and %s is not shown, and what it is of not approved',
  async (_, changed) => {
    const { registry, approve, seen, ask, send, ada, digest } = await withWaiting();
    await tamper(registry.dataDir, `update reviews set proof = ${changed}`);
    expect(await seen()).toMatchObject({
      provenance: null,
      provenanceProblem: expect.stringMatching(/^Where vault\/hoard 1\.0\.0 comes from cannot be shown: /),
    });
    expect(await pageOf(registry)).toContain('It cannot be approved.');
    const refused = await approve();
    expect([refused.statusCode, refused.json().error.code]).toEqual([409, 'RK_PROVENANCE_BROKEN']);
    await ask('POST', `${PATH}/reject`, ada.token, { digest, reason: 'Not shown.' });
    expect(await send()).toBe(202);
    expect((await seen()).provenanceProblem).toBeNull();
    expect((await approve()).statusCode).toBe(200);
  },
);

test('who decides sees issuer, repository, workflow, commit and environment, as they were signed', async () => {
  const { ci, registry, seen, approve } = await withWaiting();
  // what is written beside the statement does not count
  await tamper(
    registry.dataDir,
    `update reviews set proof = replace(proof, '"repository":"', '"repository":"https://evil.example/')`,
  );
  const provenance = {
    issuer: ci.issuer,
    repository: `${ci.issuer}/acme/sales`,
    repositoryId: '4711',
    workflow: 'acme/sales/.github/workflows/release.yml@refs/heads/main',
    ref: 'refs/heads/main',
    commit: 'a'.repeat(40),
    run: `${ci.issuer}/acme/sales/actions/runs/99/attempts/2`,
    environment: 'release',
  };
  expect(await seen()).toMatchObject({ publisher: 'workflow', provenance, provenanceProblem: null });
  const page = await pageOf(registry);
  for (const text of [provenance.issuer, provenance.repository, provenance.workflow, provenance.commit, 'release'])
    expect(page).toContain(`<code>${text}</code>`);
  expect((await approve()).statusCode).toBe(200);
  const { attestations } = (await registry.get(`${PATH}/attestations`)).json();
  const statement = Buffer.from(attestations[1].envelope.payload, 'base64').toString();
  expect(statement).toContain(`"repository":"${ci.issuer}/acme/sales"`);
});

test('a version that an account sent says so', async () => {
  const { registry, ask, pam, ada } = await withWaiting();
  await registry.send(await packPlugin({ namespace: 'vault', name: 'chest' }), { token: pam.token });
  const seen = (await ask('GET', '/v1/plugins/vault/chest/versions/1.0.0/approval', ada.token)).json();
  expect(seen).toMatchObject({ publisher: 'account', publishedBy: 'pam', provenance: null, provenanceProblem: null });
});
