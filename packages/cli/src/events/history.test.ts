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

test('a Ctrl-C in the middle leaves a line, and says in which hosts it was done before', async () => {
  const { url, tokenFile } = await testRegistry();
  const { env, lines } = machine();
  await rolekit(['publish', await todoArchive(), '--registry', url, '--token-file', tokenFile]);
  const bin = temporaryFolder();
  const began = join(bin, 'began');
  writeFileSync(join(bin, 'codex'), '#!/bin/sh\nexit 0\n');
  writeFileSync(join(bin, 'claude'), `#!/bin/sh\ntouch "${began}"\nexec sleep 60\n`);
  for (const name of ['codex', 'claude']) chmodSync(join(bin, name), 0o755);
  const argv = ['install', 'acme/todo', '--host', 'auto', '--registry', url];
  const child = spawn(process.execPath, [...ROLEKIT_PROCESS, ...argv], {
    env: { ...env, PATH: [bin, '/usr/bin', '/bin'].join(':') },
    stdio: 'ignore',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await expect.poll(() => existsSync(began)).toBe(true);
  child.kill('SIGINT');
  expect((await once(child, 'exit'))[0]).toBe(130);
  expect(lines()).toMatchObject([
    { type: 'install', plugin: 'acme/todo', version: '0.1.0', host: 'codex', outcome: 'done' },
    { type: 'install', plugin: 'acme/todo', version: '0.1.0', host: 'claude', outcome: 'cancelled' },
  ]);
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
