import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { structuredOf } from '@rolekit/sdk/serve';
import { expect, test } from 'vitest';
import { rolekit } from '../../../test/rolekit.ts';
import { TODO_CODE, temporaryFolder, todoWorkspace, writeFiles } from '../../../test/workspace.ts';
import { connectHost, startDev } from './dev.fixture.ts';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const ERAS = ['2025-11-25', '2026-07-28'] as const;
const RENAMED = TODO_CODE.replace('todo_list_items', 'todo_list_tasks');

function workspace(): ReturnType<typeof todoWorkspace> {
  const made = todoWorkspace();
  writeFiles(made.dir, { 'package.json': '{}' });
  return made;
}

test('a folder without a plugin is a usage error', async () => {
  const run = await rolekit(['dev', '.'], { cwd: temporaryFolder() });
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('. has no plugin.json.');
});

test('a port of the inspector page that is none, or taken, is said before anything is built', async () => {
  const { dir } = workspace();
  const none = await rolekit(['dev', 'connectors/todo', '--port', 'many'], { cwd: dir });
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('`--port many` is not a port.') });
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const taken = await rolekit(['dev', 'connectors/todo', '--port', `${port}`], { cwd: dir });
  expect(taken).toMatchObject({ code: 5, stderr: expect.stringContaining('RK_PORT_TAKEN') });
  expect(existsSync(join(dir, '.rolekit'))).toBe(false);
  other.close();
});

test('the address of the page is printed first, and not with --no-inspector', async () => {
  const { dir } = workspace();
  const dev = startDev(dir, ['connectors/todo']);
  await expect.poll(dev.log).toMatch(/^inspector {2}http:\/\/127\.0\.0\.1:\d+\/#[\w-]{32}\n/);
  expect(await dev.end('SIGINT')).toBe(0);
  const without = startDev(dir, ['connectors/todo', '--no-inspector']);
  await expect.poll(without.log).toMatch(/^ready {2}2 tools/m);
  expect(without.log()).not.toContain('inspector');
  expect(await without.end('SIGINT')).toBe(0);
  await expect.poll(without.isRunning).toBe(false);
});

test('each save is built, a broken one is said with its place, and Ctrl-C leaves nothing', async () => {
  const { dir, connector } = workspace();
  const code = join(connector, 'src/index.ts');
  const dev = startDev(dir, ['connectors/todo']);
  await expect.poll(dev.log).toMatch(/^ready {2}2 tools, \d+\.\d s\n$/m);
  await writeFile(code, `const half = ;\n${TODO_CODE}`);
  await expect.poll(dev.log).toMatch(/^src\/index\.ts:1:14 {2}error {2}/m);
  await expect.poll(dev.log).toContain('broken  Waiting for the next save.\n');
  await writeFile(code, TODO_CODE.replace('tools: [list, add]', 'tools: [list]'));
  await expect.poll(dev.log).toMatch(/^ready {2}1 tool, /m);
  expect(await readdir(connector)).toEqual(['README.md', 'plugin.json', 'src']);
  expect(await dev.end('SIGINT')).toBe(0);
  await expect.poll(dev.isRunning).toBe(false);
  expect(existsSync(join(dir, '.rolekit'))).toBe(false);
});

test('types are checked after a build is ready, which an error in them does not hold up', async () => {
  const { dir, connector } = workspace();
  for (const name of ['typescript', '@types/node', '@rolekit/sdk', 'zod']) {
    const path = join(dir, 'node_modules', name);
    await mkdir(dirname(path), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), path);
  }
  const code = join(connector, 'src/index.ts');
  const typed = TODO_CODE.replace(/^import legacy .*$/m, "const legacy = { title: () => 'x' };");
  await writeFile(code, `${typed}const count: number = 'one';\n`);
  const dev = startDev(dir, ['connectors/todo']);
  await expect.poll(dev.log).toMatch(/^types {2}1 error; built all the same\.\n$/m);
  expect(dev.log()).toMatch(
    /^ready {2}2 tools, .*\nsrc\/index\.ts:26:7 {2}error {2}code\/type {2}Type 'string' is not assignable to type 'number'\. \(TS2322\)\n/m,
  );
  await writeFile(code, typed.replace('tools: [list, add]', 'tools: [list]'));
  await expect.poll(dev.log).toMatch(/ready {2}1 tool, .*\n$/);
  expect(await dev.end('SIGINT')).toBe(0);
  await expect.poll(dev.isRunning).toBe(false);
});

