import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { structuredOf } from '@rolekit/sdk/serve';
import { expect, test } from 'vitest';
import { rolekit } from '../../../test/rolekit.ts';
import { TODO_CODE, temporaryFolder, todoWorkspace, writeFiles } from '../../../test/workspace.ts';
import { connectHost, startDev } from './dev.fixture.ts';

const TEMPLATE = fileURLToPath(new URL('../../../templates/connector', import.meta.url));
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
  await expect.poll(host.told).toBe(1);
  expect(await host.names()).toEqual(['todo_list_tasks', 'todo_add_item']);
  await writeFile(code, 'export default 1 +;\n');
  await expect.poll(dev.log).toContain('broken  Waiting for the next save. The last good build is served: 2 tools.\n');
  expect(await host.names()).toEqual(['todo_list_tasks', 'todo_add_item']);
  await writeFile(code, TODO_CODE);
  await expect.poll(host.told).toBe(2);
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
  await expect.poll(host.told).toBe(1);
  expect(await host.names()).toEqual(['todo_list_items', 'todo_add_item']);
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
  await expect.poll(host.told).toBe(1);
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

test('a host that kills it leaves neither its server nor its sandbox behind', async () => {
  const dir = temporaryFolder();
  await cp(TEMPLATE, dir, { recursive: true });
  const dev = startDev(dir, ['--stdio']);
  const host = await connectHost(dev, '2025-11-25');
  expect(await host.names()).toEqual(['starter_list_notes', 'starter_get_note', 'starter_update_note']);
  expect(await dev.end('SIGKILL')).toBe(null);
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

test('the sandbox of a connector runs beside it, and again after a save of its code', async () => {
  const dir = temporaryFolder();
  await cp(TEMPLATE, dir, { recursive: true });
  const dev = startDev(dir, ['--stdio']);
  const host = await connectHost(dev, '2026-07-28');
  const note = async () => {
    const result = await host.client.callTool({ name: 'starter_get_note', arguments: { id: 'n1' } });
    return (structuredOf(result) as { item?: { title: string } }).item?.title;
  };
  expect(dev.log()).toMatch(/^sandbox {2}starter {2}http:\/\/127\.0\.0\.1:\d+\n/m);
  const title = await note();
  const notes = join(dir, 'sandbox/notes.ts');
  const text = await readFile(notes, 'utf8');
  expect(text).toContain(`'${title}'`);
  await writeFile(notes, text.replace(`'${title}'`, "'Saved a moment ago'"));
  await expect.poll(note).toBe('Saved a moment ago');
  expect(await dev.end('SIGINT')).toBe(0);
  await expect.poll(dev.isRunning).toBe(false);
  expect(await readdir(join(dir, '.rolekit/run'))).toEqual([]);
});
