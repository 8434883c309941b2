import type { AuditPage, ReportsTaken } from '@rolekit/sdk/wire';
import { expect, test } from 'vitest';
import { people } from '../../test/people.ts';
import { type TestRegistry, testRegistry } from '../../test/start-registry.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const report = (changes: object = {}) => ({
  id: '3f1c4a9e-6f0b-4c53-9a0e-0d6a3f1f2b11',
  at: '2026-11-20T09:59:00.000Z',
  type: 'install',
  outcome: 'done',
  plugin: 'vault/sales',
  version: '1.0.0',
  digest: DIGEST,
  host: 'codex',
  from: 'here',
  code: null,
  ...changes,
});

async function send(registry: TestRegistry, token: string, body: object) {
  const headers = { authorization: `Bearer ${token}` };
  return registry.app.inject({ method: 'POST', url: '/v1/audit/reports', headers, payload: body });
}

async function linesOf(registry: TestRegistry, token: string, path = '/v1/audit') {
  const answer = await registry.get(`${path}?limit=1000`, { authorization: `Bearer ${token}` });
  return answer.json<AuditPage>().lines.filter(({ data }) => data.report !== undefined);
}

async function company(policy: object | null = { owner: 'Acme IT', audit: { report: true } }) {
  const registry = await testRegistry();
  const made = await people(registry, 'vault', {
    owner: 'owner',
    reader: 'reader',
    outsider: undefined,
    admin: 'administrator',
  });
  await registry.publish({ namespace: 'vault' }, { token: made.owner.token });
  await registry.catalogue.setVisibility('vault', 'private', 'test');
  if (policy !== null) {
    const headers = { authorization: `Bearer ${made.admin.token}` };
    const answer = await registry.app.inject({ method: 'PUT', url: '/v1/policy', headers, payload: policy });
    expect(answer.statusCode).toBe(200);
  }
  return { registry, ...made };
}

test('where no policy asks, nothing is kept', async () => {
  for (const policy of [null, { owner: 'Acme IT' }, { audit: { report: false } }]) {
    const { registry, reader, admin } = await company(policy);
    const answer = await send(registry, reader.token, { reports: [report()] });
    expect(answer.json<ReportsTaken>()).toEqual({ isAsked: false, recorded: 0 });
    expect(await linesOf(registry, admin.token)).toEqual([]);
  }
});

test('anything that is no report refuses all of them', async () => {
  const { registry, reader, admin } = await company();
  for (const body of [
    {},
    { reports: [] },
    { reports: [report(), report({ actor: 'owner' })] },
    { reports: [report({ id: 'x' })] },
    { reports: [report({ at: 'yesterday' })] },
    { reports: [report({ type: 'publish' })] },
    { reports: [report({ plugin: '../../etc' })] },
    { reports: [report({ version: '1.0.0\u0000' })] },
    { reports: [report({ host: 'my-laptop' })] },
    { reports: [report({ code: 'it failed at /home/ada' })] },
    { reports: Array.from({ length: 51 }, () => report()) },
    { reports: [report()], by: 'owner' },
  ]) {
    const answer = await send(registry, reader.token, body);
    expect([answer.statusCode, answer.json().error?.code]).toEqual([400, 'RK_REQUEST_INVALID']);
  }
  const large = await send(registry, reader.token, { reports: [report({ code: 'x'.repeat(70_000) })] });
  expect(large.statusCode).toBe(413);
  expect(await linesOf(registry, admin.token)).toEqual([]);
});

test('a report is a line of the one record, by whoever sent it, and a checkpoint signs it', async () => {
  const { registry, reader, owner, admin } = await company();
  const update = report({ id: '0b9a7f5e-0a7e-4a53-8f0e-1d6a3f1f2b12', type: 'update', outcome: 'refused' });
  const answer = await send(registry, reader.token, { reports: [report(), { ...update, code: 'RK_POLICY_REFUSED' }] });
  expect(answer.json<ReportsTaken>()).toEqual({ isAsked: true, recorded: 2 });
  const actor = { kind: 'account', name: 'reader', token: expect.any(String) };
  const of = { actor, namespace: 'vault', name: 'sales', version: '1.0.0', digest: DIGEST, subject: null };
  const lines = await linesOf(registry, admin.token);
  expect(lines).toMatchObject([
    {
      ...of,
      type: 'install',
      outcome: 'done',
      data: { reportedAt: '2026-11-20T09:59:00.000Z', host: 'codex', from: 'here' },
    },
    { ...of, type: 'update', outcome: 'refused', data: { code: 'RK_POLICY_REFUSED' } },
  ]);
  expect(await linesOf(registry, owner.token, '/v1/namespaces/vault/audit')).toEqual(lines);
  const headers = { authorization: `Bearer ${admin.token}` };
  const signed = await registry.app.inject({ method: 'POST', url: '/v1/audit/checkpoints', headers });
  expect(signed.json().seq).toBeGreaterThanOrEqual(lines.at(-1)?.seq ?? Number.POSITIVE_INFINITY);
});

test('a report that comes again adds nothing, and another person’s of the same id does', async () => {
  const { registry, reader, owner, admin } = await company();
  const body = { reports: [report()] };
  expect((await send(registry, reader.token, body)).json()).toEqual({ isAsked: true, recorded: 1 });
  const again = await Promise.all([1, 2, 3].map(() => send(registry, reader.token, body)));
  expect(again.map((answer) => answer.json().recorded)).toEqual([0, 0, 0]);
  expect((await send(registry, owner.token, body)).json()).toEqual({ isAsked: true, recorded: 1 });
  expect((await linesOf(registry, admin.token)).map(({ actor }) => actor.name)).toEqual(['reader', 'owner']);
});

test('nobody writes among the lines of a namespace that they do not see, or of another registry', async () => {
  const { registry, reader, outsider, owner, admin } = await company();
  await send(registry, outsider.token, { reports: [report({ outcome: 'cancelled', code: 'RK_INTERRUPTED' })] });
  await send(registry, reader.token, { reports: [report({ from: 'elsewhere' })] });
  expect(await linesOf(registry, owner.token, '/v1/namespaces/vault/audit')).toEqual([]);
  expect(await linesOf(registry, admin.token)).toMatchObject([
    { namespace: null, name: null, subject: 'vault/sales', outcome: 'failed', data: { cancelled: true } },
    { namespace: null, name: null, subject: 'vault/sales', outcome: 'done', data: { from: 'elsewhere' } },
  ]);
});

test('without a token nothing is taken, and an account brings so many a minute', async () => {
  const { registry, reader } = await company();
  const nobody = await registry.app.inject({ method: 'POST', url: '/v1/audit/reports', payload: {} });
  expect([nobody.statusCode, nobody.json().error.code]).toEqual([401, 'RK_TOKEN_MISSING']);
  for (let count = 0; count < 20; count += 1) await send(registry, reader.token, { reports: [report()] });
  const answer = await send(registry, reader.token, { reports: [report()] });
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, expect.stringMatching(/^\d+$/)]);
});
