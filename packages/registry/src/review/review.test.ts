import { describe, expect, test } from 'vitest';
import { type PluginInput, packPlugin } from '../../test/pack-plugin.ts';
import { people } from '../../test/people.ts';
import { type TestRegistry, testRegistry } from '../../test/start-registry.ts';
import type { Seams } from '../registry.ts';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const DAY_MS = 86_400_000;
const V1: PluginInput = { namespace: 'vault', name: 'hoard', version: '1.0.0', description: 'Everything of plugh.' };
const PATH = '/v1/plugins/vault/hoard/versions/1.0.0';

/** A registry whose clock the test sets. */
async function start() {
  const time = { at: Date.UTC(2026, 10, 20, 10) };
  const now = () => {
    time.at += 1000;
    return new Date(time.at);
  };
  const seams: Seams = { now, tokensNow: () => new Date(time.at) };
  const registry = await testRegistry({}, seams);
  const made = await people(registry, 'vault', {
    owner: 'owner',
    ada: 'maintainer',
    ben: 'maintainer',
    pam: 'publisher',
    ray: 'reader',
    outsider: undefined,
    root: 'administrator',
  });
  const post = (path: string, token: string, payload: object = {}) =>
    registry.app.inject({ method: 'POST', url: path, headers: bearer(token), payload });
  const set = await registry.app.inject({
    method: 'PUT',
    url: '/v1/namespaces/vault',
    headers: bearer(made.owner.token),
    payload: { approvals: true },
  });
  expect(set.json()).toMatchObject({ approvals: true });
  const send = async (input: PluginInput, token: string, channel?: string) =>
    registry.send(await packPlugin(input), { token, ...(channel === undefined ? {} : { channel }) });
  return { registry, time, post, send, ...made };
}

async function eventsOf(registry: TestRegistry): Promise<string[]> {
  return (await registry.catalogue.events(0, 1000)).map(({ type, version }) => `${type} ${version}`);
}

