import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { rolekit } from '../../../test/rolekit.ts';
import { temporaryFolder, todoWorkspace, writeFiles } from '../../../test/workspace.ts';
import { composeBundle, emitBundle } from '../../build/index.ts';

const ROOT = fileURLToPath(new URL('../../../../..', import.meta.url));
const require = createRequire(import.meta.url);

/** What the compiler says of a program beside the file of types. */
async function compile(dir: string, program: string): Promise<string[]> {
  writeFiles(dir, {
    'program.ts': program,
    'package.json': { type: 'module' },
    'tsconfig.json': {
      extends: join(ROOT, 'tsconfig.base.json'),
      compilerOptions: {
        noEmit: true,
        typeRoots: [join(ROOT, 'node_modules/@types')],
        paths: { '@rolekit/sdk/host': [join(ROOT, 'packages/sdk/src/host/index.ts')] },
      },
      files: ['program.ts'],
    },
  });
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const run = promisify(execFile)(process.execPath, [tsc, '-p', dir, '--pretty', 'false'], { cwd: dir });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return stdout.split('\n').filter((line) => line.startsWith('program.ts') || line.includes('error'));
}

test.each([
  [['nowhere'], 2, 'Cannot find nowhere.'],
  [['.', '--out', 'types.json'], 2, 'types.json is not a TypeScript file.'],
  [['.', '--out', 'own.ts'], 5, 'own.ts already exists.'],
  [['.', '--out', 'own.ts', '--check'], 1, ''],
])('%j ends with %i and leaves a file as it is', async (args, code, message) => {
  const { connector } = todoWorkspace();
  await writeFile(join(connector, 'own.ts'), 'export const own = 1;\n');
  const run = await rolekit(['types', ...args], { cwd: connector });
  expect([run.code, run.stderr]).toEqual([code, expect.stringContaining(message)]);
  expect(await readFile(join(connector, 'own.ts'), 'utf8')).toBe('export const own = 1;\n');
});

test('source, built folder, archive and the plugin that joins it give the same types, and --check tells when they changed', async () => {
  const { connector, plugin, dir } = todoWorkspace();
  const write = (args: string[]) => rolekit(['types', ...args, '--json'], { cwd: dir });
  const first = await write([connector]);
  expect(first.json.result).toEqual({ plugin: 'todo', file: 'todo-tools.ts', state: 'written', tools: 2 });
  const text = await readFile(join(dir, 'todo-tools.ts'), 'utf8');
  await emitBundle(await composeBundle(connector), join(connector, 'dist'));
  const built = await write([join(connector, 'dist'), '--check']);
  expect([built.code, built.json.result.state]).toEqual([0, 'unchanged']);
  await rolekit(['pack', connector, '--out', 'todo.tgz'], { cwd: dir });
  expect((await write(['todo.tgz', '--check'])).json.result.state).toBe('unchanged');
  await write([plugin]);
  expect(await readFile(join(dir, 'helper-tools.ts'), 'utf8')).toBe(text.replace('of todo:', 'of helper:'));
  expect((await write([plugin, '--out', 'other.d.ts', '--check'])).json.result.state).toBe('missing');
  const code = await readFile(join(connector, 'src/index.ts'), 'utf8');
  await writeFile(join(connector, 'src/index.ts'), code.replace('id: z.string(),', 'id: z.number(),'));
  const changed = await rolekit(['types', connector, '--check'], { cwd: dir });
  expect([changed.code, changed.stdout]).toEqual([1, expect.stringContaining('stale  todo-tools.ts')]);
  expect(await readFile(join(dir, 'todo-tools.ts'), 'utf8')).toBe(text);
  expect((await write([connector])).json.result.state).toBe('written');
});

test('a program that calls the tools compiles when it is right, and each mistake is an error', {
  timeout: 120_000,
}, async () => {
  const { connector } = todoWorkspace();
  const dir = temporaryFolder();
  await rolekit(['types', connector, '--out', join(dir, 'todo-tools.ts')]);
  const errors = await compile(
    dir,
    `import { type ToolCaller, typedCall } from '@rolekit/sdk/host';
import type { Tools } from './todo-tools.ts';
declare const client: ToolCaller;
const call = typedCall<Tools>(client);
const { items, page } = await call('todo_list_items');
const titles: string[] = items.map(({ title }) => title.toUpperCase());
const next: string | undefined = page.next;
const { item } = await call('todo_add_item', { title: titles[0] ?? next ?? '' });
const id: string = item.id;
await call('todo_list_itms');
await call('todo_add_item');
await call('todo_add_item', { title: 7 });
await call('todo_add_item', { title: id, done: true });
await call('todo_list_items', { limit: 'all' });
item.name;
const wrong: number = item.id;
`,
  );
  expect(errors.map((line) => line.replace(/^program\.ts\((\d+),\d+\): error (TS\d+).*$/, '$1 $2'))).toEqual([
    '10 TS2345',
    '11 TS2554',
    '12 TS2322',
    '13 TS2353',
    '14 TS2322',
    '15 TS2339',
    '16 TS2322',
  ]);
});

test('the types of the weather example are up to date', async () => {
  const example = join(ROOT, 'examples/weather-connector');
  const run = await rolekit(['types', '--check'], { cwd: example });
  expect([run.code, run.stdout]).toEqual([0, expect.stringContaining('unchanged  weather-tools.ts')]);
});
