import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';

// Windows has no signals: a process that is told to end has ended.
const onSignals = describe.skipIf(process.platform === 'win32');

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

/** Starts the clock as a built server starts. */
function start(...args: string[]): { server: ChildProcess; line(): Promise<string> } {
  const home = temporaryFolder();
  const main = join(import.meta.dirname, '..', 'clock.fixture.ts');
  const server = spawn(process.execPath, ['--conditions=rolekit-source', main, ...args], {
    env: { PATH: process.env.PATH, HOME: home, USERPROFILE: home },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child = server;
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  return { server, line: async () => String((await lines.next()).value ?? '') };
}

async function startStdio() {
  const { server, line } = start();
  const send = (message: object) => server.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const clientInfo = { name: 'test', version: '1' };
  send({ id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo } });
  await line();
  send({ method: 'notifications/initialized' });
  const call = (ms: number) => {
    send({ id: 2, method: 'tools/call', params: { name: 'clock_wait_time', arguments: { ms } } });
    send({ id: 3, method: 'ping' });
  };
  /** The next answer to that request. */
  const answer = async (id: number) => {
    for (;;) {
      const text = await line();
      const message = text === '' ? undefined : JSON.parse(text);
      if (message === undefined || message.id === id) return message;
    }
  };
  return { server, call, answer };
}

onSignals('a server over stdio that is asked to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('answers the call in flight, then ends: %s', async (signal) => {
    const { server, call, answer } = await startStdio();
    call(700);
    await answer(3);
    server.kill(signal);
    expect((await answer(2)).result.structuredContent.item).toEqual({ waited: 700 });
    expect(await once(server, 'exit')).toEqual([0, null]);
  });

  it('does so too when its input ends, as hosts stop it', async () => {
    const { server, call, answer } = await startStdio();
    call(700);
    await answer(3);
    server.stdin?.end();
    expect((await answer(2)).result.structuredContent.item).toEqual({ waited: 700 });
    expect(await once(server, 'exit')).toEqual([0, null]);
  });

  it('waits five seconds and no longer', async () => {
    const { server, call, answer } = await startStdio();
    call(60_000);
    await answer(3);
    const asked = performance.now();
    server.kill('SIGTERM');
    expect(await once(server, 'exit')).toEqual([0, null]);
    const seconds = (performance.now() - asked) / 1000;
    expect(seconds).toBeGreaterThan(4.5);
    expect(seconds).toBeLessThan(40);
  });

  it('ends at once when nothing is in flight, and on a second signal', async () => {
    const idle = await startStdio();
    idle.server.kill('SIGTERM');
    expect(await once(idle.server, 'exit')).toEqual([0, null]);
    const { server, call, answer } = await startStdio();
    call(60_000);
    await answer(3);
    const ended = once(server, 'exit');
    // two signals at one moment count as one
    const asking = setInterval(() => server.kill('SIGTERM'), 200);
    expect(await ended).toEqual([null, 'SIGTERM']);
    clearInterval(asking);
  });
});

onSignals('a server over HTTP that is asked to stop', () => {
  const META = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };

  it('answers the calls in flight, on the fast path and beside it, takes no further ones, and ends', async () => {
    const { server, line } = start('--http');
    const { url, token } = JSON.parse(await line());
    const post = (method: string, params: object) =>
      fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          authorization: `Bearer ${token}`,
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': method,
          ...(method === 'tools/call' ? { 'mcp-name': 'clock_wait_time' } : {}),
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { _meta: META, ...params } }),
      });
    const wait = { name: 'clock_wait_time', arguments: { ms: 3000 } };
    const plain = post('tools/call', wait);
    // its stream begins when the call does, and that is after the first one’s
    const streamed = await post('tools/call', { ...wait, _meta: { ...META, progressToken: 'p' } });
    server.kill('SIGTERM');
    await expect.poll(async () => (await post('tools/list', {})).status).toBe(503);
    expect(await (await plain).text()).toContain('"waited":3000');
    expect(await streamed.text()).toContain('"waited":3000');
    expect(await once(server, 'exit')).toEqual([0, null]);
  });
});