test('a role plugin is built when a connector beside it is saved', async () => {
  const { dir, connector } = workspace();
  const dev = startDev(dir, ['plugins/helper']);
  await expect.poll(dev.log).toMatch(/^ready {2}2 tools, /m);
  await writeFile(join(connector, 'src/index.ts'), TODO_CODE.replace('tools: [list, add]', 'tools: [list]'));
  await expect.poll(dev.log).toMatch(/^ready {2}1 tool, /m);
  expect(await dev.end('SIGINT')).toBe(0);
});

test.each(ERAS)('a host of %s keeps its connection through saves and broken states', async (era) => {
  const { dir, connector } = workspace();
  const code = join(connector, 'src/index.ts');
  const dev = startDev(dir, ['connectors/todo', '--stdio']);
  const host = await connectHost(dev, era);
  expect(await host.names()).toEqual(['todo_list_items', 'todo_add_item']);
  expect(host.told()).toBe(0);
  await writeFile(code, RENAMED);
  await expect.poll(() => host.told()).toBe(1);
  expect(await host.names()).toEqual(['todo_list_tasks', 'todo_add_item']);
  await writeFile(code, 'export default 1 +;\n');
  await expect.poll(dev.log).toContain('broken  Waiting for the next save. The last good build is served: 2 tools.\n');
  expect(await host.names()).toEqual(['todo_list_tasks', 'todo_add_item']);
  await writeFile(code, TODO_CODE);
  await expect.poll(() => host.told()).toBe(2);
  expect(await host.names()).toEqual(['todo_list_items', 'todo_add_item']);
  expect(await dev.end('input')).toBe(0);
  await expect.poll(dev.isRunning).toBe(false);
});

test.each(ERAS)('a host of %s that comes while nothing builds gets the tools after the fix', async (era) => {
  const { dir, connector } = workspace();
  const code = join(connector, 'src/index.ts');
  await writeFile(code, 'export default 1 +;\n');
  const dev = startDev(dir, ['connectors/todo', '--stdio']);
  const host = await connectHost(dev, era);
  expect(await host.names()).toEqual([]);
  await expect(host.client.callTool({ name: 'todo_list_items', arguments: {} })).rejects.toThrow(
    'The plugin has no server yet',
  );
  await writeFile(code, TODO_CODE);
  await expect.poll(() => host.told()).toBe(1);
  expect(await host.names()).toEqual(['todo_list_items', 'todo_add_item']);
  expect(await dev.end('SIGINT')).toBe(0);
});

test.each(ERAS)('a host of %s is told of prompts and resources when a skill was saved', async (era) => {
  const { dir, plugin } = workspace();
  const definition = `
import { definePlugin } from '@rolekit/sdk/plugin';
import { defineSkill } from '@rolekit/sdk/skill';
import { z } from 'zod';
const tidyUp = defineSkill({
  name: 'tidy-up',
  description: 'Tidy the list. Use when asked to.',
  tools: {},
  args: z.object({ keep: z.string() }),
  body: () => 'Read it.',
});
export default definePlugin({
  namespace: 'acme', name: 'helper', version: '0.1.0', description: 'The plugin helper.', role: 'helping',
  connectors: { todo: { plugin: 'acme/todo', range: '^0.1.0' } },
  skills: [tidyUp],
});
`;
  await rm(plugin, { recursive: true });
  writeFiles(plugin, { 'plugin.ts': definition });
  const dev = startDev(dir, ['plugins/helper', '--stdio']);
  const host = await connectHost(dev, era);
  const described = async () => (await host.client.listPrompts()).prompts.map(({ description }) => description);
  expect(await described()).toEqual(['Tidy the list. Use when asked to.']);
  await writeFile(join(plugin, 'plugin.ts'), definition.replace('Tidy the list.', 'Empty the list.'));
  await expect.poll(() => host.told('prompts')).toBe(1);
  await expect.poll(() => host.told('resources')).toBe(1);
  expect(host.told('tools')).toBe(0);
  expect(await described()).toEqual(['Empty the list. Use when asked to.']);
  expect(await dev.end('SIGINT')).toBe(0);
});