describe('a namespace that asks for a second person', () => {
  test('keeps a version back, says where and until when, and gives the same answer to the same bytes', async () => {
    const { send, pam, registry } = await start();
    const sent = await send(V1, pam.token);
    expect([sent.statusCode, sent.headers.location]).toEqual([202, `${PATH}/status`]);
    const answer = sent.json();
    expect(answer).toMatchObject({
      state: 'waiting',
      created: true,
      latest: null,
      approval: { url: `${registry.url}/approvals/vault/hoard/1.0.0`, until: expect.stringMatching(/^2026-12-04T10:/) },
    });
    const again = await send(V1, pam.token);
    expect(again.json()).toEqual({ ...answer, created: false });
    const other = await send({ ...V1, description: 'Others.' }, pam.token);
    expect([other.statusCode, other.json().error.code]).toEqual([409, 'RK_VERSION_WAITING']);
    expect(await eventsOf(registry)).toEqual(['approval-requested 1.0.0']);
  });

  test('shows it in no face, to nobody but its publisher and those who decide', async () => {
    const { send, registry, pam, ray, outsider, ada, root } = await start();
    await send({ ...V1, version: '0.9.0' }, pam.token);
    const { digest } = (await send(V1, pam.token)).json();
    const faces = [
      '/',
      '/?q=hoard',
      '/vault/hoard',
      '/vault/hoard?version=1.0.0',
      '/v1/plugins',
      '/v1/plugins?q=plugh',
      '/v1/plugins/vault/hoard',
      PATH,
      `${PATH}/tools`,
      `${PATH}/skills/review-forecast`,
      `${PATH}/archive`,
      `${PATH}/status`,
      '/v1/changes',
      '/marketplace.json',
      '/v0.1/servers',
      '/.well-known/agent-skills/index.json',
      '/git/vault/hoard.git/info/refs?service=git-upload-pack',
      '/git/vault.git/info/refs?service=git-upload-pack',
    ];
    for (const headers of [{}, bearer(ray.token), bearer(outsider.token)]) {
      for (const path of faces) {
        const { body, statusCode } = await registry.get(path, headers);
        const found = ['plugh', digest].filter((secret) => body.replace('value="hoard"', '').includes(secret));
        expect([path, statusCode < 500, found]).toEqual([path, true, []]);
      }
      const { statusCode } = await registry.get(`${PATH}/approval`, headers);
      expect(statusCode === 404 || statusCode === 401).toBe(true);
    }
    for (const { token } of [pam, ada, root]) {
      expect((await registry.get(`${PATH}/status`, bearer(token))).json()).toMatchObject({ state: 'waiting', digest });
      const { approvals } = (await registry.get('/v1/approvals', bearer(token))).json();
      expect(
        approvals.map(({ version, mayApprove }: { version: string; mayApprove: boolean }) => [version, mayApprove]),
      ).toEqual([
        ['1.0.0', token !== pam.token],
        ['0.9.0', token !== pam.token],
      ]);
    }
    for (const { token } of [ray, outsider])
      expect((await registry.get('/v1/approvals', bearer(token))).json()).toEqual({ approvals: [] });
    expect((await registry.get('/v1/changes', bearer(root.token))).json().events).toEqual([]);
  });

  test('publishes it with its channel once somebody else approves it', async () => {
    const { send, registry, post, pam, ada } = await start();
    const { digest } = (await send(V1, pam.token, 'beta')).json();
    const approved = await post(`${PATH}/approve`, ada.token, { digest });
    expect(approved.json()).toMatchObject({ state: 'published', latest: '1.0.0', channel: 'beta', digest });
    expect((await registry.get(PATH)).json()).toMatchObject({
      publishedBy: 'pam',
      approvedBy: 'ada',
      channels: ['latest', 'beta'],
    });
    expect(await eventsOf(registry)).toEqual([
      'approval-requested 1.0.0',
      'approved 1.0.0',
      'publish 1.0.0',
      'channel 1.0.0',
    ]);
    expect((await registry.get('/git/vault/hoard.git/info/refs?service=git-upload-pack')).body).toContain('v1.0.0');
    const sent = await send(V1, pam.token);
    expect([sent.statusCode, sent.json()]).toMatchObject([200, { state: 'published', created: false }]);
  });

  test('tells its publisher why it was rejected, and takes the number again with other bytes', async () => {
    const { send, registry, post, pam, ada } = await start();
    const { digest } = (await send(V1, pam.token)).json();
    const without = await post(`${PATH}/reject`, ada.token, { digest });
    expect(without.statusCode).toBe(400);
    const rejected = await post(`${PATH}/reject`, ada.token, { digest, reason: 'It reads too much.' });
    expect(rejected.json()).toMatchObject({ state: 'rejected', reason: 'It reads too much.', by: 'ada' });
    expect((await registry.get(`${PATH}/status`, bearer(pam.token))).json()).toMatchObject({
      state: 'rejected',
      reason: 'It reads too much.',
    });
    expect((await registry.get(`${PATH}/status`)).statusCode).toBe(404);
    const late = await post(`${PATH}/approve`, ada.token, { digest });
    expect([late.statusCode, late.json().error.message]).toEqual([
      409,
      'vault/hoard 1.0.0 waits no more: it is rejected by ada.',
    ]);
    const other = await send({ ...V1, description: 'Less.' }, pam.token);
    expect(other.statusCode).toBe(202);
    // a page that was opened before names the bytes that it showed
    const stale = await post(`${PATH}/approve`, ada.token, { digest });
    expect([stale.statusCode, stale.json().error.code]).toEqual([409, 'RK_REVIEW_CHANGED']);
    expect((await post(`${PATH}/approve`, ada.token, { digest: other.json().digest })).statusCode).toBe(200);
  });

  test('removes the archive of what was rejected, and keeps that of what waits over a start', async () => {
    const { send, registry, post, pam, ada } = await start();
    const { digest } = (await send(V1, pam.token)).json();
    await send({ ...V1, version: '1.1.0' }, pam.token);
    expect((await registry.catalogue.blobs()).size).toBe(2);
    await post(`${PATH}/reject`, ada.token, { digest, reason: 'No.' });
    await registry.close();
    const again = await testRegistry({ dataDir: registry.dataDir }, { now: () => new Date(Date.UTC(2026, 10, 21)) });
    expect((await again.catalogue.blobs()).size).toBe(1);
    const waiting = await again.get('/v1/plugins/vault/hoard/versions/1.1.0/approval', bearer(ada.token));
    expect(waiting.json()).toMatchObject({ state: 'waiting', instructions: expect.any(Array) });
  });

  test('lets no version wait for ever, at once and without a sweep', async () => {
    const { send, registry, time, post, pam, ada } = await start();
    const { digest } = (await send(V1, pam.token)).json();
    time.at += 14 * DAY_MS;
    const state = async () => (await registry.get(`${PATH}/status`, bearer(pam.token))).json().state;
    expect(await state()).toBe('expired');
    const late = await post(`${PATH}/approve`, ada.token, { digest });
    expect([late.statusCode, late.json().error.message]).toEqual([
      409,
      'vault/hoard 1.0.0 waits no more: it is expired.',
    ]);
    expect((await registry.get('/v1/approvals', bearer(ada.token))).json()).toEqual({ approvals: [] });
    expect((await registry.get('/v1/approvals?all=true', bearer(ada.token))).json().approvals).toHaveLength(1);
    expect((await send({ ...V1, description: 'Others.' }, pam.token)).statusCode).toBe(202);
    expect(await eventsOf(registry)).toEqual([
      'approval-requested 1.0.0',
      'approval-expired 1.0.0',
      'approval-requested 1.0.0',
    ]);
    time.at += 14 * DAY_MS;
    expect(await registry.catalogue.expireReviews()).toHaveLength(1);
    expect(await registry.catalogue.expireReviews()).toEqual([]);
    expect(await state()).toBe('expired');
  });

  test('publishes at once again after it stopped asking; what waits goes on waiting', async () => {
    const { send, registry, pam, owner } = await start();
    await send(V1, pam.token);
    const url = '/v1/namespaces/vault';
    await registry.app.inject({ method: 'PUT', url, headers: bearer(owner.token), payload: { approvals: false } });
    expect((await send(V1, pam.token)).statusCode).toBe(202);
    expect((await send({ ...V1, version: '1.1.0' }, pam.token)).statusCode).toBe(201);
    const record = await registry.accounts.record();
    expect(record.filter(({ type }) => type === 'approvals-set').map(({ data, by }) => [data, by])).toEqual([
      [{ approvals: true }, 'owner'],
      [{ approvals: false }, 'owner'],
    ]);
  });

  test('says of a dry run that it would wait, and keeps nothing', async () => {
    const { registry, pam } = await start();
    const { tgz } = await packPlugin(V1);
    const asked = await registry.app.inject({
      method: 'POST',
      url: '/v1/plugins/vault/hoard/dry-run',
      headers: { ...bearer(pam.token), 'content-type': 'application/gzip' },
      payload: Buffer.from(tgz),
    });
    expect(asked.json()).toMatchObject({ state: 'waiting', created: true, approval: null });
    expect(await eventsOf(registry)).toEqual([]);
  });
});

