import { execFile } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Finding } from '@rolekit/sdk';
import { inspectFolder } from '@rolekit/sdk/bundle';
import { expect, test } from 'vitest';
import { manifestOf, temporaryFolder, todoWorkspace, writeFiles } from '../../test/workspace.ts';
import { checkPlugin } from '../validate/check.ts';
import { composeBundle, emitBundle, outputFolder } from './index.ts';

async function findingsOf(promise: Promise<unknown>): Promise<Finding[]> {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return (error as { data: { findings: Finding[] } }).data.findings;
}

test('a connector that is nowhere is a finding at its place in plugin.json', async () => {
  const dir = writeFiles(temporaryFolder(), {
    'plugin.json': manifestOf('helper', { connectors: { todo: { plugin: 'acme/todo', range: '^1.0.0' } } }),
  });
  expect(await findingsOf(composeBundle(dir))).toEqual([
    {
      code: 'build/unresolved',
      severity: 'error',
      message: 'acme/todo is not in the workspace, and no registry is set.',
      file: 'plugin.json',
      line: 10,
      column: 17,
      fix: 'Use --registry <url> or ROLEKIT_REGISTRY.',
    },
  ]);
});

test('a version outside of the range is not taken from the workspace', async () => {
  const { plugin } = todoWorkspace();
  writeFiles(plugin, {
    'plugin.json': manifestOf('helper', { connectors: { todo: { plugin: 'acme/todo', range: '^1.0.0' } } }),
  });
  const [finding] = await findingsOf(composeBundle(plugin));
  expect(finding?.message).toBe('The workspace has acme/todo 0.1.0, but this plugin needs ^1.0.0.');
});

test('an unknown tool is a finding that names the nearest one', async () => {
  const { plugin } = todoWorkspace();
  const connectors = { todo: { plugin: 'acme/todo', range: '^0.1.0', tools: ['todo_list_item'] } };
  writeFiles(plugin, {
    'plugin.json': manifestOf('helper', { connectors, policy: { denyTools: ['todo_drop_item'] } }),
  });
  const findings = await findingsOf(composeBundle(plugin));
  expect(findings.map(({ code, message, line, fix }) => ({ code, message, line, fix }))).toEqual([
    {
      code: 'build/unknown-tool',
      message: 'The connector todo has no tool `todo_list_item`.',
      line: 14,
      fix: 'Did you mean `todo_list_items`?',
    },
    expect.objectContaining({ message: 'The plugin has no tool `todo_drop_item`.' }),
  ]);
});

test('a connector with credentials and no call that tries them is warned of, where it is its own', async () => {
  const { connector, plugin } = todoWorkspace();
  const code = readFileSync(join(connector, 'src/index.ts'), 'utf8');
  expect((await composeBundle(connector)).findings).toEqual([]);
  writeFiles(connector, { 'src/index.ts': code.replace("test: async () => 'Ada',", '') });
  const built = await composeBundle(connector);
  expect(built.findings).toEqual([
    {
      code: 'connector/no-test',
      severity: 'warning',
      message: 'The connector "todo" has credentials, and no `test` call that tries them.',
      file: 'plugin.json',
      line: 10,
      column: 17,
      fix: 'Give its connection a `test`: one harmless call that answers who is connected, for `rolekit connect` and `rolekit doctor`.',
    },
  ]);
  // a bundle still says it to who validates it
  await emitBundle(built, join(connector, 'dist'));
  const { findings } = await inspectFolder(join(connector, 'dist'));
  expect(findings.map(({ code, file }) => [code, file])).toEqual([['connector/no-test', 'tools.json']]);
  expect((await checkPlugin(connector, { types: false })).findings.map(({ code, file }) => [code, file])).toEqual([
    ['connector/no-test', 'plugin.json'],
  ]);
  expect((await composeBundle(plugin)).findings).toEqual([]);
});

test('a native module is refused at the place that imports it', async () => {
  const { connector } = todoWorkspace();
  writeFiles(connector, { 'src/index.ts': "import './fast.node';\nexport default {};\n" });
  expect(await findingsOf(composeBundle(connector))).toEqual([
    {
      code: 'build/native-module',
      severity: 'error',
      message: '`./fast.node` is or loads a native module, which runs on one system only.',
      file: 'src/index.ts',
      line: 1,
      column: 8,
      fix: 'Use a package in JavaScript or WebAssembly instead.',
    },
  ]);
});

