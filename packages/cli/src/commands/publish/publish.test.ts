import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { todoArchive } from '../../../test/todo-archive.ts';
import { manifestOf, temporaryFolder, todoWorkspace, writeFiles } from '../../../test/workspace.ts';

test('without a registry there is nowhere to publish to', async () => {
  const { connector } = todoWorkspace();
  const run = await rolekit(['publish', connector, '--json'], { cwd: connector });
  expect(run.code).toBe(2);
  expect(run.json.error).toEqual({
    code: 'RK_NO_REGISTRY',
    message: 'No registry given, and no demo is running here.',
    fix: 'Use --registry <url> or ROLEKIT_REGISTRY, or run `rolekit demo`.',
  });
});

test('a registry that is not there ends with 4', async () => {
  const archive = await todoArchive();
  const { registry, url } = await testRegistry();
  await registry.close();
  const run = await rolekit(['publish', archive, '--registry', url, '--json']);
  expect(run.code).toBe(4);
  expect(run.json.error.code).toBe('RK_UNREACHABLE');
});

test('a source with errors gets all findings, in place, and nothing is written or published', async () => {
  const { url, tokenFile } = await testRegistry();
  const dir = writeFiles(temporaryFolder(), {
    'plugin.json': manifestOf('Sales', {}, { version: '^1.0.0', colour: 'red' }),
    'skills/greet/SKILL.md': '---\nname: hello\ndescription: Greet. Use when asked.\n---\n\nHello.\n',
  });
  const run = await rolekit(['publish', dir, '--registry', url, '--token-file', tokenFile]);
  expect(run.code).toBe(1);
  const codes = [...run.stderr.matchAll(/^(\S+) {2}error {2}(\S+)/gm)].map(([, place, code]) => `${place} ${code}`);
  expect(codes.toSorted()).toEqual([
    'plugin.json:3:11 manifest/name',
    'plugin.json:4:14 manifest/version',
    'plugin.json:6:3 manifest/unknown-key',
    'skills/greet/SKILL.md:2:7 skill/folder',
  ]);
  expect(existsSync(join(dir, 'dist'))).toBe(false);
  expect(existsSync(join(dir, 'rolekit.lock.json'))).toBe(false);
});

test('without a token the registry refuses with 3', async () => {
  const archive = await todoArchive();
  const { url } = await testRegistry();
  const run = await rolekit(['publish', archive, '--registry', url, '--json']);
  expect(run.code).toBe(3);
  expect(run.json.error).toMatchObject({
    code: 'RK_REGISTRY',
    message: 'The registry answered 401: This needs a token.',
    fix: expect.stringContaining('--token-file'),
  });
});

test('a token file that is none says so', async () => {
  const archive = await todoArchive();
  const { url } = await testRegistry();
  const tokenFile = join(writeFiles(temporaryFolder(), { token: 'two words\n' }), 'token');
  const run = await rolekit(['publish', archive, '--registry', url, '--token-file', tokenFile, '--json']);
  expect(run.json.error).toMatchObject({ code: 'RK_FILE', message: `${tokenFile}: it contains no token` });
});

test('a published version is never replaced: other content ends with 5', async () => {
  const { connector } = todoWorkspace();
  const { url, tokenFile } = await testRegistry();
  const publish = ['publish', connector, '--registry', url, '--token-file', tokenFile, '--json'];
  expect(await rolekit(publish)).toMatchObject({
    code: 0,
    json: { result: { outcome: 'published', version: '0.1.0' } },
  });
  expect(await rolekit(publish)).toMatchObject({ code: 0, json: { result: { outcome: 'unchanged' } } });
  writeFiles(connector, { 'README.md': '# Changed\n' });
  expect(await rolekit([...publish, '--dry-run'])).toMatchObject({
    code: 5,
    json: { error: { code: 'RK_REGISTRY' } },
  });
  expect(await rolekit(publish)).toMatchObject({ code: 5, json: { error: { code: 'RK_REGISTRY' } } });
});

test('a dry run sends nothing', async () => {
  const archive = await todoArchive();
  const { url } = await testRegistry();
  const run = await rolekit(['publish', archive, '--registry', url, '--dry-run', '--json']);
  expect(run.json.result).toMatchObject({ outcome: 'dry-run', asked: false, plugin: 'acme/todo' });
  expect((await rolekit(['search', '--registry', url, '--json'])).json.result.plugins).toEqual([]);
});

