import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clientManifest, clientWorkspace } from '../../test/client-workspace.ts';
import { fakeHosts } from '../../test/fake-hosts.ts';
import { testRegistry } from '../../test/registry.ts';
import { rolekit } from '../../test/rolekit.ts';
import { manifestOf, temporaryFolder, writeFiles } from '../../test/workspace.ts';
import { serverOf } from '../plugin-server/client.ts';

const DIFFERENCES = {
  policy: { writes: 'deny' },
  extends: { skills: { remove: ['set-up', 'write-notes'] }, connectors: { notes: false } },
};
const OWN_SKILL = '---\nname: our-week\ndescription: Our week. Use when asked.\n---\n\nRead `todo_list_items`.\n';

/** The registry of a base with everything that it joins, and a client in a folder elsewhere. */
async function published() {
  const { dir } = clientWorkspace();
  const base = await testRegistry();
  for (const path of ['connectors/todo', 'connectors/notes', 'plugins/helper']) {
    const run = await rolekit(['publish', path, '--registry', base.url, '--token-file', base.tokenFile], { cwd: dir });
    expect(run).toMatchObject({ code: 0, stderr: '' });
  }
  // nothing of other tests is a neighbour there
  const client = writeFiles(join(temporaryFolder(), 'clients/acme'), {
    'plugin.json': clientManifest(DIFFERENCES),
    'amendments/tidy-up/decide.after.md': 'Ask the desk first.\n',
    'skills/our-week/SKILL.md': OWN_SKILL,
  });
  const mark = (...argv: string[]) => rolekit([...argv, '--registry', base.url, '--token-file', base.tokenFile]);
  const build = (...argv: string[]) => rolekit(['build', client, '--json', ...argv, '--registry', base.url]);
  return { dir, base, client, mark, build };
}

const lockOf = async (dir: string) => JSON.parse(await readFile(join(dir, 'rolekit.lock.json'), 'utf8'));

test('a base that is gone, that nobody may see, that was yanked or that has moved on says so, and nothing is written', async () => {
  const { base, client, mark, build } = await published();
  const refusal = async (extension: object) => {
    writeFiles(client, { 'plugin.json': clientManifest({ ...DIFFERENCES, ...extension }) });
    const { json } = await build();
    return json.error.findings.map(({ code, line, message }: Record<string, string>) => `${code} ${line} ${message}`);
  };
  expect(await refusal({ extends: { plugin: 'acme/gone' } })).toEqual([
    `extends/unresolved 13 ${base.url} has no acme/gone, or not for you.`,
  ]);
  expect(await refusal({ extends: { range: '^2.0.0' } })).toEqual([
    'extends/range 13 acme/helper has no version in ^2.0.0.',
  ]);
  expect(await refusal({ extends: { range: '^0.0.1' } })).toEqual([
    'extends/range 13 acme/helper has no version in ^0.0.1: it has moved on to 0.1.0.',
  ]);
  expect((await mark('yank', 'acme/helper@0.1.0', '--reason', 'Wrong unit.')).code).toBe(0);
  expect(await refusal({})).toEqual(['extends/yanked 13 Every version of acme/helper in ^0.1.0 was yanked: 0.1.0.']);
  expect([existsSync(join(client, 'dist')), existsSync(join(client, 'rolekit.lock.json'))]).toEqual([false, false]);
});

test('a locked base that was yanked is built with a warning', async () => {
  const { mark, build } = await published();
  expect((await build()).json.result.findings).toEqual([]);
  await mark('yank', 'acme/helper@0.1.0', '--reason', 'Wrong unit.');
  expect((await build()).json.result.findings).toMatchObject([
    { code: 'extends/yanked', severity: 'warning', message: 'The base acme/helper 0.1.0 was yanked: Wrong unit.' },
  ]);
  expect((await build('--update')).json.error.findings).toMatchObject([{ code: 'extends/yanked', severity: 'error' }]);
});

test('base and client live in two registries, and nothing falls from one to the other', async () => {
  const { base, client } = await published();
  const own = await testRegistry();
  const token = await own.registry.tokens.create({ name: 'client', namespaces: ['client'] });
  const tokenFile = join(writeFiles(temporaryFolder(), { token: `${token}\n` }), 'token');
  // the client's registry has a plugin of the base's name, which is not the base
  const other = writeFiles(join(temporaryFolder(), 'others/helper'), {
    'plugin.json': manifestOf('helper', {}, { version: '0.1.9' }),
  });
  const impostor = await rolekit(['publish', other, '--registry', own.url, '--token-file', own.tokenFile]);
  expect(impostor.stderr).toBe('');

  writeFiles(client, { 'rolekit.registries.json': { namespaces: { acme: own.url } } });
  const wrong = await rolekit(['build', client, '--json', '--registry', base.url]);
  expect(wrong.json.error.findings).toMatchObject([
    { code: 'amendment/unknown-skill' },
    { code: 'extends/skill' },
    { code: 'extends/skill' },
    { code: 'extends/connector' },
  ]);

  writeFiles(client, { 'rolekit.registries.json': { namespaces: { acme: base.url } } });
  const valid = await rolekit(['validate', client, '--json', '--registry', own.url]);
  expect(valid.json.result.findings).toEqual([]);
  const run = await rolekit(['publish', client, '--registry', own.url, '--token-file', tokenFile, '--json']);
  expect(run.json.result).toMatchObject({ plugin: 'client/helper', outcome: 'published', findings: [] });
  const lock = await lockOf(client);
  expect(lock.base).toMatchObject({ plugin: 'acme/helper', version: '0.1.0', registry: base.url });
  expect(lock.connectors).toMatchObject({ todo: { plugin: 'acme/todo', registry: base.url } });
  expect(Object.keys(lock.connectors)).toEqual(['todo']);

  const { path, calls } = fakeHosts(['codex']);
  const install = ['install', 'client/helper', '--registry', own.url];
  expect((await rolekit([...install, '--host', 'codex'], { env: { PATH: path } })).code).toBe(0);
  expect(calls().join('\n')).toContain('helper');
  const dir = join(temporaryFolder(), 'installed');
  expect((await rolekit([...install, '--to', dir])).code).toBe(0);
  const server = serverOf(dir, { ...process.env, HOME: temporaryFolder() });
  const tools = await server.listTools();
  await server.close();
  expect(tools.map(({ name }) => name)).toEqual(['todo_list_items']);
  expect(await readFile(join(dir, 'skills/tidy-up/SKILL.md'), 'utf8')).toContain('Ask the desk first.');
  expect(existsSync(join(dir, 'skills/set-up'))).toBe(false);
  expect(await readFile(join(dir, 'skills/our-week/SKILL.md'), 'utf8')).toBe(OWN_SKILL);
  const tested = await rolekit(['test', client, '--level', 'basic', '--json', '--registry', own.url]);
  const { plugin, findings, checks } = tested.json.result;
  expect({ plugin, findings, failed: checks.filter(({ status }: { status: string }) => status === 'failed') }).toEqual({
    plugin: 'client/helper',
    findings: [],
    failed: [],
  });
});
