import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { shelf } from '../../testing/shelf-connector.ts';
import { clock, seen } from '../clock.fixture.ts';
import type { ServedPlugin } from '../plugin/types.ts';
import { serveHttp } from './serve-http.ts';
import { serveStreams } from './serve-stdio.ts';

const library = shelf();
const plugin: ServedPlugin = { ...library.plugin, connectors: [...library.plugin.connectors, ...clock.connectors] };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
// with it, one key for the cursors
const home = mkdtempSync(join(tmpdir(), 'rolekit-home-'));

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
type Message = { id?: number; method: string; params?: Record<string, unknown> };
const HANDSHAKE: Message[] = [
  {
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
  },
  { method: 'notifications/initialized' },
];
const DISCOVERY: Message[] = [{ id: 1, method: 'server/discover', params: {} }];
const call = (id: number, name: string, args: object, more: object = {}): Message => ({
  id,
  method: 'tools/call',
  params: { name, arguments: args, ...more },
});
const TALK: Message[] = [
  { id: 2, method: 'tools/list', params: {} },
  call(3, 'shelf_get_book', { id: 'b2' }),
  call(4, 'shelf_get_book', { id: 'none' }),
  call(5, 'shelf_get_books', {}),
  call(6, 'shelf_list_books', { limit: 2 }),
  call(7, 'shelf_update_book', { id: 'b1', title: 'Another' }),
  call(8, 'clock_wait_time', { ms: 1 }),
  { id: 9, method: 'ping', params: {} },
  { id: 10, method: 'tools/paint', params: {} },
  { id: 11, method: 'tools/list', params: { cursor: 'x' } },
];
const timeless = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'now');

/** A host on the streams of a server. */
function stdioHost(front: boolean, meta: object) {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const handle = serveStreams(plugin, { front, home, env: {}, onProblem: () => {} }, { stdin, stdout });
  closing.push(() => handle.close());
  let text = '';
  stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const lines = () => text.split('\n').slice(0, -1);
  const isAnswered = (id: number) => () => lines().some((line) => JSON.parse(line).id === id);
  return {
    lines,
    stdin,
    async say({ params, ...message }: Message) {
      const whole = { jsonrpc: '2.0', ...message, ...(params ? { params: { ...params, ...meta } } : {}) };
      stdin.write(`${JSON.stringify(whole)}\n`);
      if (message.id !== undefined) await expect.poll(isAnswered(message.id)).toBe(true);
    },
  };
}

describe.each([
  ['2025-11-25', HANDSHAKE, {}],
  ['2026-07-28', DISCOVERY, { _meta: META }],
] as const)('a %s host hears the same with the front and without it', (_, beginning, meta) => {
  const hosts = () => [stdioHost(true, meta), stdioHost(false, meta)] as const;

  it('in a whole conversation over stdio', async () => {
    const [fronted, official] = hosts();
    for (const host of [fronted, official]) for (const message of [...beginning, ...TALK]) await host.say(message);
    expect(fronted.lines().map(timeless)).toEqual(official.lines().map(timeless));
    expect(JSON.parse(official.lines().find((line) => line.includes('"id":3')) ?? '').result).toMatchObject({
      structuredContent: { item: { id: 'b2' } },
    });
  });

  it('of a whole number beyond 2^53 in the arguments', async () => {
    const [fronted, official] = hosts();
    for (const { say, stdin, lines } of [fronted, official]) {
      for (const message of beginning) await say(message);
      const params = JSON.stringify({ name: 'shelf_get_book', arguments: { id: '?' }, ...meta });
      const exact = params.replace('"?"', '12345678901234567890');
      stdin.write(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":${exact}}\n`);
      await expect.poll(() => lines().some((line) => line.includes('"id":2'))).toBe(true);
      expect(lines().at(-1)).toContain('12345678901234567890');
    }
    expect(fronted.lines().map(timeless)).toEqual(official.lines().map(timeless));
  });

  it('of a call that it cancels: nothing', async () => {
    Object.assign(seen, { started: 0, cancelled: 0 });
    const [fronted, official] = hosts();
    for (const { say, stdin } of [fronted, official]) {
      for (const message of beginning) await say(message);
      const params = { name: 'clock_wait_time', arguments: { ms: 60_000 }, ...meta };
      stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params })}\n`);
    }
    await expect.poll(() => seen.started).toBe(2);
    for (const { say } of [fronted, official])
      await say({ method: 'notifications/cancelled', params: { requestId: 2 } });
    await expect.poll(() => seen.cancelled).toBe(2);
    for (const { say } of [fronted, official]) await say({ id: 3, method: 'tools/list', params: {} });
    expect(fronted.lines().filter((line) => line.includes('"id"'))).toEqual(
      official.lines().filter((line) => line.includes('"id"')),
    );
  });

  it('when its input ends while a call runs', async () => {
    for (const { say, stdin, lines } of hosts()) {
      for (const message of beginning) await say(message);
      const params = { name: 'clock_wait_time', arguments: { ms: 50 }, ...meta };
      stdin.end(`${JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params })}\n`);
      await expect.poll(() => lines().some((line) => line.includes('"id":2'))).toBe(true);
    }
  });

  it('over HTTP', async () => {
    const servings = await Promise.all(
      [true, false].map((front) => serveHttp(plugin, { front, home, env: {}, approvalPage: false })),
    );
    closing.push(...servings.map(({ close }) => close));
    const isModern = '_meta' in meta;
    const answers = servings.map(({ url, token }) =>
      Promise.all(
        TALK.map(async ({ params, ...message }) => {
          const response = await fetch(url, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              accept: 'application/json, text/event-stream',
              authorization: `Bearer ${token}`,
              'mcp-protocol-version': isModern ? '2026-07-28' : '2025-11-25',
              ...(isModern ? { 'mcp-method': message.method } : {}),
              ...(isModern && params?.name ? { 'mcp-name': String(params.name) } : {}),
            },
            body: JSON.stringify({ jsonrpc: '2.0', ...message, params: { ...params, ...meta } }),
          });
          const text = await response.text();
          const lines = text.startsWith('{')
            ? [text]
            : [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => data);
          // over HTTP, messages that a call logs are not promised
          return [response.status, lines.filter((line) => line.includes('"id"')).map(timeless)];
        }),
      ),
    );
    const [fronted, official] = await Promise.all(answers);
    expect(fronted).toEqual(official);
  });
});
