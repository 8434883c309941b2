// The README's five minutes, pasted line by line into a fresh clone by somebody with an empty home.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clone, makeClone, pressCtrlC, type Started, until } from './clone.ts';
import { codex } from './hosts/codex.ts';
import { hostCommand } from './hosts/install.ts';
import { exits, runProgram } from './hosts/processes.ts';
import { ROOT } from './workspace.ts';

/** What each command of the section has to print; one that is not here fails. */
const PRINTS: Record<string, string> = {
  create: 'created  connector acme/notes in my/notes',
  validate: 'valid  my/notes (source)',
  test: 'passed  acme/notes',
  publish: 'published  acme/notes@0.1.0',
  info: 'notes_update_note  write',
  install: 'installed  acme/notes@0.1.0 in Codex',
  sandbox: 'running  notes',
  connect: 'connected  notes  Demo user  (sandbox, demo data)',
};
const NOTES = { plugin: 'notes', marketplace: 'rolekit', marketplaceUrl: '', repositoryUrl: '' };

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const section = /^## Five minutes.*\n([\s\S]*?)^## /m.exec(readme)?.[1] ?? '';
const lines = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, code = '']) => code.trim().split('\n'));

let clone: Clone;
let started: Started;
let sandbox: Started | undefined;

beforeAll(async () => {
  clone = await makeClone('tour', [join(hostCommand('codex'), '..')]);
  started = clone.npmStart();
  await until(clone.isStarted, started, 540_000);
}, 600_000);

afterAll(() => clone?.remove());

test('the section walks the whole road', () => {
  expect(lines.map(commandOf)).toEqual(Object.keys(PRINTS));
});

test.each(lines)('%s', async (line) => {
  const command = commandOf(line);
  if (command === 'connect') expect((await callInCodex()).text).toContain('not_connected');
  if (command === 'sandbox') {
    sandbox = clone.start('sh', '-c', line);
    await until(() => sandbox?.output().includes('Stop with Ctrl-C') === true, sandbox, 30_000);
    expect(sandbox.output()).toContain(PRINTS[command]);
    return;
  }
  const { stdout } = await runProgram('sh', ['-c', line], { env: clone.env, cwd: clone.path });
  expect(stdout).toContain(PRINTS[command]);
});

test('after the last line Codex reads the notes of the sandbox', async () => {
  const { isError, text } = await callInCodex();
  expect(isError).toBe(false);
  expect(text).toContain('Plan the launch event');
  expect(text).toContain('SANDBOX');
});

test('Ctrl-C stops the sandbox and npm start', async () => {
  if (sandbox) pressCtrlC(sandbox);
  pressCtrlC(started);
  expect(sandbox && (await exits(sandbox.child, 5_000))).toBe(true);
  expect(await exits(started.child, 5_000)).toBe(true);
});

function commandOf(line: string): string {
  return /^npx --no-install rolekit (\S+)/.exec(line)?.[1] ?? line;
}

function callInCodex() {
  const home = { path: clone.home, cwd: clone.path, env: clone.env, remove() {} };
  return codex(home).call(NOTES, 'notes_list_notes', { text: 'launch', limit: 1 });
}
