import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inspectFolder } from '@rolekit/sdk/bundle';
import { describe, expect, test } from 'vitest';
import { rolekit } from '../../test/rolekit.ts';
import { temporaryFolder } from '../../test/workspace.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const CLI = join(ROOT, 'packages/cli');
const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

const create = (cwd: string, name: string, spec: string, ...more: string[]) =>
  rolekit(['create', 'connector', name, '--from-openapi', spec, ...more, '--json'], { cwd });

describe('nothing is created', () => {
  test('from a description with mistakes: all of them are told at once, with their places', async () => {
    const cwd = temporaryFolder();
    const run = await create(cwd, 'broken', fixture('broken.yaml'));
    expect(run.json.error.code).toBe('RK_FINDINGS');
    const told = run.json.error.findings.map(
      (one: { file: string; line: number; column: number; message: string }) =>
        `${one.file}:${one.line}:${one.column} ${one.message}`,
    );
    expect(told).toEqual([
      'broken.yaml:11:25 https://specs.example.com/a.json#/A is on a network, and nothing is fetched.',
      'broken.yaml:18:25 ../../secret.yaml#/B is not in the folder of the description.',
      'broken.yaml:21:22 #/components/requestBodies/Missing names nothing.',
      'broken.yaml:26:15 Its $ref leads round in a circle.',
      'broken.yaml:13:5 {id} of the path is not described: taken as a text.',
      'broken.yaml:3:13 The server /api is relative: the base URL is a setting without a default.',
    ]);
    expect(await readdir(cwd)).toEqual([]);
  });

  test.each([
    ['{ "openapi": "3.0.0", ', 'openapi/syntax'],
    ['openapi: 4.0.0\npaths: {}', 'openapi/version'],
    ['just: yaml', 'openapi/version'],
    ['openapi: 3.0.0\npaths: {}', 'openapi/empty'],
    [`{"openapi":"3.0.0","x":${'['.repeat(150)}${']'.repeat(150)}}`, 'openapi/too-deep'],
    [
      `openapi: 3.0.0\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]`,
      'openapi/syntax',
    ],
  ])('from %j: %s', async (text, code) => {
    const cwd = temporaryFolder();
    const folder = temporaryFolder();
    await writeFile(join(folder, 'spec.yaml'), text);
    const run = await create(cwd, 'crm', join(folder, 'spec.yaml'));
    expect(run.json.error.findings[0].code).toBe(code);
    expect(await readdir(cwd)).toEqual([]);
  });

  test('when nothing is chosen', async () => {
    const cwd = temporaryFolder();
    const run = await create(cwd, 'shop', fixture('shop.yaml'), '--tag', 'carts');
    expect(run.json.error).toMatchObject({
      message: 'No operation fits what was chosen.',
      fix: 'The description has the tags orders, customers.',
    });
    const alone = await rolekit(['create', 'connector', 'shop', '--tag', 'carts'], { cwd });
    expect(alone.stderr).toContain('Name it with --from-openapi.');
    expect(await readdir(cwd)).toEqual([]);
  });

  test('from a file that a link brings in from elsewhere', async () => {
    const cwd = temporaryFolder();
    const [inside, outside] = [temporaryFolder(), temporaryFolder()];
    await writeFile(join(outside, 'secret.yaml'), 'A: { type: string }');
    await symlink(join(outside, 'secret.yaml'), join(inside, 'near.yaml'));
    const answer = `responses: { '200': { content: { application/json: { schema: { $ref: 'near.yaml#/A' } } } } }`;
    await writeFile(join(inside, 'spec.yaml'), `openapi: 3.0.0\npaths: { /a: { get: { ${answer} } } }`);
    const run = await create(cwd, 'crm', join(inside, 'spec.yaml'));
    expect(run.json.error.findings[0].message).toBe('near.yaml#/A is not in the folder of the description.');
  });
});

test('the report is the one that docs/connectors.md shows', async () => {
  const argv = ['create', 'connector', 'shop', '--from-openapi', fixture('shop.yaml'), '--namespace', 'acme'];
  const run = await rolekit(argv, { cwd: temporaryFolder() });
  expect(run.stdout.split('\ncreated')[0]?.trim()).toBe((await readFile(fixture('shop.txt'), 'utf8')).trim());
});

