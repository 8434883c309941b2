import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { todoArchive } from '../../../test/todo-archive.ts';
import { temporaryFolder } from '../../../test/workspace.ts';

type Started = Awaited<ReturnType<typeof testRegistry>>;

let started: Started;
let env: Record<string, string>;
let calls: () => string[];

beforeEach(async () => {
  const dir = temporaryFolder();
  started = await testRegistry();
  const log = join(dir, 'calls.log');
  mkdirSync(join(dir, 'bin'));
  const host = join(dir, 'bin', 'claude');
  writeFileSync(host, `#!/bin/sh\necho "claude $*" >> "${log}"\n`);
  chmodSync(host, 0o755);
  calls = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  const home = join(dir, 'home');
  env = { HOME: home, USERPROFILE: home, PATH: [join(dir, 'bin'), '/usr/bin', '/bin'].join(':') };
  await publish(started, '0.1.0');
});

const publish = async ({ url, tokenFile }: Started, version: string) =>
  rolekit(['publish', await todoArchive(version), '--registry', url, '--token-file', tokenFile], { env });
const yank = ({ url, tokenFile }: Started, version: string) =>
  rolekit(['yank', `acme/todo@${version}`, '--reason', 'No.', '--registry', url, '--token-file', tokenFile], { env });
const install = (...place: string[]) =>
  rolekit(['install', 'acme/todo', ...place, '--registry', started.url, '--json'], { env });
const update = (...argv: string[]) => rolekit(['update', ...argv, '--json'], { env });
const folder = () => join(temporaryFolder(), 'todo');

test('a version that was yanked is told, with exit code 1, until another is installed', async () => {
  const dir = folder();
  await install('--to', dir);
  await yank(started, '0.1.0');
  const run = await update('--check');
  expect(run.code).toBe(1);
  expect(run.json.result.plugins).toMatchObject([
    {
      plugin: 'acme/todo',
      version: '0.1.0',
      folder: dir,
      state: 'withdrawn',
      reason: expect.stringContaining('yanked: No.'),
    },
  ]);
  expect((await update()).code).toBe(1);
  await publish(started, '0.1.1');
  expect((await update()).json.result.plugins).toMatchObject([{ version: '0.1.0', latest: '0.1.1', updated: true }]);
  expect((await update('--check')).json.result.plugins).toMatchObject([{ version: '0.1.1', state: 'current' }]);
  expect(JSON.parse(readFileSync(join(dir, 'plugin.json'), 'utf8')).version).toBe('0.1.1');
});

test('a plugin that its registry has no more is withdrawn', async () => {
  const file = join(env.HOME ?? '', '.rolekit', 'installed.json');
  await install('--to', folder());
  const known = JSON.parse(readFileSync(file, 'utf8'));
  const [todo] = known.installed;
  writeFileSync(
    file,
    JSON.stringify({
      ...known,
      installed: [
        { ...todo, plugin: 'acme/gone' },
        { ...todo, version: '9.9.9' },
      ],
    }),
  );
  const run = await update('--check');
  expect(run.code).toBe(1);
  expect(run.json.result.plugins.map(({ state, reason }: Record<string, string>) => [state, reason])).toEqual([
    ['withdrawn', 'its registry has it no more, or shows it to you no more'],
    ['withdrawn', 'its registry has it no more, or shows it to you no more'],
  ]);
});

test('a registry that cannot be asked is told apart, and the others are asked', async () => {
  const other = await testRegistry();
  await publish(other, '0.1.0');
  await install('--to', folder());
  await rolekit(['install', 'acme/todo', '--to', folder(), '--registry', other.url], { env });
  await other.registry.close();
  const run = await update('--check');
  expect(run.code).toBe(4);
  expect(run.json.result.plugins.map(({ state }: { state: string }) => state)).toEqual(['current', 'unknown']);
});

test('what is outdated or deprecated is told with exit code 0, and nothing is changed', async () => {
  const dir = folder();
  await install('--to', dir);
  await publish(started, '0.1.1');
  const { url, tokenFile } = started;
  await rolekit(['deprecate', 'acme/todo@0.1.0', '--reason', 'Old.', '--registry', url, '--token-file', tokenFile], {
    env,
  });
  const run = await update('--check');
  expect(run.code).toBe(0);
  expect(run.json.result.plugins).toMatchObject([
    { state: 'outdated', latest: '0.1.1', deprecated: expect.stringContaining('Old.'), updated: false },
  ]);
  expect(JSON.parse(readFileSync(join(dir, 'plugin.json'), 'utf8')).version).toBe('0.1.0');
});

