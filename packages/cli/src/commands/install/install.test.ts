import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { fakeHosts } from '../../../test/fake-hosts.ts';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { todoArchive } from '../../../test/todo-archive.ts';
import { manifestOf, temporaryFolder, writeFiles } from '../../../test/workspace.ts';

let url: string;

beforeEach(async () => {
  const started = await testRegistry();
  url = started.url;
  const run = await rolekit(['publish', await todoArchive(), '--registry', url, '--token-file', started.tokenFile]);
  expect(run.stderr).toBe('');
});

test('without a place it says which hosts are there', async () => {
  const { path } = fakeHosts(['codex']);
  const run = await rolekit(['install', 'acme/todo', '--registry', url, '--json'], { env: { PATH: path } });
  expect(run.code).toBe(2);
  expect(run.json.error.fix).toBe('Use --host codex (found on PATH), or --to <folder>.');
});

test('a host that is not on PATH is named, with those that are', async () => {
  const { path } = fakeHosts(['gemini']);
  const run = await rolekit(['install', 'acme/todo', '--host', 'codex', '--registry', url, '--json'], {
    env: { PATH: path },
  });
  expect(run.code).toBe(1);
  expect(run.json.error).toMatchObject({
    code: 'RK_HOST_MISSING',
    message: 'Codex (`codex`) is not on PATH.',
    fix: 'Install Codex, or check PATH. On PATH: `--host gemini`.',
  });
});

test('a folder with something in it is left alone', async () => {
  const dir = writeFiles(temporaryFolder(), { 'mine.txt': 'mine' });
  const run = await rolekit(['install', 'acme/todo', '--to', dir, '--registry', url, '--json']);
  expect(run).toMatchObject({ code: 5, json: { error: { code: 'RK_EXISTS' } } });
  expect(readdirSync(dir)).toEqual(['mine.txt']);
});

test('what a host refuses is shown as the host said it', async () => {
  const { path } = fakeHosts(['claude'], 'Marketplace is blocked by policy', 3);
  const run = await rolekit(['install', 'acme/todo', '--host', 'claude', '--registry', url, '--json'], {
    env: { PATH: path },
  });
  expect(run.code).toBe(1);
  expect(run.json.error.message).toBe(
    `\`claude plugin marketplace add ${url}/git/all.git\` failed: Marketplace is blocked by policy`,
  );
});

test('a version that the marketplace does not list cannot go into a host', async () => {
  const { path } = fakeHosts(['codex']);
  const run = await rolekit(['install', 'acme/todo@0.0.9', '--host', 'codex', '--registry', url], {
    env: { PATH: path },
  });
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('has no version or channel 0.0.9');
});

test('a host that would ask a question nobody answers is not started', async () => {
  const { path, calls } = fakeHosts(['gemini']);
  const shelf = join(temporaryFolder(), 'shelf');
  const install = ['install', await todoArchive(), '--host', 'gemini', '--to', shelf, '--json'];
  const run = await rolekit(install, { env: { PATH: path } });
  expect(run).toMatchObject({ code: 3, json: { error: { code: 'RK_HOST_ASKS' } } });
  expect(calls()).toEqual(['gemini extensions list']);
});

test('unpacks the verified bundle into a new folder', async () => {
  const dir = join(temporaryFolder(), 'todo');
  const run = await rolekit(['install', 'acme/todo', '--to', dir, '--registry', url, '--json']);
  expect(run.json.result).toMatchObject({ plugin: 'acme/todo', version: '0.1.0', folder: dir, hosts: [] });
  expect(existsSync(join(dir, 'server/main.mjs'))).toBe(true);
  expect(readdirSync(dirname(dir))).toEqual(['todo']);
  expect((await rolekit(['install', 'acme/todo', '--to', dir, '--force', '--registry', url])).code).toBe(0);
});

