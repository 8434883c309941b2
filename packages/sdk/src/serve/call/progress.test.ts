import { Client, InMemoryTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { clock, seen } from '../clock.fixture.ts';
import { serveHttp } from '../endpoint/serve-http.ts';
import { serveStdio } from '../endpoint/serve-stdio.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
beforeEach(() => {
  seen.started = 0;
  seen.cancelled = 0;
});

/** Connects a client to the clock; both are closed after the test. */
async function connect(how: 'stdio' | 'HTTP', era: '2026-07-28' | '2025-11-25') {
  const options = { home: temporaryFolder(), env: {} };
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode: era === '2026-07-28' ? { pin: era } : 'legacy' } },
  );
  const logs: unknown[] = [];
  client.setNotificationHandler('notifications/message', ({ params }) => void logs.push(params));
  if (how === 'stdio') {
    const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
    const server = serveStdio(clock, { ...options, transport: serverSide });
    closing.push(() => server.close());
    await client.connect(clientSide);
  } else {
    const serving = await serveHttp(clock, options);
    closing.push(() => serving.close());
    const requestInit = { headers: { authorization: `Bearer ${serving.token}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(serving.url), { requestInit }));
  }
  closing.push(() => client.close());
  return { client, logs };
}

const call = (ms: number, meta = {}) => ({ name: 'clock_wait_time', arguments: { ms }, ...meta });

describe.each([
  ['stdio', '2026-07-28'],
  ['stdio', '2025-11-25'],
  ['HTTP', '2026-07-28'],
  ['HTTP', '2025-11-25'],
] as const)('while a call runs over %s for a %s client', (how, era) => {
  it('cancelling it stops the tool', async () => {
    const { client } = await connect(how, era);
    const abort = new AbortController();
    const called = client.callTool(call(60_000), { signal: abort.signal });
    called.catch(() => {});
    await expect.poll(() => seen.started).toBe(1);
    abort.abort('enough');
    await expect(called).rejects.toThrow();
    await expect.poll(() => seen.cancelled).toBe(1);
  });

  it('the host hears how far it is', async () => {
    const { client } = await connect(how, era);
    const steps: unknown[] = [];
    await client.callTool(call(20), { onprogress: (step) => void steps.push(step) });
    expect(steps).toEqual([
      { progress: 0, total: 20, message: 'waiting' },
      { progress: 20, total: 20, message: 'done' },
    ]);
  });

  it('a host that asked for warnings gets those, and no details', async () => {
    const { client, logs } = await connect(how, era);
    const meta = { _meta: { 'io.modelcontextprotocol/logLevel': 'warning' } };
    if (era === '2025-11-25') await client.setLoggingLevel('warning');
    await client.callTool(call(20, era === '2026-07-28' ? meta : {}));
    await expect.poll(() => logs).toEqual([{ level: 'warning', logger: 'clock', data: 'waiting 20 ms' }]);
  });
});

it('a client of the older official SDK cancels over HTTP', async () => {
  const serving = await serveHttp(clock, { home: temporaryFolder(), env: {} });
  closing.push(() => serving.close());
  const client = new ClientV1({ name: 'v1', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${serving.token}` } };
  await client.connect(new TransportV1(new URL(serving.url), { requestInit }) as never);
  closing.push(() => client.close());
  const abort = new AbortController();
  const called = client.callTool(call(60_000), undefined, { signal: abort.signal });
  called.catch(() => {});
  await expect.poll(() => seen.started).toBe(1);
  abort.abort('enough');
  await expect.poll(() => seen.cancelled).toBe(1);
});
