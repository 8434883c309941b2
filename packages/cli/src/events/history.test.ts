import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { testRegistry } from '../../test/registry.ts';
import { rolekit } from '../../test/rolekit.ts';
import { ROLEKIT_PROCESS } from '../../test/terminal.ts';
import { todoArchive } from '../../test/todo-archive.ts';
import { temporaryFolder } from '../../test/workspace.ts';
import { silentRegistry } from './company.fixture.ts';
import { noteHistory } from './history.ts';

function machine() {
  const home = join(temporaryFolder(), 'home');
  const folder = join(home, '.rolekit', 'history');
  return {
    home,
    folder,
    env: { HOME: home, USERPROFILE: home },
    lines: () =>
      (existsSync(folder) ? readdirSync(folder) : [])
        .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
        .map((text) => JSON.parse(text)),
  };
}

test('publications and installations leave a line, also what was refused or failed; a dry run leaves none', async () => {
  const { url, tokenFile } = await testRegistry();
  const { env, lines, folder } = machine();
  const archive = await todoArchive();
  const publish = (...argv: string[]) => rolekit(['publish', archive, '--registry', url, ...argv], { env });
  await publish('--token-file', tokenFile, '--dry-run');
  expect(lines()).toEqual([]);
  expect((await publish()).code).toBe(3);
  await publish('--token-file', tokenFile);
  const install = (...argv: string[]) => rolekit(['install', 'acme/todo', '--registry', url, ...argv], { env });
  await install('--to', join(temporaryFolder(), 'todo'), '--dry-run');
  await install('--to', join(temporaryFolder(), 'todo'));
  await install('--to', folder);
  const digest = expect.stringMatching(/^sha256:/);
  const of = { plugin: 'acme/todo', version: '0.1.0', digest, registry: url, host: null };
  expect(lines()).toMatchObject([
    { ...of, type: 'publish', outcome: 'refused', code: 'RK_TOKEN_MISSING' },
    { ...of, type: 'publish', outcome: 'done', code: null },
    { ...of, type: 'install', outcome: 'done', code: null },
    { ...of, type: 'install', outcome: 'failed', code: 'RK_EXISTS' },
  ]);
  const [file = ''] = readdirSync(folder);
  expect([statSync(folder).mode & 0o777, statSync(join(folder, file)).mode & 0o777]).toEqual([0o700, 0o600]);
});

/** Starts a command in a process of its own, and stops it by Ctrl-C once something began. */
async function interrupted(argv: string[], env: NodeJS.ProcessEnv, hasBegun: () => boolean): Promise<unknown> {
  const child = spawn(process.execPath, [...ROLEKIT_PROCESS, ...argv], { env, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await expect.poll(hasBegun, { timeout: 30_000 }).toBe(true);
  child.kill('SIGINT');
  return (await once(child, 'exit'))[0];
}

/** A folder for PATH with a host that does what it is told, and one that begins and never ends when it is told `word`. */
function slowHosts(word: string): { path: string; hasBegun: () => boolean } {
  const bin = temporaryFolder();
  const began = join(bin, 'began');
  writeFileSync(join(bin, 'codex'), '#!/bin/sh\necho todo\n');
  writeFileSync(
    join(bin, 'claude'),
    `#!/bin/sh\necho todo\nif [ "$2" = ${word} ]; then touch "${began}"; exec sleep 60; fi\n`,
  );
  for (const name of ['codex', 'claude']) chmodSync(join(bin, name), 0o755);
  return { path: [bin, '/usr/bin', '/bin'].join(':'), hasBegun: () => existsSync(began) };
}

test('a Ctrl-C in the middle leaves a line, and says in which hosts it was done before', async () => {
  const { url, tokenFile } = await testRegistry();
  const { env, lines } = machine();
  const publish = async (version: string) =>
    rolekit(['publish', await todoArchive(version), '--registry', url, '--token-file', tokenFile]);
  await publish('0.1.0');
  const install = ['install', 'acme/todo', '--host', 'auto', '--registry', url];
  const slow = slowHosts('install');
  expect(await interrupted(install, { ...env, PATH: slow.path }, slow.hasBegun)).toBe(130);
  const of = { plugin: 'acme/todo', version: '0.1.0', digest: expect.stringMatching(/^sha256:/) };
  const installed = [
    { ...of, type: 'install', host: 'codex', outcome: 'done', code: null },
    { ...of, type: 'install', host: 'claude', outcome: 'cancelled', code: 'RK_INTERRUPTED' },
  ];
  expect(lines()).toMatchObject(installed);

  const { path } = slowHosts('nothing');
  await rolekit(install, { env: { ...env, PATH: path } });
  await publish('0.1.1');
  const updating = slowHosts('install');
  expect(await interrupted(['update'], { ...env, PATH: updating.path }, updating.hasBegun)).toBe(130);
  const removing = slowHosts('uninstall');
  const uninstall = ['uninstall', 'acme/todo', '--host', 'claude'];
  expect(await interrupted(uninstall, { ...env, PATH: removing.path }, removing.hasBegun)).toBe(130);
  expect(lines().slice(4)).toMatchObject([
    { type: 'update', version: '0.1.1', host: 'codex', outcome: 'done' },
    { type: 'update', version: '0.1.1', host: 'claude', outcome: 'cancelled' },
    { type: 'uninstall', version: '0.1.0', host: 'claude', outcome: 'cancelled' },
  ]);
});

test('a publication that is stopped by Ctrl-C while the registry is silent leaves a line', async () => {
  const { env, lines } = machine();
  const { url, asked } = await silentRegistry();
  const archive = await todoArchive();
  const publish = ['publish', archive, '--registry', url];
  const code = await interrupted(publish, { ...env, PATH: '/usr/bin:/bin', ROLEKIT_TOKEN: 'rk_x' }, () =>
    asked.includes('/v1/plugins/acme/todo/versions'),
  );
  expect(code).toBe(130);
  expect(lines()).toMatchObject([{ type: 'publish', plugin: 'acme/todo', version: '0.1.0', outcome: 'cancelled' }]);
});

test('months that are over are removed, and nothing else', () => {
  const { home, folder } = machine();
  mkdirSync(folder, { recursive: true });
  for (const name of ['2025-09.jsonl', '2025-10.jsonl', 'notes.txt']) writeFileSync(join(folder, name), '');
  const line = { id: 'x', at: '2026-11-20T10:00:00.000Z', plugin: 'acme/todo', version: null, digest: null };
  noteHistory(home, [{ ...line, type: 'install', outcome: 'done', registry: null, host: null, code: null }]);
  expect(readdirSync(folder).sort()).toEqual(['2025-10.jsonl', '2026-11.jsonl', 'notes.txt']);
});

test('a history that cannot be written is said, and fails nothing', async () => {
  const { url, tokenFile } = await testRegistry();
  const { env, home } = machine();
  mkdirSync(join(home, '.rolekit'), { recursive: true });
  writeFileSync(join(home, '.rolekit', 'history'), 'in the way');
  const run = await rolekit(['publish', await todoArchive(), '--registry', url, '--token-file', tokenFile], { env });
  expect([run.code, run.stderr]).toEqual([
    0,
    '~/.rolekit/history has no line of this: it cannot be written (EEXIST).\n',
  ]);
});