test('a registry that asks for all namespaces is not overruled by one', async () => {
  const registry = await testRegistry({ approvals: true, approvalDays: 1 });
  const { owner, ada } = await people(registry, 'vault', { owner: 'owner', ada: 'maintainer' });
  const sent = await registry.send(await packPlugin(V1), { token: ada.token });
  expect([sent.statusCode, sent.json().approval.until.slice(0, 10)]).toEqual([202, '2026-11-21']);
  const url = '/v1/namespaces/vault';
  const off = await registry.app.inject({
    method: 'PUT',
    url,
    headers: bearer(owner.token),
    payload: { approvals: false },
  });
  expect(off.json()).toMatchObject({ approvals: true });
});

describe('the publisher does not approve', () => {
  const refusal = async (answer: { statusCode: number; json(): { error: { code: string } } }) => [
    answer.statusCode,
    answer.json().error.code,
  ];

  test('with another token of the same account', async () => {
    const { send, post, registry, ada } = await start();
    const { digest } = (await send(V1, ada.token)).json();
    const accountId = (await registry.accounts.list()).find(({ handle }) => handle === 'ada')?.id ?? '';
    const second = await registry.tokens.create({ name: 'second', namespaces: ['*'], scopes: ['manage'], accountId });
    expect(await refusal(await post(`${PATH}/approve`, second, { digest }))).toEqual([403, 'RK_SELF_APPROVAL']);
    expect(await refusal(await post(`${PATH}/reject`, second, { digest, reason: 'No.' }))).toEqual([
      403,
      'RK_SELF_APPROVAL',
    ]);
  });

  test('as an administrator, or with a role that a group gives', async () => {
    const { send, post, registry, root } = await start();
    const { digest } = (await send(V1, root.token)).json();
    expect(await refusal(await post(`${PATH}/approve`, root.token, { digest }))).toEqual([403, 'RK_SELF_APPROVAL']);
    const { accounts, namespaces } = registry.catalogue;
    const identity = { issuer: 'https://login.example', displayName: 'G', groups: ['desk'], isAdministrator: false };
    const account = await accounts.signIn({ ...identity, subject: '1', handle: 'gus', email: 'gus@acme.example' });
    await namespaces.setMember('vault', 'group', 'desk', 'maintainer', 'test');
    const token = await registry.tokens.create({
      name: 'theirs',
      namespaces: ['*'],
      scopes: ['read', 'publish', 'manage'],
      accountId: account.id,
    });
    const path = '/v1/plugins/vault/hoard/versions/2.0.0/approve';
    const sent = (await send({ ...V1, version: '2.0.0' }, token)).json();
    expect(await refusal(await post(path, token, { digest: sent.digest }))).toEqual([403, 'RK_SELF_APPROVAL']);
    // the same person by another door
    const twin = await accounts.signIn({ ...identity, subject: '2', handle: 'gus-2', email: 'Gus@acme.example' });
    const second = await registry.tokens.create({
      name: 'twin',
      namespaces: ['*'],
      scopes: ['read', 'manage'],
      accountId: twin.id,
    });
    expect(await refusal(await post(path, second, { digest: sent.digest }))).toEqual([403, 'RK_SELF_APPROVAL']);
  });

  test('with a machine’s token, neither its own nor another', async () => {
    const { send, post, registry, ada, ben } = await start();
    const grant = { namespaces: ['vault'], scopes: ['publish', 'manage'] as ('publish' | 'manage')[] };
    const machine = await registry.tokens.create({ ...grant, name: 'ci', by: 'ada' });
    const { digest } = (await send(V1, machine)).json();
    expect(await refusal(await post(`${PATH}/approve`, machine, { digest }))).toEqual([403, 'RK_APPROVER_MACHINE']);
    const other = await registry.tokens.create({ ...grant, name: 'other' });
    expect(await refusal(await post(`${PATH}/approve`, other, { digest }))).toEqual([403, 'RK_APPROVER_MACHINE']);
    // who made the machine's token is its publisher
    expect(await refusal(await post(`${PATH}/approve`, ada.token, { digest }))).toEqual([403, 'RK_SELF_APPROVAL']);
    expect((await post(`${PATH}/approve`, ben.token, { digest })).statusCode).toBe(200);
  });

  test('after somebody else sent the same bytes again', async () => {
    const { send, post, ada, pam } = await start();
    const { digest } = (await send(V1, ada.token)).json();
    await send(V1, pam.token);
    expect(await refusal(await post(`${PATH}/approve`, ada.token, { digest }))).toEqual([403, 'RK_SELF_APPROVAL']);
  });

  test.each(['pam', 'ray', 'outsider'] as const)('nor does %s, who does not maintain the namespace', async (who) => {
    const { send, post, ada, ...made } = await start();
    const { digest } = (await send(V1, ada.token)).json();
    expect(await refusal(await post(`${PATH}/approve`, made[who].token, { digest }))).toEqual([403, 'RK_ROLE_MISSING']);
  });
});

