import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { packBundle } from '@rolekit/sdk/bundle';
import { readBundleFiles } from '@rolekit/sdk/internal/plugin';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startIssuer } from '../../../../sdk/src/serve/oauth/issuer.fixture.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { temporaryFolder } from '../../../test/workspace.ts';
import { composeBundle } from '../../build/index.ts';
import { writeTemporary } from '../../plugin-server/target.ts';

const TEMPLATES = fileURLToPath(new URL('../../../templates', import.meta.url));
const PROCESS = ['--conditions=rolekit-source', fileURLToPath(new URL('../../../test/process.ts', import.meta.url))];

let built: string;

beforeAll(async () => {
  built = await writeTemporary((await composeBundle(join(TEMPLATES, 'connector'))).files);
});

afterAll(() => rm(built, { recursive: true }));

test.each([
  [['nowhere'], 'Cannot find nowhere.'],
  [[join(TEMPLATES, 'plugin')], 'the plugin has no server'],
  [['.', '--port', '80'], '`--port` needs `--http`.'],
  [['.', '--http', '--port', 'eighty'], '`eighty` is not a port.'],
  [['.', '--oauth-issuer', 'https://login.example.com'], '`--oauth-issuer` needs `--http`.'],
  [['.', '--http', '--oauth-scope=crm'], 'No token issuer given.'],
  [['.', '--no-approval-page'], '`--no-approval-page` needs `--http`.'],
  [['.', '--http', '--approval-client', 'page'], '`--approval-client` needs `--oauth-issuer`.'],
])('%j serves nothing', async (argv, message) => {
  const run = await rolekit(['run', ...argv]);
  expect(run.code).not.toBe(0);
  expect(run.stderr).toContain(message);
  expect(run.stdout).toBe('');
});

test('an archive that was changed is refused before anything of it runs', async () => {
  const home = temporaryFolder();
  const files = (await readBundleFiles(built)).filter((file) => file.path !== 'tools.json');
  const archive = join(home, 'changed.tgz');
  await writeFile(archive, (await packBundle(files)).tgz);
  const run = await rolekit(['run', archive, '--json'], { env: { HOME: home } });
  expect(run.code).toBe(1);
  expect(run.json.error.code).toBe('RK_FINDINGS');
});

test('a host talks to the plugin of an archive over stdio; it is unpacked once and checked each time', async () => {
  const home = temporaryFolder();
  const archive = join(home, 'starter.tgz');
  const { tgz, digest } = await packBundle(await readBundleFiles(built));
  await writeFile(archive, tgz);
  const list = async () => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [...PROCESS, 'run', archive],
      env: { HOME: home, USERPROFILE: home },
    });
    const client = new Client({ name: 'test', version: '1.0.0' });
    await client.connect(transport);
    const { tools } = await client.listTools();
    await client.close();
    return tools.map((tool) => tool.name);
  };
  const names = ['starter_list_notes', 'starter_get_note', 'starter_update_note'];
  expect(await list()).toEqual(names);
  const main = join(home, '.rolekit', 'cache', digest.replace(':', '-'), 'server', 'main.mjs');
  await writeFile(main, 'process.exit(7);\n');
  expect(await list()).toEqual(names);
});

test('over HTTP it prints where it listens, and a signal ends it and its server', async () => {
  const child = spawn(process.execPath, [...PROCESS, 'run', built, '--http'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  child.stderr.on('data', (text) => {
    printed += text;
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  // for the person at the terminal; what a client reads has none of it
  await expect.poll(() => printed).toMatch(/this code once: [A-Z2-9]{4}-[A-Z2-9]{4}\n/);
  expect(Object.keys(JSON.parse(line))).toEqual(['url', 'token']);
  const { url, token } = JSON.parse(line);
  const ask = (authorization: string) => fetch(url, { method: 'POST', headers: { authorization } });
  expect((await ask('Bearer wrong')).status).toBe(401);
  expect((await ask(`Bearer ${token}`)).status).not.toBe(401);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  await expect(ask('Bearer wrong')).rejects.toThrow();
});

test('without its approval page it has no code to print, and nothing is served there', async () => {
  const argv = [...PROCESS, 'run', built, '--http', '--no-approval-page'];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  child.stderr.on('data', (text) => {
    printed += text;
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  const { url } = JSON.parse(line);
  const page = await fetch(new URL('/approve/0', url));
  expect([page.status, await page.text()]).toEqual([404, 'Not found. The MCP endpoint is /mcp.\n']);
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(printed).toBe('');
});

test('over HTTP it serves the people of an authorization server', async () => {
  const issuer = await startIssuer();
  onTestFinished(() => issuer.close());
  const resource = 'https://notes.example.com/mcp';
  const options = ['--oauth-issuer', issuer.url, '--oauth-resource', resource];
  const scopes = ['--oauth-scope', 'mcp', '--oauth-scope=write=notes:write'];
  const argv = [...PROCESS, 'run', built, '--http', ...options, ...scopes];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface(child.stdout), 'line');
  const { url, ...told } = JSON.parse(line);
  expect(told).toEqual({ issuer: issuer.url, resource });
  const call = async (name: string, token?: string) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-11-25',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } }),
    });
    const challenge = response.headers.get('www-authenticate');
    return { status: response.status, challenge, said: await response.text() };
  };
  expect(await call('starter_list_notes')).toMatchObject({
    status: 401,
    challenge:
      'Bearer scope="mcp", resource_metadata="https://notes.example.com/.well-known/oauth-protected-resource/mcp"',
  });
  expect((await call('starter_list_notes', await issuer.token(url))).status).toBe(401);
  const token = await issuer.token(resource, { scope: 'mcp' });
  const read = await call('starter_list_notes', token);
  expect(read.status).toBe(200);
  expect(read.said).toContain(`rolekit connect starter --for '${issuer.url}|ada'`);
  expect((await call('starter_update_note', token)).status).toBe(403);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('over HTTP it does not serve with an issuer that anyone could speak for', async () => {
  const argv = [...PROCESS, 'run', built, '--http', '--oauth-issuer', 'http://login.example.com'];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(said).toContain('oauth.issuer: `http://login.example.com` is not https');
  expect(code).toBe(2);
});
