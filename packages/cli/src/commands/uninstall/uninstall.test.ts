import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { fakeHosts } from '../../../test/fake-hosts.ts';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { todoArchive } from '../../../test/todo-archive.ts';
import { temporaryFolder } from '../../../test/workspace.ts';

let started: Awaited<ReturnType<typeof testRegistry>>;
let home: string;

beforeEach(async () => {
  started = await testRegistry();
  home = join(temporaryFolder(), 'home');
  const { url, tokenFile } = started;
  await rolekit(['publish', await todoArchive(), '--registry', url, '--token-file', tokenFile]);
});

/** A machine with these hosts, which say that they have `acme/todo`. */
function machine(names: readonly string[], says = 'todo', exit = 0) {
  const { path, calls } = fakeHosts(names, says, exit);
  const env = { HOME: home, USERPROFILE: home, PATH: path };
  const run = (...argv: string[]) => rolekit([...argv, '--json'], { env });
  return {
    env,
    run,
    install: (host: string) => run('install', 'acme/todo', '--host', host, '--registry', started.url),
    /** What hosts were told since the last look. */
    told: (() => {
      let seen = 0;
      return () => {
        const fresh = calls().slice(seen);
        seen += fresh.length;
        return fresh;
      };
    })(),
  };
}

const noted = () =>
  JSON.parse(readFileSync(join(home, '.rolekit', 'installed.json'), 'utf8')).installed.map(
    ({ host, folder, enabled }: Record<string, unknown>) => [host ?? folder, enabled],
  );

const history = () => {
  const folder = join(home, '.rolekit', 'history');
  return readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((text) => JSON.parse(text))
    .map(({ type, host, outcome, code }) => [type, host, outcome, code]);
};

test('what rolekit did not install is not touched, and where it is, is said', async () => {
  const { run, told, install } = machine(['codex', 'claude']);
  const nothing = await run('uninstall', 'acme/todo');
  expect(nothing).toMatchObject({
    code: 1,
    json: { error: { code: 'RK_NOT_INSTALLED', message: 'Rolekit installed no acme/todo in a host.' } },
  });
  await install('claude');
  told();
  const other = await run('uninstall', 'acme/todo', '--host', 'codex');
  expect(other.json.error).toMatchObject({
    message: 'Rolekit installed no acme/todo in Codex.',
    fix: 'It is there with --host claude.',
  });
  const folder = join(temporaryFolder(), 'todo');
  await run('uninstall', 'acme/todo');
  await run('install', 'acme/todo', '--to', folder, '--registry', started.url);
  expect((await run('uninstall', 'acme/todo')).json.error.fix).toBe(
    `It was unpacked into ${folder}: delete that folder.`,
  );
  expect((await run('uninstall', 'todo')).code).toBe(2);
});

test('a host that refuses keeps its plugin on record, and the history says that it failed', async () => {
  await machine(['claude']).install('claude');
  const { run } = machine(['claude'], 'todo is managed by your company', 1);
  const answer = await run('uninstall', 'acme/todo');
  expect(answer).toMatchObject({
    code: 1,
    json: {
      error: {
        code: 'RK_HOST_FAILED',
        message: '`claude plugin uninstall todo@rolekit` failed: todo is managed by your company',
      },
    },
  });
  expect(noted()).toEqual([['claude', true]]);
  expect(history().at(-1)).toEqual(['uninstall', 'claude', 'failed', 'RK_HOST_FAILED']);
});