test('a host is updated by its own commands; a dry run and a deleted folder are no installation', async () => {
  const dir = folder();
  await install('--to', dir);
  rmSync(dir, { recursive: true });
  await install('--host', 'claude', '--dry-run');
  expect((await update('--check')).json.result.plugins).toEqual([]);
  await install('--host', 'claude');
  await publish(started, '0.1.1');
  const before = calls().length;
  const run = await update('acme/todo');
  expect(run.json.result.plugins).toMatchObject([{ host: 'claude', version: '0.1.0', latest: '0.1.1', updated: true }]);
  expect(calls().slice(before)).toContain('claude plugin install todo@rolekit');
  expect((await update('acme/other')).json.result.plugins).toEqual([]);
});

async function withhold(...argv: string[]) {
  const token = await started.registry.tokens.create({ name: 'ada', namespaces: ['acme'], scopes: ['manage'] });
  const run = await rolekit([...argv, '--registry', started.url], { env: { ...env, ROLEKIT_TOKEN: token } });
  expect(run.code).toBe(0);
}
const versionIn = (dir: string) => JSON.parse(readFileSync(join(dir, 'plugin.json'), 'utf8')).version;

test.each([
  ['quarantine', 'in quarantine: No.', []],
  ['takedown', 'taken down: No.', ['--yes']],
  ['yank', 'yanked: No.', []],
])(
  'a version that ended in %s is named as such, with its reason, while others are served',
  async (verb, reason, more) => {
    const dir = folder();
    await install('--to', dir);
    await publish(started, '0.1.1');
    await withhold(verb, 'acme/todo@0.1.0', '--reason', 'No.', ...more);
    const run = await update('--check');
    expect([run.code, run.json.result.plugins]).toEqual([
      1,
      [expect.objectContaining({ state: 'withdrawn', reason: expect.stringContaining(reason), latest: '0.1.1' })],
    ]);
    expect((await update()).json.result.plugins).toMatchObject([{ updated: true }]);
    expect(versionIn(dir)).toBe('0.1.1');
  },
);

test('what was in quarantine when its registry was asked last stays so while it is away', async () => {
  await install('--to', folder());
  await withhold('quarantine', 'acme/todo@0.1.0', '--reason', 'No.');
  await update('--check');
  await started.registry.close();
  const run = await update('--check');
  expect([run.code, run.json.result.plugins]).toEqual([
    1,
    [
      expect.objectContaining({
        state: 'withdrawn',
        reason: expect.stringMatching(/^in quarantine: No\. .*cannot be asked now$/),
      }),
    ],
  ]);
});

test('what a policy does not allow stays as it was, with rule and owner, and the others are updated', async () => {
  const [kept, other] = [folder(), folder()];
  const second = await testRegistry();
  await publish(second, '0.1.0');
  await install('--to', kept);
  await rolekit(['install', 'acme/todo', '--to', other, '--registry', second.url], { env });
  for (const registry of [started, second]) await publish(registry, '0.1.1');
  const { id } = await started.registry.accounts.create({
    ...{ handle: 'root', password: 'correct horse battery', isAdministrator: true, by: 'test' },
  });
  const scopes = ['read', 'publish', 'manage', 'govern'] as const;
  const token = await started.registry.tokens.create({
    name: 'x',
    namespaces: ['*'],
    scopes: [...scopes],
    accountId: id,
  });
  const file = join(temporaryFolder(), 'policy.json');
  writeFileSync(file, JSON.stringify({ owner: 'Acme IT', access: { allow: ['destructive'] } }));
  const set = await rolekit(['policy', 'set', file, '--registry', started.url], {
    env: { ...env, ROLEKIT_TOKEN: token },
  });
  expect(set.code).toBe(0);
  const run = await update();
  expect([run.code, run.json.result.plugins]).toMatchObject([
    3,
    [
      { version: '0.1.0', updated: false, refused: { code: 'RK_POLICY_REFUSED', fix: 'Ask Acme IT.' } },
      { version: '0.1.0', updated: true, refused: null },
    ],
  ]);
  expect([versionIn(kept), versionIn(other)]).toEqual(['0.1.0', '0.1.1']);
});

test('a token in the environment goes to no other registry than that of the command', async () => {
  const sent: unknown[] = [];
  const { createServer } = await import('node:http');
  const listener = createServer((request, response) => {
    sent.push(request.headers.authorization);
    response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void listener.close());
  const { port } = listener.address() as AddressInfo;
  await install('--to', folder());
  const path = join(env.HOME ?? '', '.rolekit', 'installed.json');
  const known = readFileSync(path, 'utf8').replaceAll(started.url, `http://127.0.0.1:${port}`);
  writeFileSync(path, known);
  const elsewhere = { ...env, ROLEKIT_TOKEN: 'secret', ROLEKIT_REGISTRY: started.url };
  expect((await rolekit(['update', '--check'], { env: elsewhere })).code).toBe(4);
  expect(sent).toEqual([undefined]);
});