describe('at once', () => {
  test('two approvers make one approval', async () => {
    const { send, post, registry, pam, ada, ben } = await start();
    const { digest } = (await send(V1, pam.token)).json();
    const answers = await Promise.all([ada, ben, ada].map(({ token }) => post(`${PATH}/approve`, token, { digest })));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409]);
    expect((await eventsOf(registry)).filter((event) => event === 'approved 1.0.0')).toHaveLength(1);
  });

  test('approved and rejected, one of the two counts', async () => {
    const { send, post, registry, pam, ada, ben } = await start();
    const { digest } = (await send(V1, pam.token)).json();
    const [approved, rejected] = await Promise.all([
      post(`${PATH}/approve`, ada.token, { digest }),
      post(`${PATH}/reject`, ben.token, { digest, reason: 'No.' }),
    ]);
    expect([approved.statusCode, rejected.statusCode].sort()).toEqual([200, 409]);
    const isPublished = (await registry.get(PATH)).statusCode === 200;
    expect(isPublished).toBe(approved.statusCode === 200);
    const decided = (await eventsOf(registry)).filter((event) => /^(?:approved|rejected|publish) /.test(event));
    expect(decided).toEqual(isPublished ? ['approved 1.0.0', 'publish 1.0.0'] : ['rejected 1.0.0']);
  });

  test('two publishers leave one version waiting', async () => {
    const { send, registry, pam, ada } = await start();
    const answers = await Promise.all([
      send(V1, pam.token),
      send({ ...V1, description: 'Others.' }, ada.token),
      send(V1, pam.token),
    ]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).not.toContain(201);
    expect((await registry.catalogue.reviews.list('all', true, 10)).length).toBe(1);
  });

  test('an approver and a publisher who sends the same bytes again', async () => {
    const { send, post, registry, pam, ada } = await start();
    const { digest } = (await send(V1, pam.token)).json();
    const [approved, sent] = await Promise.all([post(`${PATH}/approve`, ada.token, { digest }), send(V1, pam.token)]);
    expect(approved.statusCode).toBe(200);
    expect([200, 202]).toContain(sent.statusCode);
    expect((await registry.get(PATH)).statusCode).toBe(200);
    expect((await eventsOf(registry)).filter((event) => event.startsWith('publish'))).toEqual(['publish 1.0.0']);
  });
});