test('every host is told in its own words, also while the registry is away, and the record forgets', async () => {
  const { run, install, told } = machine(['codex', 'claude', 'copilot', 'gemini']);
  await install('auto');
  told();
  await started.registry.close();
  const dry = await run('uninstall', 'acme/todo', '--dry-run');
  expect([dry.code, told(), noted().length]).toEqual([0, [], 4]);
  const answer = await run('uninstall', 'acme/todo');
  expect(answer.json.result).toMatchObject({
    change: 'uninstall',
    changed: [
      { plugin: 'acme/todo', version: '0.1.0', host: 'codex', command: 'codex plugin remove todo@rolekit' },
      { host: 'claude', command: 'claude plugin uninstall todo@rolekit' },
      { host: 'copilot', command: 'copilot plugin uninstall todo@rolekit' },
      { host: 'gemini', command: 'gemini extensions uninstall todo' },
    ],
    without: [],
    folders: [],
  });
  expect(told()).toEqual([
    'codex plugin list --json',
    'codex plugin remove todo@rolekit',
    'claude plugin list --json',
    'claude plugin uninstall todo@rolekit',
    'copilot plugin list --json',
    'copilot plugin uninstall todo@rolekit',
    'gemini extensions list',
    'gemini extensions uninstall todo',
  ]);
  expect(noted()).toEqual([]);
  expect(history().slice(4)).toEqual([
    ['uninstall', 'codex', 'done', null],
    ['uninstall', 'claude', 'done', null],
    ['uninstall', 'copilot', 'done', null],
    ['uninstall', 'gemini', 'done', null],
  ]);
});

test('what a person removed in the host itself is forgotten, and a plugin of another name is not taken for it', async () => {
  await machine(['claude']).install('claude');
  const { env, told } = machine(['claude'], 'my-todo@rolekit todo-list@rolekit');
  const run = await rolekit(['uninstall', 'acme/todo'], { env });
  expect(run).toMatchObject({ code: 0, stdout: 'not there  acme/todo@0.1.0 in Claude Code\n' });
  expect(told()).toEqual(['claude plugin list --json']);
  expect(noted()).toEqual([]);
});

test('a plugin is switched off and on, and an update leaves it off', async () => {
  const { run, install, told } = machine(['claude']);
  await install('claude');
  told();
  expect((await run('disable', 'acme/todo', '--host', 'claude')).json.result.changed).toMatchObject([
    { host: 'claude', command: 'claude plugin disable todo@rolekit' },
  ]);
  expect(noted()).toEqual([['claude', false]]);
  const { url, tokenFile } = started;
  await rolekit(['publish', await todoArchive('0.1.1'), '--registry', url, '--token-file', tokenFile]);
  told();
  expect((await run('update')).json.result.plugins).toMatchObject([{ latest: '0.1.1', updated: false }]);
  expect(told()).toEqual([]);
  expect((await run('enable', 'acme/todo')).json.result.changed).toMatchObject([
    { command: 'claude plugin enable todo@rolekit' },
  ]);
  expect((await run('update')).json.result.plugins).toMatchObject([{ updated: true }]);
  expect(history().map(([type]) => type)).toEqual(['install', 'disable', 'enable', 'update']);
});

test('a host without such a command is said: alone it is an error, among others it is left', async () => {
  const { run, install, told } = machine(['codex', 'copilot']);
  await install('codex');
  const alone = await run('disable', 'acme/todo');
  expect(alone.json.error).toEqual({
    code: 'RK_HOST_CANNOT',
    message: 'Codex has no command to disable a plugin.',
    fix: 'Remove it with `rolekit uninstall acme/todo` and --host codex, and install it again when it is wanted.',
  });
  await install('copilot');
  told();
  const both = await run('disable', 'acme/todo');
  expect(both.json.result).toMatchObject({ changed: [{ host: 'copilot' }], without: ['codex'] });
  expect(noted()).toEqual([
    ['codex', true],
    ['copilot', false],
  ]);
});

test('an installation that an earlier version noted is removed from the marketplace that its registry has', async () => {
  const { run, install } = machine(['claude']);
  await install('claude');
  const file = join(home, '.rolekit', 'installed.json');
  const { installed } = JSON.parse(readFileSync(file, 'utf8'));
  const [{ marketplace: _later, enabled: _too, ...row }] = installed;
  writeFileSync(file, JSON.stringify({ format: 1, installed: [row] }));
  expect((await run('uninstall', 'acme/todo')).json.result.changed).toMatchObject([
    { command: 'claude plugin uninstall todo@rolekit' },
  ]);
});