test('a dry run asks the registry, which says what it would say and writes nothing', async () => {
  const { connector } = todoWorkspace();
  const { url, tokenFile } = await testRegistry();
  const publish = ['publish', connector, '--registry', url, '--token-file', tokenFile];
  const first = await rolekit([...publish, '--dry-run', '--json']);
  expect(first.json.result).toMatchObject({ outcome: 'dry-run', asked: true, surface: null });
  expect((await rolekit(['search', '--registry', url, '--json'])).json.result.plugins).toEqual([]);
  await rolekit(publish);
  expect((await rolekit([...publish, '--dry-run', '--json'])).json.result).toMatchObject({ outcome: 'unchanged' });
  const manifest = (version: string) =>
    manifestOf('todo', { connectors: { todo: { path: './src/index.ts' } } }, { version });
  const code = readFileSync(join(connector, 'src/index.ts'), 'utf8');
  const without = { 'src/index.ts': code.replace('tools: [list, add]', 'tools: [list]') };
  writeFiles(connector, { ...without, 'plugin.json': manifest('0.1.1') });
  const low = await rolekit([...publish, '--dry-run', '--json']);
  expect(low.json.error.findings).toEqual([
    expect.objectContaining({ code: 'surface/tool-removed', severity: 'error', fix: expect.stringContaining('0.2.0') }),
  ]);
  writeFiles(connector, { 'plugin.json': manifest('0.2.0') });
  const right = await rolekit([...publish, '--dry-run', '--channel', 'beta', '--json']);
  expect(right.json.result).toMatchObject({ outcome: 'dry-run', channel: 'beta', surface: { comparedWith: '0.1.0' } });
  const { json } = await rolekit(['search', '--registry', url, '--json']);
  expect(json.result.plugins).toEqual([expect.objectContaining({ id: 'acme/todo', latest: '0.1.0' })]);
});

test('a removed tool needs a major version, or a waiver that is shown', async () => {
  const { connector } = todoWorkspace();
  const { url, tokenFile } = await testRegistry();
  const publish = ['publish', connector, '--registry', url, '--token-file', tokenFile];
  await rolekit(publish);
  const { TODO_CODE } = await import('../../../test/workspace.ts');
  writeFiles(connector, {
    'src/index.ts': TODO_CODE.replace('tools: [list, add]', 'tools: [list]'),
    'plugin.json': manifestOf('todo', { connectors: { todo: { path: './src/index.ts' } } }, { version: '0.1.1' }),
  });
  const refused = await rolekit([...publish, '--json']);
  expect(refused.code).toBe(1);
  expect(refused.json.error.findings).toEqual([
    expect.objectContaining({ code: 'surface/tool-removed', severity: 'error' }),
  ]);
  const waived = await rolekit([...publish, '--waiver', 'nobody used it', '--channel', 'beta']);
  expect(waived).toMatchObject({ code: 0 });
  expect(waived.stdout).toContain('waived: nobody used it');
  expect(waived.stdout).toContain('todo_add_item');
  expect(waived.stdout).toMatch(/channel +beta/);
});

test('how it was tested travels with what is published; without a record it is not stated', {
  timeout: 60_000,
}, async () => {
  const { connector } = todoWorkspace();
  const { url, tokenFile } = await testRegistry();
  const publish = ['publish', connector, '--registry', url, '--token-file', tokenFile];
  await rolekit(publish);
  expect((await rolekit(['info', 'acme/todo', '--registry', url])).stdout).toMatch(/contract +not stated/);
  writeFiles(connector, {
    'plugin.json': manifestOf('todo', { connectors: { todo: { path: './src/index.ts' } } }, { version: '0.1.1' }),
    'contract.json': JSON.stringify({
      level: 'basic',
      waivers: [
        { check: 'arguments', reason: 'The names of the arguments say it all.' },
        { check: 'schemas', reason: 'They belong to the API and stay as they are.' },
        { check: 'descriptions', reason: 'They are as short as the tools are.' },
      ],
    }),
  });
  const tested = await rolekit(['test', connector, '--record']);
  expect(tested.stdout).toContain('recorded  contract-report.json');
  expect((await rolekit(publish)).stderr).toBe('');
  const info = await rolekit(['info', 'acme/todo', '--registry', url]);
  expect(info.stdout).toMatch(
    /contract +basic, suite 3: \d+ passed, \d+ skipped, \d+ waived \(according to the publisher\)/,
  );
  expect(info.stdout).toContain('The names of the arguments say it all.');
  const manifest = JSON.parse(readFileSync(join(connector, 'plugin.json'), 'utf8'));
  writeFiles(connector, { 'plugin.json': JSON.stringify({ ...manifest, version: '0.1.2' }) });
  const later = await rolekit(publish);
  expect(later.stdout).toContain('contract-report/stale  It is about version 0.1.1, not 0.1.2.');
});

