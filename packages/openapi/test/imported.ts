// Connectors made of small descriptions, called against a server that answers what a test says.
import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder, writeFiles } from '../../sdk/test/folder.ts';
import { importOpenApi } from '../src/import.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** An API with these operations, by `get /path`. */
export function description(operations: Record<string, object>, more: object = {}): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [call, operation] of Object.entries(operations)) {
    const [method = '', path = ''] = call.split(' ');
    paths[path] = { ...paths[path], [method]: operation };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Depot', version: '1' },
    servers: [{ url: 'https://depot.example.com' }],
    paths,
    ...more,
  };
}

/** An answer of success with this schema. */
export const ok = (schema: object, type = 'application/json') => ({
  200: { description: 'It.', content: { [type]: { schema } } },
});

/** Imports a description as the connector `depot`. */
export async function imported(spec: object) {
  const folder = temporaryFolder();
  const file = join(folder, 'spec.json');
  await writeFile(file, JSON.stringify(spec));
  const choice = { tags: [], paths: [], operations: [] };
  const { files, description, report } = await importOpenApi(file, { name: 'depot', title: 'Depot' }, choice);
  const dir = writeFiles(join(folder, 'depot'), {
    ...Object.fromEntries(files),
    'package.json': { type: 'module' },
    'plugin.json': { name: 'depot', version: '0.1.0', description },
  });
  await linked(dir);
  const said = report.findings.map(({ severity, message }) => `${severity}: ${message}`);
  return { dir, report, said, files };
}

export interface Reply {
  status?: number;
  /** `null` sends none. @default 'application/json' */
  type?: string | null;
  body?: string;
  headers?: Record<string, string>;
}

export interface Seen {
  call: string;
  type: string | null;
  body: string;
}

/** Calls tools of an imported connector; the server answers by `GET /path`, several in their order, or with `{}`. */
export async function called(
  dir: string,
  calls: readonly [tool: string, args: object][],
  replies: Record<string, Reply | Reply[]> = {},
): Promise<{ seen: Seen[]; results: { text: string; structured?: Record<string, unknown> }[] }> {
  return run(
    dir,
    `import { createServer } from 'node:http';
     import { connectSandbox } from '@rolekit/sdk/testing';
     import connector from './src/index.ts';
     const replies = ${JSON.stringify(replies)};
     const seen = [];
     const server = createServer(async (request, response) => {
       const chunks = [];
       for await (const chunk of request) chunks.push(chunk);
       const bytes = Buffer.concat(chunks);
       const type = request.headers['content-type'] ?? null;
       const body = type?.startsWith('multipart/')
         ? JSON.stringify([...(await new Response(bytes, { headers: { 'content-type': type } }).formData())])
         : bytes.toString();
       seen.push({ call: request.method + ' ' + request.url, type: type && type.split(';')[0], body });
       const found = replies[request.method + ' ' + request.url] ?? replies[request.method + ' ' + request.url.split('?')[0]];
       const reply = (Array.isArray(found) ? found.shift() : found) ?? {};
       const headers = reply.type === null ? {} : { 'content-type': reply.type ?? 'application/json' };
       response.writeHead(reply.status ?? 200, { ...headers, ...reply.headers }).end(reply.body ?? '{}');
     });
     await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
     const baseUrl = 'http://127.0.0.1:' + server.address().port;
     const values = { baseUrl, accessToken: 't', apiKey: 'k', username: 'u', password: 'p' };
     const host = await connectSandbox(connector, { baseUrl, values }, { approve: () => 'accept' });
     const results = [];
     for (const [tool, args] of ${JSON.stringify(calls)}) {
       const { text, structured } = await host.call('depot_' + tool, args);
       results.push({ text, structured });
     }
     await host.close();
     server.close();
     console.log(JSON.stringify({ seen, results }));`,
  );
}

/** Runs code beside a generated connector, as its author would; answers what it prints. */
export async function run(dir: string, code: string) {
  await writeFile(join(dir, 'use.ts'), code);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=rolekit-source', '--disable-warning=ExperimentalWarning', join(dir, 'use.ts')],
    { env: { PATH: process.env.PATH, HOME: dir } },
  );
  return JSON.parse(stdout);
}

const PACKAGES = {
  '@rolekit/sdk': 'packages/sdk',
  zod: 'packages/openapi/node_modules/zod',
  '@types/node': 'node_modules/@types/node',
};

/** The packages of a generated connector, as an install would bring them in the place of what it was created with. */
export async function linked(dir: string): Promise<void> {
  for (const [name, path] of Object.entries(PACKAGES)) {
    const link = join(dir, 'node_modules', name);
    await rm(link, { recursive: true, force: true });
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(ROOT, path), link);
  }
}

/** Connectors, the fixtures that they are made of, and how many tools each has. */
export const PROJECTS = [
  ['shop', 'shop.yaml', 9],
  ['desk', 'desk.json', 5],
  ['files', 'files.yaml', 7],
  ['zoo', 'zoo.yaml', 6],
  ['graph', 'graph.yaml', 2],
  ['rates', 'rates.yaml', 2],
] as const;