test('code that does not compile is a finding with its place', async () => {
  const { connector } = todoWorkspace();
  writeFiles(connector, { 'src/index.ts': 'export default {\n  name: ;\n};\n' });
  const [finding] = await findingsOf(composeBundle(connector));
  expect(finding).toMatchObject({ code: 'build/bundle', file: 'src/index.ts', line: 2, column: 9 });
});

test('code that exports no connector is said to be that', async () => {
  const { connector } = todoWorkspace();
  writeFiles(connector, { 'src/index.ts': 'export {};\n' });
  expect(await findingsOf(composeBundle(connector))).toMatchObject([
    { code: 'build/no-connector', file: 'src/index.ts', message: 'The code has no default export.' },
  ]);
});

test('a connector that throws while it loads says so', async () => {
  const { connector } = todoWorkspace();
  writeFiles(connector, {
    'src/index.ts': "throw new Error('no settings here');\nexport default {};\n",
  });
  const [finding] = await findingsOf(composeBundle(connector));
  expect(finding).toMatchObject({
    code: 'build/describe',
    message: 'The server could not list its tools: Error: no settings here',
  });
});

test('a connector under another name than its own is refused', async () => {
  const { connector } = todoWorkspace();
  writeFiles(connector, { 'plugin.json': manifestOf('todo', { connectors: { tasks: { path: './src/index.ts' } } }) });
  const [finding] = await findingsOf(composeBundle(connector));
  expect(finding?.message).toBe('The connector is called `todo` in its code but `tasks` here.');
});

test('a joined connector under another name than its own is refused', async () => {
  const { plugin } = todoWorkspace();
  const connectors = { tasks: { plugin: 'acme/todo', range: '^0.1.0' } };
  writeFiles(plugin, { 'plugin.json': manifestOf('helper', { connectors }) });
  const [finding] = await findingsOf(composeBundle(plugin));
  expect(finding).toMatchObject({ code: 'build/connector-name', fix: 'Write "todo" as the key.' });
});

test('a bundle that does not pass leaves the old one in its place', async () => {
  const { plugin } = todoWorkspace();
  const dist = join(plugin, 'dist');
  await emitBundle(await composeBundle(plugin), dist);
  const before = readFileSync(join(dist, 'tools.json'), 'utf8');
  const broken = await composeBundle(plugin);
  broken.files = broken.files.filter(({ path }) => path !== 'server/main.mjs');
  expect(await findingsOf(emitBundle(broken, dist))).toMatchObject([{ code: 'bundle/missing-file' }]);
  expect(readFileSync(join(dist, 'tools.json'), 'utf8')).toBe(before);
  expect(readdirSync(plugin).toSorted()).toEqual(['dist', 'playbooks', 'plugin.json', 'rolekit.lock.json', 'skills']);
});

test('a connector’s own bundle carries its code for others to join', async () => {
  const { connector } = todoWorkspace();
  const bundle = await composeBundle(connector);
  const paths = bundle.files.map(({ path }) => path).filter((path) => !path.startsWith('server/chunk'));
  expect(paths).toEqual([
    '.claude-plugin/plugin.json',
    '.codex-plugin/plugin.json',
    '.mcp.json',
    'README.md',
    'connector.mjs',
    'gemini-extension.json',
    'mcp.json',
    'plugin.json',
    'rolekit.lock.json',
    'server/THIRD_PARTY_NOTICES.txt',
    'server/main.mjs',
    'server/sbom.cdx.json',
    'tools.json',
  ]);
  expect(bundle.tools.connectors[0]?.tools.map(({ access, definition }) => [definition.name, access])).toEqual([
    ['todo_list_items', 'read'],
    ['todo_add_item', 'write'],
  ]);
});

