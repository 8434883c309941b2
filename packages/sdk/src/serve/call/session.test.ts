import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpClient } from '../../http/request/types.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { checkConnection } from '../plugin/check-connection.ts';
import { Connections } from '../plugin/connections.ts';
import { desk, plugin } from './session.fixture.ts';

/** A vendor that counts sessions, and says who is signed in. */
let vendor: { url: string; server: Server; open: Set<string>; log: string[]; hold: Promise<void> };
let home: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  home = temporaryFolder();
  const open = new Set<string>();
  const log: string[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const session = String(request.headers['x-session'] ?? '');
    const path = request.url ?? '';
    log.push(path === '/sign-in' ? path : `${path} ${session}`);
    response.setHeader('content-type', 'application/json');
    if (path === '/sign-in') {
      await vendor.hold;
      const { password } = JSON.parse(text);
      if (password === 'wrong') return response.writeHead(403).end();
      const made = `${password}-${log.filter((line) => line === '/sign-in').length}`;
      open.add(made);
      return response.end(JSON.stringify({ session: made }));
    }
    if (!open.has(session)) return response.writeHead(401).end();
    if (path === '/sign-out') open.delete(session);
    response.end(JSON.stringify({ name: session.split('-')[0] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vendor = { url, server, open, log, hold: Promise.resolve() };
  await connect('sesame');
});
afterEach(async () => {
  child?.kill('SIGKILL');
  vendor.server.close();
  vendor.server.closeAllConnections();
});

async function connect(password: string): Promise<void> {
  const runFile = join(home, 'desk.json');
  const values = { baseUrl: vendor.url, password };
  const run = { format: 1, connector: 'desk', environment: 'sandbox', pid: process.pid, baseUrl: vendor.url, values };
  await writeFile(runFile, JSON.stringify(run));
  await mkdir(join(home, '.rolekit', 'connections'), { recursive: true });
  const profiles = { sandbox: { runFile } };
  await writeFile(
    join(home, '.rolekit', 'connections', 'desk.json'),
    JSON.stringify({ format: 1, active: 'sandbox', profiles }),
  );
}

const who = async (connections: Connections) => {
  const { connection } = await connections.get(desk, 'me');
  return (await (connection as HttpClient).request({ path: '/me' })).body;
};

describe('a session', () => {
  it('is signed out of when the connection closes, once', async () => {
    const connections = new Connections({ home, env: {} });
    expect(await who(connections)).toEqual({ name: 'sesame' });
    await connections.close();
    await connections.close();
    expect(vendor.log).toEqual(['/sign-in', '/me sesame-1', '/sign-out sesame-1']);
    expect(vendor.open.size).toBe(0);
  });

  it('that is over is replaced, and only its successor is signed out of', async () => {
    const connections = new Connections({ home, env: {} });
    await who(connections);
    vendor.open.clear();
    expect(await who(connections)).toEqual({ name: 'sesame' });
    await connections.close();
    expect(vendor.log).toEqual([
      '/sign-in',
      '/me sesame-1',
      '/me sesame-1',
      '/sign-in',
      '/me sesame-2',
      '/sign-out sesame-2',
    ]);
  });

  it('that arrives while the connection closes does not stay open', async () => {
    let release = () => {};
    vendor.hold = new Promise((resolve) => {
      release = resolve;
    });
    const connections = new Connections({ home, env: {} });
    const call = who(connections).catch((error: unknown) => error);
    await expect.poll(() => vendor.log).toEqual(['/sign-in']);
    const closing = connections.close();
    release();
    await Promise.all([closing, call]);
    expect(vendor.log).toContain('/sign-out sesame-1');
    expect(vendor.open.size).toBe(0);
  });

  it('of one person is not ended with that of another', async () => {
    const [ada, bob] = [new Connections({ home, env: {} }), new Connections({ home, env: {} })];
    await who(ada);
    await who(bob);
    await ada.close();
    expect([...vendor.open]).toEqual(['sesame-2']);
    expect(await who(bob)).toEqual({ name: 'sesame' });
    await bob.close();
  });

  it('of settings that changed is signed out of too', async () => {
    const connections = new Connections({ home, env: {} });
    await who(connections);
    await connect('mellon');
    await expect.poll(() => who(connections)).toEqual({ name: 'mellon' });
    await connections.close();
    expect(vendor.open.size).toBe(0);
    expect(vendor.log.filter((line) => line.startsWith('/sign-out')).sort()).toEqual([
      '/sign-out mellon-2',
      '/sign-out sesame-1',
    ]);
  });

  it('that a check began ends with it, also when the check fails', async () => {
    expect(await checkConnection(plugin, 'desk', { home, env: {} })).toMatchObject({ credentials: { who: 'sesame' } });
    expect(vendor.log.at(-1)).toBe('/sign-out sesame-1');
    await connect('wrong');
    expect(await checkConnection(plugin, 'desk', { home, env: {} })).toMatchObject({
      credentials: { error: { code: 'RK_FORBIDDEN' } },
    });
    expect(vendor.open.size).toBe(0);
    expect(vendor.log.at(-1)).toBe('/sign-in');
  });

  it('whose vendor does not take the goodbye keeps nobody waiting', async () => {
    const connections = new Connections({ home, env: {} });
    await who(connections);
    vendor.server.close();
    vendor.server.closeAllConnections();
    await connections.close();
  });
});

// Windows has no signals: a process that is told to end has ended.
describe.skipIf(process.platform === 'win32')('a server that ends', () => {
  it.each(['SIGTERM', 'end of input'] as const)('signs out: %s', async (how) => {
    const main = join(import.meta.dirname, 'session.fixture.ts');
    const server = spawn(process.execPath, ['--conditions=rolekit-source', main], {
      env: { PATH: process.env.PATH, HOME: home, USERPROFILE: home },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child = server;
    const lines = createInterface({ input: server.stdout });
    const answer = once(lines, 'line');
    const send = (message: object) => server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
    const clientInfo = { name: 'test', version: '1' };
    send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo } });
    await answer;
    send({ method: 'notifications/initialized' });
    const called = once(lines, 'line');
    send({ id: 2, method: 'tools/call', params: { name: 'desk_get_user', arguments: {} } });
    expect(JSON.parse(String((await called)[0])).result.structuredContent.item).toEqual({ name: 'sesame' });
    if (how === 'SIGTERM') server.kill('SIGTERM');
    else server.stdin.end();
    expect(await once(server, 'exit')).toEqual([0, null]);
    expect(vendor.log).toEqual(['/sign-in', '/me sesame-1', '/sign-out sesame-1']);
  });
});
