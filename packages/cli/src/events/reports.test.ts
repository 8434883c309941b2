import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createRegistry } from '@rolekit/registry';
import { expect, onTestFinished, test, vi } from 'vitest';
import { rolekit } from '../../test/rolekit.ts';
import { todoArchive } from '../../test/todo-archive.ts';
import { temporaryFolder } from '../../test/workspace.ts';
import { company, silentRegistry } from './company.fixture.ts';
import { enqueue, waitingReports } from './report-queue.ts';

const REPORTING = { owner: 'Acme IT', audit: { report: true } };

const queued = (home: string) => {
  const folder = join(home, '.rolekit', 'reports');
  return existsSync(folder) ? readdirSync(folder) : [];
};

const report = (at = new Date().toISOString()) => ({
  id: randomUUID(),
  at,
  type: 'install' as const,
  outcome: 'done' as const,
  plugin: 'acme/todo',
  version: '0.1.0',
  digest: null,
  host: null,
  from: 'here' as const,
  code: null,
});

test.each([undefined, { owner: 'Acme IT' }, { audit: { report: false } }])(
  'with the policy %j nothing is told',
  async (policy) => {
    const { home, install, run, reports, requests, url } = await company(policy);
    await install();
    await run('install', 'acme/none', '--to', join(home, 'none'), '--registry', url);
    await run('update');
    await run('whoami', '--registry', url);
    expect(requests.length).toBeGreaterThan(8);
    expect(reports()).toEqual([]);
    expect(queued(home)).toEqual([]);
  },
);

test('where the policy asks, each command tells once, after its answer, and by the account that signed in', async () => {
  const { install, run, reports, lines, requests, setPolicy, url, home, tokenFile } = await company(REPORTING);
  await install();
  expect(requests.at(-1)).toBe('POST /v1/audit/reports');
  await rolekit(['publish', await todoArchive('0.1.1'), '--registry', url, '--token-file', tokenFile]);
  await run('update');
  await setPolicy({ ...REPORTING, namespaces: { deny: ['acme'] } });
  expect((await install()).code).toBe(3);
  await rolekit(['yank', 'acme/todo@0.1.0', '--reason', 'No.', '--registry', url, '--token-file', tokenFile]);
  const yanked = await run('install', 'acme/todo@0.1.0', '--to', join(home, 'y'), '--registry', url);
  expect(yanked.code).toBe(3);
  expect(reports()).toHaveLength(4);
  const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
  const of = { actor: { kind: 'account', name: 'ada' }, namespace: 'acme', name: 'todo', digest };
  expect(await lines()).toMatchObject([
    { ...of, type: 'install', version: '0.1.0', outcome: 'done', data: { host: null, from: 'here' } },
    { ...of, type: 'update', version: '0.1.1', outcome: 'done' },
    { ...of, type: 'install', version: '0.1.1', outcome: 'refused', data: { code: 'RK_POLICY_REFUSED' } },
    { ...of, type: 'install', version: '0.1.0', outcome: 'refused', data: { code: 'RK_YANKED' } },
  ]);
  expect(queued(home)).toEqual([]);
});

test('a registry that is reached by another address than its own is told too, of its own plugin', async () => {
  const { home, url, lines, reports, run } = await company(REPORTING);
  const other = url.replace('127.0.0.1', 'localhost');
  await run('policy', 'sync', '--registry', url);
  await run('install', 'acme/todo', '--to', join(temporaryFolder(), 'todo'), '--registry', other);
  expect([reports().length, queued(home)]).toEqual([1, []]);
  expect(await lines()).toMatchObject([{ namespace: 'acme', outcome: 'done', data: { from: 'here' } }]);
});

test('a report is these words and no others: no path, argument, name of the machine or token', async () => {
  const { install, home } = await company(REPORTING);
  const folder = join(temporaryFolder(), 'my-secret-folder');
  const sent = vi.spyOn(globalThis, 'fetch');
  onTestFinished(() => void sent.mockRestore());
  await install(folder);
  const [to, request] = sent.mock.calls.at(-1) ?? [];
  expect(String(to)).toMatch(/\/v1\/audit\/reports$/);
  const body = String(request?.body);
  const [told] = JSON.parse(body).reports;
  expect(Object.keys(told).sort()).toEqual([
    'at',
    'code',
    'digest',
    'from',
    'host',
    'id',
    'outcome',
    'plugin',
    'type',
    'version',
  ]);
  expect(told).toMatchObject({
    type: 'install',
    outcome: 'done',
    plugin: 'acme/todo',
    host: null,
    from: 'here',
    code: null,
  });
  for (const secret of ['my-secret-folder', home, hostname(), 'rk_', '--to']) expect(body).not.toContain(secret);
});