test('a call that runs during a restart is answered by the server that it was sent to', async () => {
  const { dir, connector } = workspace();
  const code = join(connector, 'src/index.ts');
  const [begun, go] = [join(dir, 'begun'), join(dir, 'go')];
  const waits = TODO_CODE.replace(
    "handler: async () => [{ id: '1', title: legacy.title() }]",
    `handler: async () => {
      writeFileSync(${JSON.stringify(begun)}, '');
      while (!existsSync(${JSON.stringify(go)})) await new Promise((resolve) => setTimeout(resolve, 20));
      return [{ id: '1', title: 'from the old server' }];
    }`,
  );
  await writeFile(code, `import { existsSync, writeFileSync } from 'node:fs';\n${waits}`);
  const dev = startDev(dir, ['connectors/todo', '--stdio', '--no-sandbox']);
  const host = await connectHost(dev, '2025-11-25');
  const call = host.client.callTool({ name: 'todo_list_items', arguments: {} });
  await expect.poll(() => existsSync(begun)).toBe(true);
  await writeFile(code, RENAMED);
  await expect.poll(() => host.told()).toBe(1);
  expect(await host.names()).toEqual(['todo_list_tasks', 'todo_add_item']);
  await writeFile(go, '');
  expect(structuredOf(await call)).toMatchObject({ items: [{ title: 'from the old server' }] });
  expect(await dev.end('SIGINT')).toBe(0);
  await expect.poll(dev.isRunning).toBe(false);
});

test('a call that ends the server is answered with an error, and the next one starts it again', async () => {
  const { dir, connector } = workspace();
  const fails = TODO_CODE.replace("[{ id: '1', title: legacy.title() }]", 'process.exit(3)');
  await writeFile(join(connector, 'src/index.ts'), fails);
  const dev = startDev(dir, ['connectors/todo', '--stdio']);
  const host = await connectHost(dev, '2025-11-25');
  await expect(host.client.callTool({ name: 'todo_list_items', arguments: {} })).rejects.toThrow(
    'The server ended before this was answered. Call again; after a write, look first whether it was made.',
  );
  await expect.poll(dev.log).toContain('ended  the server, with 3; the next request starts it again\n');
  expect(await host.names()).toEqual(['todo_list_items', 'todo_add_item']);
  expect(await dev.end('SIGINT')).toBe(0);
  await expect.poll(dev.isRunning).toBe(false);
});

test('a storm of 30 saves ends with the last one, and leaves no process behind', async () => {
  const { dir, connector } = workspace();
  const code = join(connector, 'src/index.ts');
  const dev = startDev(dir, ['connectors/todo', '--stdio']);
  const host = await connectHost(dev, '2025-11-25');
  for (let save = 1; save <= 30; save++) {
    await writeFile(code, TODO_CODE.replace('todo_list_items', `todo_list_items${save}`));
    await wait(save * 5);
  }
  await expect.poll(host.names).toEqual(['todo_list_items30', 'todo_add_item']);
  await rm(code);
  await expect.poll(dev.log).toMatch(/broken[^\n]*\n$/);
  expect(await dev.end('SIGINT')).toBe(0);
  await expect.poll(dev.isRunning).toBe(false);
  expect(existsSync(join(dir, '.rolekit'))).toBe(false);
});

test('saves while requests are open leave no process behind', async () => {
  const { dir, connector } = workspace();
  const code = join(connector, 'src/index.ts');
  const waiting = (save: number) =>
    TODO_CODE.replace("[{ id: '1', title: legacy.title() }]", `new Promise((done) => setTimeout(done, 1e6, ${save}))`);
  await writeFile(code, waiting(0));
  const dev = startDev(dir, ['connectors/todo', '--stdio', '--no-sandbox']);
  const host = await connectHost(dev, '2025-11-25');
  const calls: Promise<unknown>[] = [];
  for (let save = 1; save <= 3; save++) {
    calls.push(host.client.callTool({ name: 'todo_list_items', arguments: {} }).catch(() => {}));
    await host.names();
    await writeFile(code, waiting(save).replace('todo_add_item', `todo_add_item${save}`));
    await expect.poll(() => host.told()).toBe(save);
  }
  expect(await dev.end('SIGINT')).toBe(0);
  await expect.poll(dev.isRunning).toBe(false);
});
