import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rolekit } from '../../test/rolekit.ts';
import { manifestOf, temporaryFolder, writeFiles } from '../../test/workspace.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

const CODE = `import { defineConnection, defineConnector, secret } from '@rolekit/sdk';
import { z } from 'zod';

const ITEM = z.object({ id: z.string(), due: z.string() });
const desk = defineConnection({
  config: { token: secret('From the page of your account.') },
  open: () => ({ items: [{ id: '1', due: '2026-11-30' }] }),
  test: async () => 'Ada',
});
const list = desk.list({
  name: 'desk_list_items',
  description: 'What is to do.',
  input: { due: z.string().optional() },
  items: ITEM,
  examples: [{ title: 'Today', input: { due: '2026-11-30' } }],
  handler: async (_, { items }) => items,
});
const get = desk.item({
  name: 'desk_get_item',
  description: 'One of them.',
  input: { id: z.string() },
  item: ITEM,
  examples: [{ title: 'One', input: { id: '1' } }],
  handler: async (_, { items }) => ({ ...items[0]! }),
});
export default defineConnector({
  name: 'desk', version: '0.1.0', description: 'A list.', hosts: ['api.example.com'], connection: desk, tools: [list, get],
});
`;

const MANIFEST = manifestOf('desk', { connectors: { desk: { path: './src/index.ts' } } });

/** A connector, with the compiler of its project. */
function project(code: string, more: Record<string, string | object> = {}, { typescript = true } = {}): string {
  const dir = writeFiles(join(temporaryFolder(), 'desk'), {
    'plugin.json': MANIFEST,
    'src/index.ts': code,
    'README.md': '# Desk\n',
    ...more,
  });
  for (const name of typescript ? ['typescript', '@types/node', '@rolekit/sdk', 'zod'] : []) {
    const path = join(dir, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), path);
  }
  return dir;
}

async function said(dir: string, ...options: string[]): Promise<string[]> {
  const { json } = await rolekit(['validate', dir, '--format', 'json', ...options]);
  return json.findings.map(
    ({ file, line, column, severity, code, message }: Record<string, string>) =>
      `${[file, line, column].filter(Boolean).join(':')} ${severity} ${code} ${message}`,
  );
}

const changed = (from: string, to: string) => {
  expect(CODE).toContain(from);
  return CODE.replace(from, to);
};

test('nothing is found where nothing is wrong', { timeout: 60_000 }, async () => {
  expect(await said(project(CODE))).toEqual([]);
});