test('every host gets its own commands', async () => {
  const { path, calls } = fakeHosts(['codex', 'claude', 'copilot', 'gemini']);
  const run = await rolekit(['install', 'acme/todo', '--host', 'auto', '--registry', url], { env: { PATH: path } });
  expect(run.code).toBe(0);
  expect(calls()).toEqual([
    'codex plugin marketplace list --json',
    `codex plugin marketplace add ${url}/git/all.git`,
    'codex plugin add todo@rolekit',
    'claude plugin marketplace list',
    `claude plugin marketplace add ${url}/git/all.git`,
    'claude plugin install todo@rolekit',
    'copilot plugin marketplace list',
    `copilot plugin marketplace add ${url}/git/all.git`,
    'copilot plugin install todo@rolekit',
    'gemini extensions list',
    `gemini extensions install ${url}/git/acme/todo.git --consent --skip-settings`,
  ]);
});

test('a marketplace that the host has is brought up to date, not added again', async () => {
  const { path, calls } = fakeHosts(['codex'], `{"url":"${url}/git/all.git"}`);
  await rolekit(['install', 'acme/todo', '--host', 'codex', '--registry', url], { env: { PATH: path } });
  expect(calls()).toEqual([
    'codex plugin marketplace list --json',
    'codex plugin marketplace upgrade rolekit',
    'codex plugin add todo@rolekit',
  ]);
});

test('a dry run prints the commands and runs none', async () => {
  const { path, calls } = fakeHosts(['claude']);
  const run = await rolekit(['install', 'acme/todo', '--host', 'claude', '--dry-run', '--registry', url], {
    env: { PATH: path },
  });
  expect(run.stdout).toBe(
    `$ claude plugin marketplace add ${url}/git/all.git\n$ claude plugin install todo@rolekit\ndry run  acme/todo@0.1.0 in Claude Code\n`,
  );
  expect(calls()).toEqual([]);
});

test('an archive goes into a folder, or through a folder that is a marketplace into a host', async () => {
  const archive = await todoArchive();
  const plain = join(temporaryFolder(), 'todo');
  expect((await rolekit(['install', archive, '--to', plain])).code).toBe(0);
  expect(existsSync(join(plain, 'plugin.json'))).toBe(true);

  const { path, calls } = fakeHosts(['codex']);
  const shelf = join(temporaryFolder(), 'shelf');
  const run = await rolekit(['install', archive, '--host', 'codex', '--to', shelf], { env: { PATH: path } });
  expect(run.code).toBe(0);
  expect(calls().slice(1)).toEqual([`codex plugin marketplace add ${shelf}`, 'codex plugin add todo@local-acme-todo']);
  expect(readdirSync(shelf).toSorted()).toEqual(['.agents', '.claude-plugin', 'plugins']);
});

test('what hosts run of a plugin is shown, and nothing is installed before somebody accepted it', async () => {
  const components = [{ kind: 'hook', path: 'hooks/hooks.json', reason: 'Notes the start.', hosts: ['claude'] }];
  const source = writeFiles(temporaryFolder(), {
    'plugin.json': manifestOf('hooked', { components }),
    'hooks/hooks.json': { hooks: {} },
  });
  const { url: registry, tokenFile } = await testRegistry();
  const published = await rolekit(['publish', source, '--registry', registry, '--token-file', tokenFile]);
  expect(published.code).toBe(0);
  const { path, calls } = fakeHosts(['claude']);
  const install = ['install', 'acme/hooked', '--host', 'claude', '--registry', registry];
  const run = await rolekit(install, { env: { PATH: path } });
  expect(run.code).toBe(3);
  expect(run.stderr).toContain('hook  hooks/hooks.json  claude  Notes the start.');
  expect(run.stderr).toContain('--accept-components');
  expect(calls()).toEqual([]);

  expect((await rolekit([...install, '--json'], { env: { PATH: path } })).json.error.code).toBe('RK_COMPONENTS');
  const accepted = await rolekit([...install, '--accept-components'], { env: { PATH: path } });
  expect(accepted.code).toBe(0);
  expect(calls()).toContain('claude plugin install hooked@rolekit');

  const info = await rolekit(['info', 'acme/hooked', '--registry', registry]);
  expect(info.stdout).toContain('Runs on your machine');
  expect(info.stdout).toContain('hooks/hooks.json');

  await rolekit(['pack', source, '--out', join(source, 'hooked.tgz')]);
  const folder = join(temporaryFolder(), 'hooked');
  expect((await rolekit(['install', join(source, 'hooked.tgz'), '--to', folder])).code).toBe(3);
  expect(existsSync(folder)).toBe(false);
});