test('a start reads two files, and a first call two more', async () => {
  const { files } = await composeBundle(todoWorkspace().plugin);
  const code = new Map(
    files.map(({ path, bytes }) => [path.replace('server/', './'), new TextDecoder().decode(bytes)]),
  );
  const withImports = (path: string, seen = new Set<string>()) => {
    if (seen.has(path)) return seen;
    seen.add(path);
    for (const [, to] of code.get(path)?.matchAll(/from"(\.\/[\w.-]+)"/g) ?? []) withImports(to ?? '', seen);
    return seen;
  };
  const start = withImports('./main.mjs');
  expect(start.size).toBe(2);
  const official = [...code.keys()].filter((path) => code.get(path)?.includes('subscriptions/listen'));
  expect(official).not.toEqual([]);
  expect(official.filter((path) => start.has(path))).toEqual([]);
  const connector = [...code].find(([path, text]) => path.startsWith('./chunk') && text.includes('todo_list_items'));
  const called = withImports(connector?.[0] ?? '', new Set(start));
  expect(called.size).toBe(4);
  const calls = [...called].find((path) => code.get(path)?.includes(' as callTool'));
  expect(code.get('./main.mjs')).toContain(`import("${calls}")`);
  // parts of Node that take milliseconds to load
  expect(code.get(calls ?? '')).not.toMatch(/import(?:[^"';]*?from)?"node:(?:crypto|dns|https?|tls)"/);
});

test('a dependency that needs another zod is a finding where it imports it', async () => {
  const { connector } = todoWorkspace();
  const code = readFileSync(join(connector, 'src/index.ts'), 'utf8');
  writeFiles(connector, {
    'src/index.ts': `import 'older';\n${code}`,
    'node_modules/older/package.json': { name: 'older', version: '1.0.0', main: 'index.js' },
    'node_modules/older/index.js': "import { z } from 'zod';\nz.string();\n",
    'node_modules/older/node_modules/zod/package.json': { name: 'zod', version: '3.25.1' },
  });
  expect(await findingsOf(composeBundle(connector))).toMatchObject([
    {
      code: 'build/zod',
      file: 'node_modules/older/index.js',
      line: 1,
      message: expect.stringMatching(/^`zod` is zod 3\.25\.1 here, but a server uses one zod for all code: 4\./),
      fix: expect.stringMatching(/^Install zod@4\./),
    },
  ]);
  writeFiles(connector, { 'node_modules/older/node_modules/zod/package.json': { name: 'zod', version: '4.0.1' } });
  expect((await composeBundle(connector)).tools.connectors).toHaveLength(1);
});

test('a joined connector is locked with its digest, and its code is not part of the plugin’s own', async () => {
  const { connector, plugin } = todoWorkspace();
  const [own, bundle] = await Promise.all([composeBundle(connector), composeBundle(plugin)]);
  expect(bundle.lock.connectors).toEqual({
    todo: {
      plugin: 'acme/todo',
      range: '^0.1.0',
      version: '0.1.0',
      digest: own.digest,
      toolsetDigest: own.tools.toolsetDigest,
    },
  });
  expect(bundle.files.map(({ path }) => path)).not.toContain('connector.mjs');
  expect(bundle.files.map(({ path }) => path)).not.toContain('playbooks/tidy-up.yaml');
});

test('a joined connector is not executed', async () => {
  const { connector, plugin } = todoWorkspace();
  const registry = await composeBundle(connector);
  const { resolveJoined } = await import('./resolve.ts');
  const poisoned = registry.files.map((file) =>
    file.path === 'connector.mjs'
      ? { ...file, bytes: new TextEncoder().encode('process.exit(9); export default 1;') }
      : file,
  );
  const compose = async () => ({ ...registry, files: poisoned });
  const resolution = await resolveJoined(
    'todo',
    { plugin: 'acme/todo', range: '^0.1.0' },
    { source: plugin, lock: undefined, options: {}, compose },
  );
  expect(resolution).toMatchObject({ connector: { from: 'workspace', description: { name: 'todo' } } });
});

test('tools are switched on and off as the manifest says, and keep their digest', async () => {
  const { plugin } = todoWorkspace();
  const all = await composeBundle(plugin);
  const connectors = { todo: { plugin: 'acme/todo', range: '^0.1.0' } };
  writeFiles(plugin, { 'plugin.json': manifestOf('helper', { connectors, policy: { denyTools: ['todo_add_item'] } }) });
  const bundle = await composeBundle(plugin);
  expect(bundle.tools.connectors[0]?.tools.map(({ enabled }) => enabled)).toEqual([true, false]);
  expect(bundle.tools.toolsetDigest).toBe(all.tools.toolsetDigest);
  expect(bundle.tools.tokens).toBeLessThan(all.tools.tokens);
});

test('a plugin without connectors has no server', async () => {
  const dir = writeFiles(temporaryFolder(), {
    'plugin.json': manifestOf('plain'),
    'skills/greet/SKILL.md': '---\nname: greet\ndescription: Greet somebody. Use when asked.\n---\n\nSay hello.\n',
  });
  const bundle = await composeBundle(dir);
  expect(bundle.files.some(({ path }) => path.startsWith('server/'))).toBe(false);
  await emitBundle(bundle, join(dir, 'dist'));
});

test('building twice, and from another folder, gives the same bytes', async () => {
  const first = todoWorkspace();
  const elsewhere = join(temporaryFolder(), 'deeper', 'elsewhere');
  cpSync(first.dir, elsewhere, { recursive: true });
  const bundles = await Promise.all(
    [first.plugin, first.plugin, join(elsewhere, 'plugins/helper')].map((dir) => composeBundle(dir)),
  );
  expect(bundles[1]?.digest).toBe(bundles[0]?.digest);
  expect(bundles[2]?.digest).toBe(bundles[0]?.digest);
});

test('no file of a bundle names a folder of this machine', async () => {
  const { dir, plugin } = todoWorkspace();
  const { files } = await composeBundle(plugin);
  const text = files.map(({ bytes }) => new TextDecoder().decode(bytes)).join('\n');
  expect(text).not.toContain(dir);
  expect(text).not.toContain(process.cwd());
  // the name alone stands in the table of what packaging leaves out
  expect(text).not.toMatch(/node_modules[\\/]/);
  expect(text).not.toContain('legacy.cjs');
});

test('the built server answers over stdio, CommonJS code in its connector included', async () => {
  const { plugin } = todoWorkspace();
  const dist = join(plugin, 'dist');
  await emitBundle(await composeBundle(plugin), dist);
  const home = temporaryFolder();
  const server = execFile(process.execPath, [join(dist, 'server/main.mjs')], {
    env: { HOME: home, USERPROFILE: home, TODO_TOKEN: 'secret' },
  });
  const messages = createInterface({ input: server.stdout as Readable })[Symbol.asyncIterator]();
  const send = (message: object) => server.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const receive = async () => JSON.parse((await messages.next()).value as string);
  const clientInfo = { name: 'test', version: '1' };
  send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
  expect((await receive()).result.serverInfo).toEqual({ name: 'helper', version: '0.1.0' });
  send({ method: 'notifications/initialized' });
  send({ id: 2, method: 'tools/call', params: { name: 'todo_list_items', arguments: {} } });
  const { structuredContent } = (await receive()).result;
  server.kill();
  expect(structuredContent.items).toEqual([{ id: '1', title: expect.stringMatching(/^chunk-\d+\.mjsundefined$/) }]);
});

test('in a package whose own build writes to dist/, the bundle goes below it', async () => {
  const dir = writeFiles(temporaryFolder(), { 'package.json': { exports: { '.': './dist/src/index.js' } } });
  expect(await outputFolder(dir)).toBe(join(dir, 'dist', 'bundle'));
  writeFileSync(join(dir, 'package.json'), '{}');
  expect(await outputFolder(dir)).toBe(join(dir, 'dist'));
  expect(existsSync(join(dir, 'dist'))).toBe(false);
});

test('what systems and editors leave behind changes no byte of a bundle', async () => {
  const { plugin } = todoWorkspace();
  const clean = await composeBundle(plugin);
  const { findings } = await checkPlugin(plugin);
  const [skill] = readdirSync(join(plugin, 'skills'));
  const left = ['.DS_Store', '._SKILL.md', 'Thumbs.db', 'desktop.ini', 'SKILL.md~', '#SKILL.md#', 'SKILL.md.orig'];
  const below = ['.git', '__MACOSX/._SKILL.md', 'node_modules/x/index.js', 'scripts/__pycache__/a.pyc', '.rolekit/x'];
  writeFiles(
    plugin,
    Object.fromEntries([
      ...left.flatMap((name) => [name, `skills/${name}`, `skills/${skill}/${name}`].map((path) => [path, 'x'])),
      ...below.map((path) => [`skills/${skill}/${path}`, 'x']),
    ]),
  );
  const again = await composeBundle(plugin);
  expect(again.digest).toBe(clean.digest);
  await emitBundle(again, join(plugin, 'dist'));
  writeFiles(join(plugin, 'dist'), { '.DS_Store': 'x', 'server/._main.mjs': 'x', 'skills/Thumbs.db': 'x' });
  expect(await inspectFolder(join(plugin, 'dist'))).toMatchObject({ ok: true, bundle: { digest: clean.digest } });
  expect((await checkPlugin(plugin)).findings).toEqual(findings);
});
