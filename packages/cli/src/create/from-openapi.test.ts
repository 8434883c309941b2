import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inspectFolder } from '@rolekit/sdk/bundle';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linked, PROJECTS, run as use } from '../../../openapi/test/imported.ts';
import { rolekit } from '../../test/rolekit.ts';
import { temporaryFolder } from '../../test/workspace.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const fixture = (name: string) => fileURLToPath(new URL(`../../../openapi/test/fixtures/${name}`, import.meta.url));

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
    expect(alone.stderr).toContain('Add --from-openapi <file>.');
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

test.each([
  [['/status', '/orders', '/users/me'], '/users/me'],
  [['/status', '/orders'], '/orders'],
  [['/status'], '/status'],
])('of %j, credentials are tried with %s', async (paths, path) => {
  const cwd = temporaryFolder();
  const answer = { 200: { description: 'It.', content: { 'application/json': { schema: { type: 'object' } } } } };
  const operations = paths.map((one) => [
    one,
    { get: { operationId: `get${one}`, summary: 'Get it', responses: answer } },
  ]);
  const spec = {
    openapi: '3.0.3',
    info: { title: 'Shop', version: '1' },
    servers: [{ url: 'https://shop.example' }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } } },
    paths: Object.fromEntries(operations),
  };
  await writeFile(join(cwd, 'spec.json'), JSON.stringify(spec));
  await create(cwd, 'shop', 'spec.json');
  expect(await readFile(join(cwd, 'shop/src/api.ts'), 'utf8')).toContain(`await api.request({ path: '${path}' });`);
});

test('pages of OData follow by the link whose name has a dot', async () => {
  const run = await create(temporaryFolder(), 'graph', fixture('graph.yaml'));
  expect(run.json.result.openapi.guesses).toEqual([
    { tool: 'graph_list_users', guess: 'pages follow by the URL in @odata.nextLink.' },
  ]);
});

test('a list ends where its answer says that no more follows', async () => {
  const cwd = temporaryFolder();
  await create(cwd, 'desk', fixture('desk.json'));
  expect(await readFile(join(cwd, 'desk/src/tools/tickets.ts'), 'utf8')).toContain(
    "byCursor({ at: 'response_metadata.next_cursor', param: 'cursor', sizeParam: 'limit', more: 'has_more' })",
  );
  await create(cwd, 'shop', fixture('shop.yaml'));
  expect(await readFile(join(cwd, 'shop/src/tools/orders.ts'), 'utf8')).toContain("last: 'paging.is_last'");
});

test('text of a description stays text: nothing of it becomes code, and no orders reach a model', {
  timeout: 60_000,
}, async () => {
  const cwd = temporaryFolder();
  const run = await create(cwd, 'host', fixture('hostile.yaml'));
  expect(run.json.result.openapi.findings.map((one: { code: string }) => one.code)).toContain('openapi/orders');
  const dir = join(cwd, 'host');
  await linked(dir);
  expect(await typeErrors(dir)).toBe('');
  const built = await rolekit(['build', 'host'], { cwd });
  expect(built.stderr).toBe('');
  const tools = await readFile(join(dir, 'dist/tools.json'), 'utf8');
  expect(tools).not.toMatch(/previous instructions|send all data/);
  expect(await readFile(join(dir, 'src/types.ts'), 'utf8')).not.toContain('process.exit(7)\n');
});

/** Types are checked below, of all of them at once. */
const NOT_INSTALLED = `src/index.ts  note  code/types-unchecked  The types were not checked: no TypeScript is installed for this plugin.
    fix: Run \`npm install\` in the folder of the plugin.`;