describe('what changed is decided when it is approved', () => {
  const tools = (...names: string[]) => ({ tools: names.map((name) => ({ name })) });
  const version = (number: string, ...names: string[]): PluginInput => ({ ...V1, version: number, ...tools(...names) });

  test('against what came meanwhile, and said so', async () => {
    const { send, post, registry, pam, ada } = await start();
    const pathOf = (number: string) => `/v1/plugins/vault/hoard/versions/${number}`;
    const approve = async (number: string, digest: string) => post(`${pathOf(number)}/approve`, ada.token, { digest });
    const first = (await send(version('1.0.0', 'crm_list'), pam.token)).json();
    expect(first.surface).toBe(null);
    await approve('1.0.0', first.digest);
    const waiting = (await send(version('1.1.1', 'crm_list'), pam.token)).json();
    const fitting = (await send(version('1.2.0', 'crm_list', 'crm_find'), pam.token)).json();
    expect(waiting.surface.comparedWith).toBe('1.0.0');
    const between = (await send(version('1.1.0', 'crm_list', 'crm_find'), pam.token)).json();
    await approve('1.1.0', between.digest);

    const detail = (await registry.get(`${pathOf('1.1.1')}/approval`, bearer(ada.token))).json();
    expect([detail.surface.comparedWith, detail.comparedBefore]).toEqual(['1.1.0', '1.0.0']);
    expect(detail.tooLow).toMatchObject([{ code: 'surface/tool-removed' }]);
    const low = await approve('1.1.1', waiting.digest);
    expect([low.statusCode, low.json().error.code]).toEqual([422, 'RK_FINDINGS']);
    expect((await registry.get(`${pathOf('1.1.1')}/status`, bearer(ada.token))).json().state).toBe('waiting');
    const approved = (await approve('1.2.0', fitting.digest)).json();
    expect([approved.state, approved.surface.comparedWith]).toEqual(['published', '1.1.0']);
  });

  test('with all that somebody has to see: components, hosts, texts, findings', async () => {
    const { send, post, registry, pam, ada } = await start();
    const first = (await send({ ...V1, ...tools('crm_list') }, pam.token)).json();
    await post(`${PATH}/approve`, ada.token, { digest: first.digest });
    await send(
      {
        ...version('2.0.0', 'crm_list'),
        hosts: ['crm.example', 'evil.example'],
        skills: { 'review-forecast': 'Review it, and <script>alert(1)</script> send it on.' },
        components: [{ kind: 'command', path: 'commands/run.md', reason: 'Runs it.' }],
        files: { 'commands/run.md': 'Do as it says.\n' },
      },
      pam.token,
    );
    const detail = (await registry.get('/v1/plugins/vault/hoard/versions/2.0.0/approval', bearer(ada.token))).json();
    expect(detail).toMatchObject({
      mayApprove: true,
      publishedBy: 'pam',
      publisher: 'account',
      hosts: ['crm.example', 'evil.example'],
      components: [{ kind: 'command', path: 'commands/run.md', isNew: true }],
      surface: { comparedWith: '1.0.0', level: 'major', instructionsChanged: true },
      moreInstructions: 0,
    });
    expect(detail.instructions.map(({ name, change }: { name: string; change: string }) => [name, change])).toEqual([
      ['commands/run.md', 'added'],
      ['skills/review-forecast/SKILL.md', 'changed'],
    ]);
    expect(detail.instructions[1].lines).toEqual([
      ' ---',
      ' name: review-forecast',
      '-description: "Review the forecast of a quarter."',
      '+description: "Review it, and <script>alert(1)</script> send it on."',
      ' ---',
      ' ',
      ' # review-forecast',
      '…',
    ]);
  });
});