test.each<[what: string, code: string, findings: string[]]>([
  [
    'a mistake of syntax',
    changed("name: 'desk_list_items',", "name: 'desk_list_items"),
    ['src/index.ts:11:25 error build/bundle Unterminated string literal'],
  ],
  [
    'a package that is not there',
    `import 'left-pad';\n${CODE}`,
    ['src/index.ts:1:8 error build/bundle Could not resolve "left-pad"'],
  ],
  [
    'names of tools: all of them, where they stand',
    CODE.replace('desk_list_items', 'list_items').replace('desk_get_item', 'desk_Get'),
    [
      'src/index.ts:11:9 error code/definition The tool name list_items breaks the convention.',
      'src/index.ts:19:9 error code/definition The tool name desk_Get breaks the convention.',
    ],
  ],
  [
    'a connector of another name',
    changed("name: 'desk', version", "name: 'board', version").replaceAll('desk_', 'board_'),
    [
      'src/index.ts:27:9 error build/connector-name The connector is called `board` in its code but `desk` in plugin.json.',
    ],
  ],
  [
    'code that throws when it is loaded',
    `${CODE}const [host] = process.env.DESK!.split(':');\n`,
    [
      "src/index.ts:29:34 error code/load The code of the connector failed: TypeError: Cannot read properties of undefined (reading 'split')",
    ],
  ],
  [
    'a rejection that nobody waits for',
    `${CODE}Promise.reject(new Error('later'));\n`,
    ['src/index.ts:29:16 error code/load The code of the connector could not be loaded: Error: later'],
  ],
  [
    'code that ends the process',
    `process.exit(3);\n${CODE}`,
    [
      'src/index.ts error code/load The code of the connector could not be loaded: its process ended with 3 before it said anything.',
    ],
  ],
  [
    'no connector',
    CODE.replace('export default', 'export const connector ='),
    ['src/index.ts error build/no-connector The code exports no connector as default.'],
  ],
  [
    'something else than a connector',
    `${CODE.replace('export default', 'const it =')}export default { name: 'desk' };\n`,
    ['src/index.ts error build/no-connector The code exports no connector as default.'],
  ],
  [
    'a schema that JSON Schema cannot say',
    changed('due: z.string() })', 'due: z.date() })').replace("due: '2026-11-30' }]", 'due: new Date(0) }]'),
    [
      'src/index.ts:11:9 warning code/schema Hosts are not told all of the output of desk_list_items: Date cannot be represented in JSON Schema.',
      'src/index.ts:19:9 warning code/schema Hosts are not told all of the output of desk_get_item: Date cannot be represented in JSON Schema.',
    ],
  ],
  [
    'an example that its tool refuses',
    changed("input: { id: '1' } }", "input: { id: 1, of: '' } as never }"),
    [
      'src/index.ts:19:9 error code/example The example "One" of desk_get_item does not fit its input: id: Invalid input: expected string, received number; Unrecognized key: "of".',
    ],
  ],
  [
    'a description that a host cuts off',
    changed("'One of them.'", `'${'One. '.repeat(500)}'`),
    [
      'src/index.ts:19:9 warning code/long-description The description of desk_get_item has 2500 bytes; Claude Code cuts it off after 2048.',
    ],
  ],
])('%s', { timeout: 60_000 }, async (_what, code, findings) => {
  expect(await said(project(code), '--no-types')).toEqual(findings);
});

async function fixes(dir: string, ...options: string[]): Promise<string[]> {
  const { json } = await rolekit(['validate', dir, '--format', 'json', ...options]);
  return json.findings.map(({ code, fix }: Record<string, string>) => `${code} ${fix}`);
}

test('what cannot be imported is said once, with what mends it', { timeout: 60_000 }, async () => {
  const imports = `import pad from '@left/pad/even';\nimport { rows } from './rows.ts';\nexport { pad, rows };\n`;
  expect(await fixes(project(imports + CODE))).toEqual([
    'build/bundle Run `npm install @left/pad` in the folder of the plugin, or correct the name.',
    'build/bundle Correct the path: there is no such file.',
  ]);
});

test('beside types that only stand there, a package is installed above', { timeout: 60_000 }, async () => {
  const standIn = { 'node_modules/@rolekit/sdk/package.json': { version: '0.0.0-not-installed' } };
  const dir = project(`import 'left-pad';\n${CODE}`, standIn, { typescript: false });
  expect(await fixes(dir, '--no-types')).toEqual([
    'build/bundle Run `npm install --prefix .. --no-save left-pad` in the folder of the plugin, or correct the name.',
  ]);
});

test('code that fails in a circle of imports is shown the circle', { timeout: 60_000 }, async () => {
  const more = { 'src/due.ts': "import { ITEM } from './index.ts';\nexport const DUE = ITEM.shape.due;\n" };
  const code = `import { DUE } from './due.ts';\n${CODE.replace('const ITEM', 'export const ITEM').replace('z.string().optional()', 'DUE.optional()')}`;
  expect(await fixes(project(code, more), '--no-types')).toEqual([
    'code/load Break the circle of imports, in which what a file needs may not be there yet: src/due.ts → src/index.ts → src/due.ts.',
  ]);
});

