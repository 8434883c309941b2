import type { AuditPage } from '@rolekit/sdk/wire';
import { expect, test } from 'vitest';
import { packPlugin } from '../../test/pack-plugin.ts';
import { people } from '../../test/people.ts';
import { testRegistry } from '../../test/start-registry.ts';

const PLUGIN = '/v1/plugins/vault/hoard/versions';

/** A namespace in which versions wait for a second person, at a company that hears of its machines. */
async function start() {
  const registry = await testRegistry({ limits: { changesPerMinute: 9, failuresPerMinute: 1000 } });
  const made = await people(registry, 'vault', {
    owner: 'owner',
    ada: 'maintainer',
    pam: 'publisher',
    dan: 'reader',
    root: 'administrator',
  });
  const tokens = { ...made, nobody: { token: 'rk_wrong' } };
  const as = async (who: keyof typeof tokens, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${tokens[who].token}` };
    const answer = await registry.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
    return answer.statusCode;
  };
  expect(await as('owner', 'PUT', '/v1/namespaces/vault', { approvals: true })).toBe(200);
  expect(await as('root', 'PUT', '/v1/policy', { owner: 'Acme IT', audit: { report: true } })).toBe(200);
  const digests: Record<string, string> = {};
  const publish = async (who: keyof typeof tokens, version: string) => {
    const plugin = await packPlugin({ namespace: 'vault', name: 'hoard', version, description: `Of ${version}.` });
    digests[version] = plugin.digest;
    return (await registry.send(plugin, { token: tokens[who].token })).statusCode;
  };
  const report = (id: number, type: string, version: string, outcome = 'done', code: string | null = null) =>
    as('dan', 'POST', '/v1/audit/reports', {
      reports: [
        {
          id: `00000000-0000-4000-8000-00000000000${id}`,
          at: '2026-11-20T10:00:00.000Z',
          type,
          outcome,
          plugin: 'vault/hoard',
          version,
          digest: digests[version],
          host: 'claude',
          from: 'here',
          code,
        },
      ],
    });
  return { registry, as, publish, report, digests, root: made.root };
}

type Line = readonly [type: string, actor: string, version: string | null, outcome: string, code?: string];

test('each step of a plugin’s life leaves its line: who, which digest, and how it ended', async () => {
  const { registry, as, publish, report, digests, root } = await start();
  const digest = (version: string) => ({ digest: digests[version] });
  const steps: readonly (readonly [step: () => Promise<number>, status: number, ...lines: Line[]])[] = [
    [() => publish('nobody', '1.0.0'), 401, ['refused', 'anybody', null, 'refused', 'RK_TOKEN_UNKNOWN']],
    [() => publish('dan', '1.0.0'), 403, ['refused', 'dan', null, 'refused', 'RK_ROLE_MISSING']],
    [() => publish('pam', '1.0.0'), 202, ['approval-requested', 'pam', '1.0.0', 'done']],
    [
      () => as('pam', 'POST', `${PLUGIN}/1.0.0/approve`, digest('1.0.0')),
      403,
      ['refused', 'pam', '1.0.0', 'refused', 'RK_ROLE_MISSING'],
    ],
    [
      () => as('ada', 'POST', `${PLUGIN}/1.0.0/approve`, digest('1.0.0')),
      200,
      ['approved', 'ada', '1.0.0', 'done'],
      ['publish', 'ada', '1.0.0', 'done'],
    ],
    [() => publish('pam', '1.1.0'), 202, ['approval-requested', 'pam', '1.1.0', 'done']],
    [
      () => as('ada', 'POST', `${PLUGIN}/1.1.0/reject`, { ...digest('1.1.0'), reason: 'No.' }),
      200,
      ['rejected', 'ada', '1.1.0', 'done'],
    ],
    [() => as('dan', 'GET', `${PLUGIN}/1.0.0/archive`), 200, ['token-used', 'dan', '1.0.0', 'done']],
    [() => report(1, 'install', '1.0.0'), 200, ['install', 'dan', '1.0.0', 'done']],
    [() => report(2, 'disable', '1.0.0'), 200, ['disable', 'dan', '1.0.0', 'done']],
    [() => report(3, 'enable', '1.0.0'), 200, ['enable', 'dan', '1.0.0', 'done']],
    [() => publish('ada', '1.2.0'), 202, ['approval-requested', 'ada', '1.2.0', 'done']],
    [
      () => as('ada', 'POST', `${PLUGIN}/1.2.0/approve`, digest('1.2.0')),
      403,
      ['refused', 'ada', '1.2.0', 'refused', 'RK_SELF_APPROVAL'],
    ],
    [
      () => as('owner', 'POST', `${PLUGIN}/1.2.0/approve`, digest('1.2.0')),
      200,
      ['approved', 'owner', '1.2.0', 'done'],
      ['publish', 'owner', '1.2.0', 'done'],
    ],
    [() => report(4, 'update', '1.2.0'), 200, ['update', 'dan', '1.2.0', 'done']],
    [() => as('ada', 'POST', `${PLUGIN}/1.0.0/yank`, { reason: 'Old.' }), 200, ['yank', 'ada', '1.0.0', 'done']],
    [
      () => as('ada', 'POST', `${PLUGIN}/1.2.0/quarantine`, { reason: 'Sends data away.' }),
      200,
      ['quarantine', 'ada', '1.2.0', 'done'],
    ],
    [
      () => as('dan', 'GET', `${PLUGIN}/1.2.0/archive`),
      410,
      ['token-used', 'dan', '1.2.0', 'done'],
      ['refused', 'dan', '1.2.0', 'refused', 'RK_VERSION_QUARANTINED'],
    ],
    [
      () => report(5, 'install', '1.2.0', 'refused', 'RK_WITHHELD'),
      200,
      ['install', 'dan', '1.2.0', 'refused', 'RK_WITHHELD'],
    ],
    [() => report(6, 'uninstall', '1.2.0'), 200, ['uninstall', 'dan', '1.2.0', 'done']],
    [
      () => as('ada', 'POST', `${PLUGIN}/1.2.0/takedown`, { reason: 'It does.' }),
      200,
      ['takedown', 'ada', '1.2.0', 'done'],
    ],
    [() => as('root', 'PUT', '/v1/policy', { owner: 'Acme IT', namespaces: { deny: ['vault'] } }), 200],
    [
      () => as('dan', 'GET', `${PLUGIN}/1.0.0/archive`),
      403,
      ['refused', 'dan', '1.0.0', 'refused', 'RK_POLICY_REFUSED'],
    ],
    [
      () => tooMany(() => as('ada', 'POST', `${PLUGIN}/1.1.0/unyank`)),
      429,
      ['refused', 'ada', '1.1.0', 'refused', 'RK_RATE_LIMITED'],
    ],
  ];
  let since = 0;
  for (const [step, status, ...expected] of steps) {
    const answered = await step();
    const answer = await registry.get(`/v1/audit?limit=1000&since=${since}`, { authorization: `Bearer ${root.token}` });
    const { lines, next } = answer.json<AuditPage>();
    since = next;
    const found = lines
      .filter(({ name }) => name === 'hoard')
      .map(({ type, actor, version, outcome, data: { code }, ...line }) => {
        expect([type, version, line.digest]).toEqual([type, version, version === null ? null : digests[version]]);
        const who = actor.kind === 'anybody' ? 'anybody' : actor.name;
        return [type, who, version, outcome, ...(code === undefined ? [] : [code])];
      });
    expect([answered, ...found]).toEqual([status, ...expected]);
  }
});

/** Asks until it is too often; what was not is no refusal. */
async function tooMany(ask: () => Promise<number>): Promise<number> {
  for (let count = 0; count < 20; count += 1) if ((await ask()) === 429) return 429;
  return 0;
}