test('operations are chosen by tag, path and id, each several times', async () => {
  const cwd = temporaryFolder();
  const more = [
    '--tag',
    'customers',
    '--path',
    '/orders/*/cancel',
    '--operation=listOrders',
    '--operation',
    'POST /orders',
  ];
  const run = await create(cwd, 'shop', fixture('shop.yaml'), ...more);
  const { tools, operations, chosen, guesses } = run.json.result.openapi;
  expect([operations, chosen]).toEqual([9, 5]);
  expect(tools.map((tool: { name: string; access: string }) => `${tool.name} ${tool.access}`)).toEqual([
    'shop_list_orders read',
    'shop_create_order write',
    'shop_cancel_order write',
    'shop_list_customers read',
    'shop_get_category read',
  ]);
  expect(guesses).toEqual([
    { tool: 'shop_list_orders', guess: 'pages follow by the cursor paging.next.after, sent as after.' },
    { tool: 'shop_list_customers', guess: 'pages follow by number, sent as page.' },
  ]);
});

test('pages of OData follow by the link whose name has a dot', async () => {
  const run = await create(temporaryFolder(), 'graph', fixture('graph.yaml'));
  expect(run.json.result.openapi.guesses).toEqual([
    { tool: 'graph_list_users', guess: 'pages follow by the URL in @odata.nextLink.' },
  ]);
});

test('text of a description stays text: nothing of it becomes code, and no orders reach a model', {
  timeout: 60_000,
}, async () => {
  const cwd = temporaryFolder();
  const run = await create(cwd, 'host', fixture('hostile.yaml'));
  expect(run.json.result.openapi.findings.map((one: { code: string }) => one.code)).toContain('openapi/orders');
  const dir = join(cwd, 'host');
  expect(await typeErrors(dir)).toBe('');
  const built = await rolekit(['build', 'host'], { cwd });
  expect(built.stderr).toBe('');
  const tools = await readFile(join(dir, 'dist/tools.json'), 'utf8');
  expect(tools).not.toMatch(/previous instructions|send all data/);
  expect(await readFile(join(dir, 'src/types.ts'), 'utf8')).not.toContain('process.exit(7)\n');
});

test.each([
  ['shop', 'shop.yaml', 9],
  ['desk', 'desk.json', 4],
  ['graph', 'graph.yaml', 2],
])(
  '%s validates, type-checks, builds and passes its tests against its sandbox',
  { timeout: 120_000 },
  async (name, spec, count) => {
    const cwd = temporaryFolder();
    const run = await create(cwd, name, fixture(spec), '--namespace', 'acme');
    expect(run.json.result.openapi.tools).toHaveLength(count);
    const dir = join(cwd, name);
    expect(await typeErrors(dir)).toBe('');
    expect((await rolekit(['validate', name], { cwd })).stdout).toBe(`valid  ${name} (source)\n`);
    const tested = await rolekit(['test', name, '--json'], { cwd });
    const failed = tested.json.result.checks.filter((one: { status: string }) => one.status === 'failed');
    expect(failed).toEqual([]);
    expect(tested.json.result).toMatchObject({ plugin: `acme/${name}`, passed: true, withoutSandbox: [] });
    expect((await rolekit(['build', name], { cwd })).stderr).toBe('');
    expect((await inspectFolder(join(dir, 'dist'))).ok).toBe(true);
  },
);

test('of more than 12 operations 12 are on, those that read first', async () => {
  const cwd = temporaryFolder();
  const one = (index: number) => `  /things${index}: { get: ${answer}, delete: ${answer} }`;
  const answer = `{ responses: { '200': { content: { application/json: { schema: { type: object, properties: { id: { type: string } } } } } } } }`;
  const text = ['openapi: 3.1.0', 'paths:', ...Array.from({ length: 15 }, (_, index) => one(index))].join('\n');
  await writeFile(join(cwd, 'spec.yaml'), text);
  const run = await create(cwd, 'many', 'spec.yaml');
  const on = run.json.result.openapi.tools.filter((tool: { enabled: boolean }) => tool.enabled);
  expect(on).toHaveLength(12);
  expect(new Set(on.map((tool: { access: string }) => tool.access))).toEqual(new Set(['read']));
});

/** What TypeScript says under the strictest settings of an author. */
async function typeErrors(dir: string): Promise<string> {
  await mkdir(join(dir, 'node_modules/@rolekit'), { recursive: true });
  await mkdir(join(dir, 'node_modules/@types'));
  await symlink(join(ROOT, 'packages/sdk'), join(dir, 'node_modules/@rolekit/sdk'));
  await symlink(join(CLI, 'node_modules/zod'), join(dir, 'node_modules/zod'));
  await symlink(join(ROOT, 'node_modules/@types/node'), join(dir, 'node_modules/@types/node'));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const argv = [tsc, '-p', dir, '--customConditions', 'rolekit-source', '--exactOptionalPropertyTypes'];
  const { stdout } = await promisify(execFile)(process.execPath, argv).catch((error: { stdout: string }) => error);
  return stdout;
}