test('an argument without a type is not told of beside the mistake that took its type', {
  timeout: 60_000,
}, async () => {
  const dir = project(changed('desk.item({', 'desk.itm({'));
  expect((await said(dir)).filter((finding) => finding.includes('code/type'))).toEqual([
    expect.stringMatching(
      /^src\/index\.ts:18:18 error code\/type Property 'itm' does not exist on type .* \(TS2\d+\)$/,
    ),
  ]);
});

test('of several connectors, the one whose code ends their process', { timeout: 60_000 }, async () => {
  const connectors = { board: { path: './src/board.ts' }, desk: { path: './src/index.ts' } };
  const dir = project(changed("'One of them.'", `'${'One. '.repeat(500)}'`), {
    'plugin.json': manifestOf('desk', { connectors }),
    'src/board.ts': `setTimeout(() => process.exit(4));\nawait new Promise((resolve) => setTimeout(resolve, 1000));\n${CODE}`,
  });
  expect(await said(dir, '--no-types')).toEqual([
    'src/board.ts error code/load The code of the connector could not be loaded: its process ended with 4 before it said anything.',
    'src/index.ts:19:9 warning code/long-description The description of desk_get_item has 2500 bytes; Claude Code cuts it off after 2048.',
  ]);
});

test('what a handler returns, with the compiler of the project', { timeout: 60_000 }, async () => {
  const dir = project(changed('({ ...items[0]! })', "({ id: '1', dew: '2026' })"));
  expect(await said(dir)).toEqual([
    "src/index.ts:24:36 error code/type Property 'due' is missing in type '{ id: string; dew: string; }' but required in type '{ id: string; due: string; }'. (TS2322)",
  ]);
});

test('the settings of the project decide about its types', { timeout: 60_000 }, async () => {
  const config = {
    compilerOptions: { strict: true, module: 'nodenext', noUnusedLocals: true, noEmit: true },
    include: ['src'],
  };
  const dir = project(`${CODE}const unused = 1;\n`, { 'tsconfig.json': config });
  expect(await said(dir)).toContain(
    "src/index.ts:29:7 error code/type 'unused' is declared but its value is never read. (TS6133)",
  );
});

test('without a compiler the types are not checked, which is said', { timeout: 60_000 }, async () => {
  const dir = project(changed('({ ...items[0]! })', "({ id: '1', dew: '2026' })"), {}, { typescript: false });
  expect(await said(dir)).toEqual([
    'src/index.ts note code/types-unchecked The types were not checked: no TypeScript is installed for this plugin.',
  ]);
  expect((await rolekit(['validate', dir])).code).toBe(0);
});

test('a skill that names a denied tool, without a build', { timeout: 60_000 }, async () => {
  const skill =
    '---\nname: tidy-up\ndescription: Tidy the list. Use when asked to.\n---\n\nRead with `desk_list_items` and `desk_get_itm`.\n';
  const denied = manifestOf('desk', {
    connectors: { desk: { path: './src/index.ts' } },
    policy: { denyTools: ['desk_list_items'] },
  });
  const dir = project(CODE, { 'plugin.json': denied, 'skills/tidy-up/SKILL.md': skill }, { typescript: false });
  expect(await said(dir, '--no-types')).toEqual([
    'skills/tidy-up/SKILL.md:6:12 error skill/tool-off The skill "tidy-up" names the tool "desk_list_items", which is denied in this plugin.',
    'skills/tidy-up/SKILL.md:6:34 error skill/unknown-tool The skill "tidy-up" names the tool "desk_get_itm", which no connector of the plugin has.',
  ]);
});

test('build, test and publish find what validate finds', { timeout: 60_000 }, async () => {
  const dir = project(changed('desk_get_item', 'get_item'), {}, { typescript: false });
  for (const argv of [
    ['build', dir],
    ['test', dir],
    ['publish', dir, '--dry-run', '--registry', 'http://127.0.0.1:9'],
  ]) {
    const { stdout, stderr } = await rolekit(argv);
    expect(stdout + stderr).toContain(
      'src/index.ts:19:9  error  code/definition  The tool name get_item breaks the convention.',
    );
  }
});