describe('as it is created', { timeout: 300_000 }, () => {
  let cwd = '';
  const runs = new Map<string, ReturnType<typeof through>>();
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'rolekit test '));
    await linked(cwd);
    for (const [name, spec] of PROJECTS) {
      const run = through(name, spec);
      run.catch(() => {}); // told by its test
      runs.set(name, run);
    }
  });
  afterAll(() => rm(cwd, { recursive: true, force: true, maxRetries: 3 }));

  const through = async (name: string, spec: string) => {
    const dir = join(cwd, name);
    const created = await create(cwd, name, fixture(spec), '--namespace', 'acme');
    const validated = await rolekit(['validate', name], { cwd });
    const built = await rolekit(['build', name], { cwd });
    const { ok } = await inspectFolder(join(dir, 'dist'));
    return { tools: created.json.result.openapi.tools, validated, built, ok };
  };

  test.each(PROJECTS)('%s validates and builds', async (name, _, count) => {
    const { tools, validated, built, ok } = await (runs.get(name) as ReturnType<typeof through>);
    expect(tools).toHaveLength(count);
    expect(validated.stdout).toBe(`${NOT_INSTALLED}\n\nvalid  ${name} (source)\n`);
    expect(built.stderr).toBe('');
    expect(ok).toBe(true);
  });

  test('all of them type-check, by the settings of their authors', async () => {
    await Promise.all(runs.values());
    const include = PROJECTS.flatMap(([name]) => [`${name}/src`, `${name}/sandbox`]);
    await writeFile(join(cwd, 'tsconfig.json'), JSON.stringify({ extends: './shop/tsconfig.json', include }));
    expect(await typeErrors(cwd)).toBe('');
    // it has read them
    await writeFile(join(cwd, 'graph/src/api.ts'), 'export const connection: string = 1;');
    expect(await typeErrors(cwd)).toContain('graph/src/api.ts(1,14): error TS2322');
  });
});