test('what happens while the registry is down waits, private to the user, and is told by the next command', async () => {
  const { registry, install, home, dataDir, url, run } = await company(REPORTING);
  const other = await company();
  await install();
  const policy = { registry: { url } };
  writeFileSync(join(home, '.rolekit', 'policy.json'), JSON.stringify(policy));
  await registry.close();
  const elsewhere = () => run('install', 'acme/todo', '--to', join(temporaryFolder(), 'todo'), '--registry', other.url);
  expect((await elsewhere()).code).toBe(0);
  expect((await elsewhere()).code).toBe(0);
  expect((await install()).code).toBe(4);
  const waiting = queued(home);
  expect(waiting).toHaveLength(3);
  const folder = join(home, '.rolekit', 'reports');
  expect([folder, ...waiting.map((name) => join(folder, name))].map((path) => statSync(path).mode & 0o777)).toEqual([
    0o700, 0o600, 0o600, 0o600,
  ]);
  const again = await createRegistry({ dataDir });
  onTestFinished(() => again.close());
  await again.listen({ port: Number(new URL(url).port) });
  await run('search', '--registry', other.url);
  expect(queued(home)).toEqual([]);
  await run('search', '--registry', other.url);
  expect(other.reports()).toEqual([]);
  const admin = await again.tokens.create({
    name: 'look',
    namespaces: ['*'],
    scopes: ['read', 'govern'],
    accountId: (await again.accounts.list()).find(({ handle }) => handle === 'admin')?.id ?? '',
  });
  const answer = await fetch(`${url}/v1/audit?limit=1000`, { headers: { authorization: `Bearer ${admin}` } });
  const { lines } = (await answer.json()) as { lines: { type: string; data: Record<string, unknown> }[] };
  expect(lines.filter(({ data }) => data.report !== undefined)).toMatchObject([
    { namespace: 'acme', subject: null, outcome: 'done' },
    { namespace: null, subject: 'acme/todo', outcome: 'done', data: { from: 'elsewhere' } },
    { namespace: null, subject: 'acme/todo', outcome: 'done', data: { from: 'elsewhere' } },
    { namespace: 'acme', subject: null, outcome: 'failed', version: null, data: { code: 'RK_UNREACHABLE' } },
  ]);
});

test('a registry that does not answer holds one command up for seconds, and the next ones not at all', async () => {
  const { home, run, url } = await company();
  const silent = await silentRegistry();
  enqueue(home, silent.url, report());
  const signIns = join(home, '.rolekit', 'registries.json');
  const saved = JSON.parse(readFileSync(signIns, 'utf8'));
  saved.registries[silent.url] = { account: 'ada', token: 'rk_x', expiresAt: null };
  writeFileSync(signIns, JSON.stringify(saved));
  const first = await run('search', '--registry', url);
  const second = await run('search', '--registry', url);
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(silent.asked).toEqual(['/v1/audit/reports']);
  expect(queued(home).filter((name) => name.endsWith('.json'))).toHaveLength(1);
});

test('without a sign-in reports wait, and a registry that takes none, or asks no more, ends the waiting', async () => {
  const { home, run, url, reports } = await company();
  enqueue(home, 'http://127.0.0.1:9', report());
  enqueue(home, url, report());
  await run('search', '--registry', url);
  expect(reports()).toHaveLength(1);
  expect(waitingReports(home, new Date()).map(({ registry }) => registry)).toEqual(['http://127.0.0.1:9']);
});

test('the queue is bounded, gives up what is old, and survives what is no report', () => {
  const home = temporaryFolder();
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 0, minute)).toISOString();
  for (let minute = 0; minute < 510; minute += 1) enqueue(home, 'http://127.0.0.1:9', report(at(minute)));
  writeFileSync(join(home, '.rolekit', 'reports', '0-broken.json'), '{"format":1');
  const kept = waitingReports(home, new Date('2026-11-21T00:00:00Z'));
  expect([kept.length, kept[0]?.report.at, kept.at(-1)?.report.at]).toEqual([500, at(10), at(509)]);
  expect(queued(home)).not.toContain('0-broken.json');
  expect(waitingReports(home, new Date('2026-12-21T00:00:00Z'))).toEqual([]);
  expect(queued(home)).toEqual([]);
});

test('a queue that cannot be written fails no command', async () => {
  const { home, install } = await company(REPORTING);
  mkdirSync(join(home, '.rolekit'), { recursive: true });
  writeFileSync(join(home, '.rolekit', 'reports'), 'in the way');
  const run = await install();
  expect(run).toMatchObject({ code: 0, json: { ok: true } });
});