test('packing, then publishing the archive, gives the same digest as the build', async () => {
  const { connector } = todoWorkspace();
  const { url, tokenFile } = await testRegistry();
  const built = await rolekit(['build', '--json'], { cwd: connector });
  const packed = await rolekit(['pack', '--json'], { cwd: connector });
  expect(packed.json.result).toMatchObject({ archive: 'todo-0.1.0.tgz', digest: built.json.result.digest });
  const archive = join(connector, 'todo-0.1.0.tgz');
  const run = await rolekit(['publish', archive, '--registry', url, '--token-file', tokenFile, '--json']);
  expect(run.json.result).toMatchObject({ outcome: 'published', digest: built.json.result.digest });
});

test('a plugin that was not built cannot be packed', async () => {
  const { connector } = todoWorkspace();
  const run = await rolekit(['pack', '--json'], { cwd: connector });
  expect(run.json.error).toMatchObject({ code: 'RK_FILE', fix: 'Run `rolekit build` first.' });
});

test('a role plugin joins a connector of the registry, verified and locked; --update takes the newest', async () => {
  const { connector } = todoWorkspace();
  const { url, tokenFile } = await testRegistry();
  await rolekit(['publish', connector, '--registry', url, '--token-file', tokenFile]);
  const connectors = { todo: { plugin: 'acme/todo', range: '^0.1.0' } };
  const dir = writeFiles(temporaryFolder(), { 'plugin.json': manifestOf('lonely', { connectors }) });
  const versionOf = async (...more: string[]) => {
    const run = await rolekit(['build', dir, '--registry', url, '--json', ...more]);
    return run.json.result.connectors;
  };
  const first = [{ name: 'todo', from: 'registry', plugin: 'acme/todo', version: '0.1.0', digest: expect.any(String) }];
  expect(await versionOf()).toEqual(first);
  writeFiles(connector, {
    'plugin.json': manifestOf('todo', { connectors: { todo: { path: './src/index.ts' } } }, { version: '0.1.1' }),
  });
  await rolekit(['publish', connector, '--registry', url, '--token-file', tokenFile]);
  expect(await versionOf()).toEqual(first);
  expect(await versionOf('--update')).toMatchObject([{ version: '0.1.1' }]);
});

test('search and info show what was published', async () => {
  const archive = await todoArchive();
  const { url, tokenFile } = await testRegistry();
  await rolekit(['publish', archive, '--registry', url, '--token-file', tokenFile]);
  const found = await rolekit(['search', 'todo'], { env: { ROLEKIT_REGISTRY: url } });
  expect(found.stdout).toMatch(/^acme\/todo +0\.1\.0 +write +The plugin todo\.$/m);
  const typo = await rolekit(['search', 'tood'], { env: { ROLEKIT_REGISTRY: url } });
  expect(typo.stdout).toBe(`Nothing found at ${url}.\nDid you mean acme/todo?\n`);
  const info = await rolekit(['info', 'acme/todo'], { env: { ROLEKIT_REGISTRY: url } });
  expect(info.stdout).toMatch(/^ {2}todo_add_item +write/m);
  expect(info.stdout).toMatch(
    /^Arguments\n {2}todo_list_items +limit\?: integer, cursor\?: string\n {2}todo_add_item +title: string$/m,
  );
  expect(info.stdout).toMatch(/^network +api\.example\.com$/m);
  expect(info.stdout).toMatch(/^ {2}Claude Code +claude plugin marketplace add http.*\/git\/all\.git$/m);
  const missing = await rolekit(['info', 'acme/tod', '--registry', url, '--json']);
  expect(missing).toMatchObject({ code: 1, json: { error: { code: 'RK_REGISTRY' } } });
});

test('a limit that is no number is a usage error', async () => {
  expect(await rolekit(['search', '--limit', 'many', '--registry', 'http://127.0.0.1:9'])).toMatchObject({ code: 2 });
});