describe('an imported connector', { timeout: 60_000 }, () => {
  const made = async (name: string, spec: string) => {
    const cwd = temporaryFolder();
    const run = await create(cwd, name, spec);
    await linked(join(cwd, name));
    return { dir: join(cwd, name), report: run.json.result.openapi };
  };

  test('sends files as the call gives them, and shows their digest before', async () => {
    const { dir } = await made('files', fixture('files.yaml'));
    const seen = await use(
      dir,
      `import { createServer } from 'node:http';
       import { connectSandbox } from '@rolekit/sdk/testing';
       import connector from './src/index.ts';
       const seen = [];
       const server = createServer(async (request, response) => {
         const chunks = [];
         for await (const chunk of request) chunks.push(chunk);
         const type = request.headers['content-type'] ?? '';
         const bytes = Buffer.concat(chunks);
         const parts = type.startsWith('multipart/')
           ? await Promise.all([...(await new Response(bytes, { headers: { 'content-type': type } }).formData())].map(
               async ([name, value]) => [name, typeof value === 'string' ? value : [value.name, await value.text()]]))
           : bytes.toString('latin1');
         seen.push([request.method, request.url, type.split(';')[0], parts]);
         response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"f1","title":"Plan"}');
       });
       await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
       const baseUrl = 'http://127.0.0.1:' + server.address().port;
       const asked = [];
       const approve = (message) => { asked.push(message); return 'accept'; };
       const values = { baseUrl, accessToken: 'token' };
       const host = await connectSandbox(connector, { baseUrl, values }, { approve });
       const file = { name: 'plan.txt', text: 'Grün' };
       const picture = { name: 'a.png', base64: Buffer.from([137, 80]).toString('base64') };
       await host.call('files_create_file', { title: 'Plan', file, previews: [picture, picture], labels: ['a', 'b'] });
       await host.call('files_replace_content', { id: '7', file: picture });
       const errors = [];
       for (const bad of [{ name: 'x' }, { name: 'x', text: 'a', base64: 'YQ==' }, { name: 'x', base64: 'no base64' }])
         errors.push((await host.call('files_replace_content', { id: '7', file: bad })).text.split('\\n')[0]);
       await host.close();
       server.close();
       console.log(JSON.stringify({ seen, asked, errors }));`,
    );
    expect(seen.seen).toEqual([
      [
        'POST',
        '/files',
        'multipart/form-data',
        [
          ['title', 'Plan'],
          ['file', ['plan.txt', 'Grün']],
          ['previews', ['a.png', '\uFFFDP']],
          ['previews', ['a.png', '\uFFFDP']],
          ['labels', 'a'],
          ['labels', 'b'],
        ],
      ],
      ['PUT', '/files/7/content', 'application/pdf', '\x89P'],
    ]);
    expect(seen.asked[0]).toContain('Grün');
    expect(seen.asked[1]).toContain('ceb31d4697a6ea6c5b1f1c11d5e80712847b7d989d9b337eaaa24eea470708a2');
    expect(seen.errors).toEqual([
      'invalid_request: The file x needs `text` or `base64`, and not both.',
      'invalid_request: The file x needs `text` or `base64`, and not both.',
      'invalid_request: The content of x is not Base64.',
    ]);
  });

  test('signs a person in with the code flow of its description, and lives on the refresh token', async () => {
    const { dir } = await made('files', fixture('files.yaml'));
    const result = await use(
      dir,
      `import { signIn } from '@rolekit/sdk/serve';
       import { connectSandbox } from '@rolekit/sdk/testing';
       import { startSandbox } from './sandbox/index.ts';
       import connector from './src/index.ts';
       const sandbox = await startSandbox();
       const { refreshToken: _, ...values } = sandbox.values;
       const before = await connectSandbox(connector, { ...sandbox, values });
       const unsigned = await before.call('files_check_file', { id: '1' });
       await before.close();
       const urls = [];
       const open = (url) => { urls.push(url); void fetch(url).then((page) => page.text()); };
       const brought = await signIn(connector, values, { open, signal: AbortSignal.timeout(20000) }, { localOrigins: [sandbox.baseUrl] });
       const host = await connectSandbox(connector, { ...sandbox, values: { ...values, ...brought } });
       const signed = await host.call('files_check_file', { id: '1' });
       const missing = await host.call('files_check_file', { id: '99' });
       await host.close();
       await sandbox.close();
       const asked = new URL(urls[0]);
       console.log(JSON.stringify({ brought, unsigned: unsigned.text, signed: signed.structured.item, missing: missing.structured.item,
         asked: [asked.pathname, asked.searchParams.get('scope'), asked.searchParams.get('code_challenge_method')] }));`,
    );
    expect(result.unsigned).toContain('nobody has signed in yet');
    expect(result.unsigned).toContain('rolekit connect files --sign-in');
    expect(result).toMatchObject({
      brought: { refreshToken: 'sandbox-refresh-0001' },
      signed: { exists: true },
      missing: { exists: false },
      asked: ['/oauth/authorize', 'files.read files.write', 'S256'],
    });
  });

  test('sends cookies: its key, and those that are parameters, and no other credential', async () => {
    const { dir, report } = await made('files', fixture('files.yaml'));
    expect(report.findings.map((one: { message: string }) => one.message)).toContain(
      'session_id is a credential: it is a setting of the connection, no argument.',
    );
    const zoo = await made('zoo', fixture('zoo.yaml'));
    const cookiesOf = (name: string, tool: string, args: string, values: string, at: string) =>
      use(
        at,
        `import { createServer } from 'node:http';
         import { connectSandbox } from '@rolekit/sdk/testing';
         import connector from './src/index.ts';
         const seen = [];
         const server = createServer((request, response) => {
           seen.push(request.headers.cookie ?? null);
           response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[],"animals":[]}');
         });
         await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
         const baseUrl = 'http://127.0.0.1:' + server.address().port;
         const host = await connectSandbox(connector, { baseUrl, values: { baseUrl, ...${values} } });
         await host.call('${name}_${tool}', ${args});
         await host.call('${name}_${tool}', {});
         await host.close();
         server.close();
         console.log(JSON.stringify(seen));`,
      );
    expect(await cookiesOf('files', 'list_files', "{ locale: 'de; a=1' }", "{ accessToken: 't' }", dir)).toEqual([
      'locale=de%3B%20a%3D1',
      null,
    ]);
    expect(await cookiesOf('zoo', 'list_animals', '{}', "{ apiKey: 'k1' }", zoo.dir)).toEqual([
      'zoo_session=k1',
      'zoo_session=k1',
    ]);
  });
});

test('what OpenAPI 3.1 says differently is understood', async () => {
  const cwd = temporaryFolder();
  const run = await create(cwd, 'files', fixture('files.yaml'));
  expect(run.json.result.openapi.findings.map((one: { message: string }) => one.message)).toEqual([
    '1 webhook is left out: the API calls them, and no tool does.',
    'session_id is a credential: it is a setting of the connection, no argument.',
    'HEAD tells nothing that GET of the same path does not: left out.',
    'Tokens are refreshed at the token URL, not at https://login.files.example.com/refresh.',
  ]);
  const tools = await readFile(join(cwd, 'files/src/tools/tools.ts'), 'utf8');
  expect(tools).toContain("mode: z.literal(['move'])");
  expect(tools).toContain("to: z.string().min(1).optional().describe('The new place.')");
  expect(tools).toContain('box: z.array(z.number()).min(2).max(2)');
  const answers = await readFile(join(cwd, 'files/src/answers.ts'), 'utf8');
  expect(answers).toContain('z.union([z.number(), z.string()])');
  expect(answers).toContain('size: z.union([z.number(), z.string().regex(/^-?\\d{16,}$/)]).nullish()');
});

test('a discriminator tells what stands for each choice, and what extends a definition', async () => {
  const cwd = temporaryFolder();
  await create(cwd, 'zoo', fixture('zoo.yaml'));
  const source = await readFile(join(cwd, 'zoo/src/tools/tools.ts'), 'utf8');
  const inputs = source
    .split(/= zoo\.\w+\(/)
    .map((tool) => /input: ([\s\S]*?)\n {2}items?:/.exec(tool)?.[1]?.replaceAll(/\s+/g, ' ') ?? '');
  expect(inputs[2]).toContain("z.literal(['cat', 'big-cat']).describe('What it is.'), name: z.string(), lives:");
  expect(inputs[2]).toContain("z.literal(['bird']).describe('What it is.'), name: z.string(), wings: z.number()");
  expect(inputs[2]?.match(/z\.strictObject/g)).toHaveLength(2);
  expect(inputs[4]).toContain("kind: z.literal(['cat', 'big-cat'])");
  expect(inputs[5]).toContain("what: z.literal(['hay']), bales:");
  expect(inputs[5]).toContain("what: z.literal(['meat']), kilos:");
  expect(inputs[6]).toContain('z.looseObject({ type: z.string(), age:');
  // a query parameter and a member of the body have one name
  expect(source).toContain('query: { meal }, json: { meal: meal_2 }');
});

test.each([
  ['https://api.example.com/v2', "tokenUrl: field(z.url().default('https://api.example.com/oauth/token')"],
  ['/v2', "tokenUrl: field(z.url(), 'Where tokens are granted.')"],
])('a token URL is relative to the server %s', async (server, expected) => {
  const cwd = temporaryFolder();
  const flows = '{ clientCredentials: { tokenUrl: /oauth/token, scopes: {} } }';
  const text = `openapi: 3.0.0
servers: [{ url: ${server} }]
security: [{ app: [] }]
components: { securitySchemes: { app: { type: oauth2, flows: ${flows} } } }
paths: { /a: { get: { responses: { '200': { content: { application/json: { schema: { type: object } } } } } } } }`;
  await writeFile(join(cwd, 'spec.yaml'), text);
  await create(cwd, 'crm', 'spec.yaml');
  expect(await readFile(join(cwd, 'crm/src/api.ts'), 'utf8')).toContain(expected);
});

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

test('a control character of a description commands no terminal', async () => {
  const cwd = temporaryFolder();
  const path = '/a\u001b]0;title\u0007\u001b[2J';
  const parameters = [{ name: 'q\u001b[2J\u202e', in: 'nowhere' }];
  const responses = { 200: { description: 'Done.', content: { 'application/json': { schema: {} } } } };
  const paths = { [path]: { get: { responses, parameters } } };
  await writeFile(join(cwd, 'spec.json'), JSON.stringify({ openapi: '3.0.0', paths }));
  const { stdout } = await rolekit(['create', 'connector', 'crm', '--from-openapi', 'spec.json'], { cwd });
  expect(stdout).toContain('GET /a]0;title[2J');
  expect(stdout).toContain('The nowhere parameter q[2J is left out.');
});

/** Runs a command in a process of its own, as suites of two connectors never share one; answers its JSON. */
/** What TypeScript says under the strictest settings of an author. */
async function typeErrors(dir: string): Promise<string> {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const argv = [tsc, '-p', dir, '--customConditions', 'rolekit-source', '--exactOptionalPropertyTypes'];
  const { stdout } = await promisify(execFile)(process.execPath, argv).catch((error: { stdout: string }) => error);
  return stdout;
}
