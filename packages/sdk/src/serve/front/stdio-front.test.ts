import { PassThrough } from 'node:stream';
import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { serveStdio as officialStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import { callTool } from '../call/call-tool.ts';
import { clock, seen as ticks } from '../clock.fixture.ts';
import { BehindFront } from '../mcp/official-server.ts';
import { serverFactory } from '../mcp/server-factory.ts';
import { listedTools } from '../plugin/listed-tools.ts';
import { PluginState } from '../plugin/plugin-state.ts';
import type { ServedPlugin } from '../plugin/types.ts';
import { recordOpening } from './recorded-opening.ts';
import { StdioFront } from './stdio-front.ts';

type Era = '2025-11-25' | '2026-07-28';

const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

const HELLO = {
  id: 'init',
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};

const library = shelf();
const plugin: ServedPlugin = {
  ...library.plugin,
  connectors: [...library.plugin.connectors, ...clock.connectors],
};

const home = temporaryFolder();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
beforeEach(() => {
  Object.assign(ticks, { started: 0, cancelled: 0 });
});

const opening = await recordOpening(plugin);

/** A host on the other end of the streams of a server, with the front or without it. */
function start(how: 'fast' | 'official', load = async () => ({ callTool })) {
  const state = new PluginState(plugin, { home, env: {} });
  const input = new PassThrough();
  const output = new PassThrough();
  /** Methods that reached the official server, how the connection began left out. */
  const reached: unknown[] = [];
  let isClosed = false;
  const connect = (transport: StdioServerTransport, ownId?: string) => {
    const official = officialStdio(serverFactory(state), { transport, onerror: () => {} });
    closing.push(() => official.close());
    const { onmessage, onclose } = transport;
    transport.onmessage = (message: JSONRPCMessage) => {
      const isOurs =
        ('id' in message && message.id === ownId) ||
        (ownId && 'method' in message && message.method === 'notifications/initialized');
      if (!isOurs) reached.push('method' in message ? message.method : message);
      onmessage?.(message);
    };
    transport.onclose = () => {
      isClosed = true;
      onclose?.();
    };
    return official;
  };
  const begin = () => {
    if (how === 'official') return connect(new StdioServerTransport(input, output));
    const front = new StdioFront({
      opening,
      listed: listedTools(plugin),
      raw: [],
      onListed: () => {},
      input,
      output,
      calls: async () => ({ state, ...(await load()) }),
      official: async (rest, ownId) => {
        await load();
        return connect(new BehindFront(rest, output, ownId, () => front.close()), ownId);
      },
    });
    closing.push(async () => front.close());
    return { close: async () => front.close() };
  };
  const handle = begin();
  let text = '';
  output.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const lines = () => text.split('\n').slice(0, -1);
  const answerTo = async (id: unknown) => {
    const find = () => lines().find((line) => line.includes('"jsonrpc"') && JSON.parse(line).id === id);
    await expect.poll(find).toBeDefined();
    return JSON.parse(find() ?? '');
  };
  const send = (message: object | string) =>
    void input.write(typeof message === 'string' ? message : `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const clear = () => {
    text = '';
  };
  return { handle, input, send, lines, answerTo, reached, clear, isClosed: () => isClosed };
}

/** Past its handshake, its list and one call. */
async function opened(how: 'fast' | 'official', era: Era) {
  const server = start(how);
  const { send, answerTo } = server;
  if (era === '2025-11-25') {
    send(HELLO);
    await answerTo('init');
    send({ method: 'notifications/initialized' });
  }
  const params = era === '2025-11-25' ? {} : { _meta: ENVELOPE };
  send({ id: 'list', method: 'tools/list', params });
  await answerTo('list');
  server.clear();
  server.reached.length = 0;
  return server;
}

const requests = (era: Era) => {
  const envelope = era === '2025-11-25' ? {} : ENVELOPE;
  const params = (more: object = {}, meta: object = {}) => {
    const _meta = { ...envelope, ...meta };
    return Object.keys(_meta).length > 0 ? { ...more, _meta } : more;
  };
  const book = (args: object = { id: 'b2' }) => ({ name: 'shelf_get_book', arguments: args });
  const wait = { name: 'clock_wait_time', arguments: { ms: 1 } };
  return { params, book, wait };
};

type Sent = object | string;
const CASES: [string, (era: Era) => Sent][] = [
  ['a list', (era) => ({ id: 7, method: 'tools/list', params: requests(era).params() })],
  ['a list with a text id', (era) => ({ id: 'a"b\u2028', method: 'tools/list', params: requests(era).params() })],
  ['a list without parameters', () => ({ id: 7, method: 'tools/list' })],
  ['a list with a cursor', (era) => ({ id: 7, method: 'tools/list', params: requests(era).params({ cursor: 'x' }) })],
  ...(
    [
      ['a call', ({ book, params }) => params(book())],
      ['a call that fails', ({ book, params }) => params(book({ id: 'none' }))],
      ['a call with wrong arguments', ({ book, params }) => params(book({ ix: 1 }))],
      ['a call of a list', ({ params }) => params({ name: 'shelf_list_books', arguments: { limit: 2 } })],
      ['a call without arguments', ({ params }) => params({ name: 'shelf_list_books' })],
      ['a call with the arguments null', ({ params }) => params({ name: 'shelf_list_books', arguments: null })],
      ['arguments that are a list', ({ params }) => params({ name: 'shelf_get_book', arguments: [1] })],
      ['a call of an unknown tool', ({ params }) => params({ name: 'shelf_get_books' })],
      ['a name that is a number', ({ params }) => params({ name: 5 })],
      ['a parameter that nobody knows', ({ book, params }) => params({ ...book(), extra: 1 })],
      [
        'a write by a client that cannot be asked',
        ({ params }) => params({ name: 'shelf_update_book', arguments: { id: 'b1', title: 'x' } }),
      ],
      ['a call that wants to hear of its progress', ({ book, params }) => params(book(), { progressToken: 'p"1' })],
      ['a progress token that is a number', ({ wait, params }) => params(wait, { progressToken: 0 })],
      ['a call that logs', ({ wait, params }) => params(wait)],
      [
        'a call that asks for warnings',
        ({ wait, params }) => params(wait, { 'io.modelcontextprotocol/logLevel': 'warning' }),
      ],
      ['metadata of a vendor', ({ book, params }) => params(book(), { 'claudecode/toolUseId': 'x' })],
      ['metadata of tracing that is wrong', ({ book, params }) => params(book(), { traceparent: 5 })],
      [
        'another client on the same streams',
        ({ book, params }) =>
          params(book(), { 'io.modelcontextprotocol/clientInfo': { name: 'second', version: '1' } }),
      ],
      [
        'an envelope that is broken',
        ({ book, params }) => params(book(), { 'io.modelcontextprotocol/clientCapabilities': 5 }),
      ],
      ['no envelope', ({ book }) => book()],
    ] as [string, (made: ReturnType<typeof requests>) => object][]
  ).map(
    ([name, params]) =>
      [
        name,
        (era) => ({ id: 7, method: 'tools/call', params: params(requests(era)) }),
      ] satisfies (typeof CASES)[number],
  ),
  ['a ping', (era) => ({ id: 7, method: 'ping', params: requests(era).params() })],
  ['an unknown method', (era) => ({ id: 7, method: 'tools/paint', params: requests(era).params() })],
  [
    'a level of messages',
    (era) => ({ id: 7, method: 'logging/setLevel', params: requests(era).params({ level: 'error' }) }),
  ],
];

/** Without the time at which it was given; otherwise byte for byte. */
const timeless = (lines: string[]) => lines.map((line) => line.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'now'));

describe.each(['2025-11-25', '2026-07-28'] as const)('a %s client hears what the official server says', (era) => {
  it.each(CASES)('%s', async (_, asked) => {
    const [fast, official] = [await opened('fast', era), await opened('official', era)];
    const message = asked(era) as { id: unknown };
    for (const { send } of [fast, official]) send(message);
    for (const { answerTo } of [fast, official]) await answerTo(message.id);
    expect(timeless(fast.lines())).toEqual(timeless(official.lines()));
  });

  it('only lists and calls of read tools do not reach it', async () => {
    const { send, answerTo, reached } = await opened('fast', era);
    const { params, book } = requests(era);
    send({ id: 1, method: 'tools/list', params: params() });
    send({ id: 2, method: 'tools/call', params: params(book()) });
    send({ id: 3, method: 'tools/call', params: params(book(), { progressToken: 1 }) });
    for (const id of [1, 2, 3]) await answerTo(id);
    expect(reached).toEqual([]);
    send({ id: 4, method: 'tools/call', params: params({ name: 'shelf_update_book', arguments: {} }) });
    send({ id: 5, method: 'tools/list', params: params({ cursor: 'x' }) });
    for (const id of [4, 5]) await answerTo(id);
    expect(reached).toEqual(['tools/call', 'tools/list']);
  });

  it('a call that is cancelled stops, and has no answer', async () => {
    const { send, answerTo, lines, reached } = await opened('fast', era);
    const { params } = requests(era);
    const wait = { name: 'clock_wait_time', arguments: { ms: 60_000 } };
    send({ id: 1, method: 'tools/call', params: params(wait) });
    await expect.poll(() => ticks.started).toBe(1);
    send({ method: 'notifications/cancelled', params: params({ requestId: 1, reason: 'enough' }) });
    await expect.poll(() => ticks.cancelled).toBe(1);
    // the same in one go, before the tool began
    const call = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: params(wait) });
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: params({ requestId: 2 }) };
    send(`${call}\n${JSON.stringify(cancel)}\n`);
    await expect.poll(() => ticks.cancelled).toBe(2);
    send({ id: 3, method: 'tools/list', params: params() });
    await answerTo(3);
    expect(reached).toEqual([]);
    expect(lines().filter((line) => JSON.parse(line).id !== undefined)).toHaveLength(1);
  });

  it('a cancellation of what the official server runs reaches it', async () => {
    const { send, reached } = await opened('fast', era);
    const cancel = { method: 'notifications/cancelled', params: requests(era).params({ requestId: 99 }) };
    send(cancel);
    await expect.poll(() => reached).toEqual(['notifications/cancelled']);
  });

  it('a host that calls without listing is answered too', async () => {
    const { send, answerTo, lines } = start('fast');
    const { params, book } = requests(era);
    if (era === '2025-11-25') send(HELLO);
    send({ id: 1, method: 'tools/call', params: params(book()) });
    expect((await answerTo(1)).result.structuredContent.item.id).toBe('b2');
    send({ id: 2, method: 'prompts/paint', params: params() });
    expect((await answerTo(2)).error.code).toBe(-32_601);
    // what the official server is told of the beginning is nobody's question
    expect(lines().flatMap((line) => JSON.parse(line).id)).toEqual([...(era === '2025-11-25' ? ['init'] : []), 1, 2]);
  });

  it('what still runs when the server closes is stopped', async () => {
    const { send, handle } = await opened('fast', era);
    const wait = { name: 'clock_wait_time', arguments: { ms: 60_000 } };
    send({ id: 1, method: 'tools/call', params: requests(era).params(wait) });
    await expect.poll(() => ticks.started).toBe(1);
    await handle.close();
    await expect.poll(() => ticks.cancelled).toBe(1);
  });
});

it('a call is answered also when a server’s files are gone, and the next one tries again', async () => {
  let isGone = true;
  const { send, answerTo } = start('fast', async () => {
    if (isGone) throw new Error('Cannot find module chunk-3.mjs');
    return { callTool };
  });
  send(HELLO);
  await answerTo('init');
  const params = { name: 'shelf_get_book', arguments: { id: 'b2' } };
  send({ id: 1, method: 'tools/call', params });
  expect(await answerTo(1)).toEqual({
    jsonrpc: '2.0',
    id: 1,
    error: {
      code: -32603,
      message:
        'The code of this server could not be loaded (Cannot find module chunk-3.mjs). Its files may have been replaced: restart it, or install the plugin again.',
    },
  });
  send({ id: 'ping', method: 'ping' });
  expect(await answerTo('ping')).toMatchObject({
    error: { code: -32603, message: expect.stringMatching(/restart it/) },
  });
  isGone = false;
  send({ id: 2, method: 'tools/call', params });
  expect((await answerTo(2)).result).toMatchObject({ structuredContent: { item: { title: 'Book 2' } } });
  send({ id: 'again', method: 'ping' });
  expect((await answerTo('again')).result).toEqual({});
});

describe('the level of messages that a 2025 host asked for', () => {
  it.each([
    ['error', []],
    ['warning', ['warning']],
    ['debug', ['debug', 'warning']],
    ['nonsense', ['debug', 'warning']],
  ])('%s', async (level, heard) => {
    const { send, answerTo, lines, reached, clear } = await opened('fast', '2025-11-25');
    send({ id: 1, method: 'logging/setLevel', params: { level } });
    await answerTo(1);
    clear();
    send({ id: 2, method: 'tools/call', params: { name: 'clock_wait_time', arguments: { ms: 1 } } });
    await answerTo(2);
    expect(reached).toEqual(['logging/setLevel']);
    expect(
      lines()
        .slice(0, -1)
        .map((line) => JSON.parse(line).params.level),
    ).toEqual(heard);
  });
});

describe('lines, however they arrive', () => {
  const call = (id: unknown, book: string) =>
    Buffer.from(
      `${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'shelf_get_book', arguments: { id: book } } })}\n`,
    );

  it('in pieces, cut inside a character', async () => {
    const { input, answerTo, reached } = await opened('fast', '2025-11-25');
    const bytes = call('é😀', 'ü');
    for (let at = 0; at < bytes.length; at++) input.write(bytes.subarray(at, at + 1));
    expect((await answerTo('é😀')).result.content[0].text).toContain('Book ü');
    expect(reached).toEqual([]);
  });

  it('many at once, with Windows line ends, and with what is not JSON between them', async () => {
    const { send, answerTo, reached } = await opened('fast', '2025-11-25');
    send(
      `${call(1, 'b1').toString().trim()}\r\nnot JSON\n\n[]\n{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"_meta":{"progressToken":{}}}}\n${call(2, 'b2')}${call(3, 'b3')}`,
    );
    for (const id of [1, 2, 3]) expect((await answerTo(id)).result.structuredContent.item.id).toBe(`b${id}`);
    send({ id: 4, method: 'ping' });
    await answerTo(4);
    expect(reached).toEqual(['ping']);
  });

  it('long ones are the official server’s, and the next one is not', async () => {
    const { input, send, answerTo, reached } = await opened('fast', '2025-11-25');
    const long = call(1, 'x'.repeat(3 * 1024 * 1024));
    for (let at = 0; at < long.length; at += 65_536) input.write(long.subarray(at, at + 65_536));
    await answerTo(1);
    expect(reached).toEqual(['tools/call']);
    send(call(2, 'b2').toString());
    await answerTo(2);
    expect(reached).toEqual(['tools/call']);
  });

  it.each<[string, string, number, string[]]>([
    ['a read', 'shelf_get_book', 0, []],
    ['a call that the official server takes', 'shelf_update_book', 0, ['tools/call']],
    ['a long line', 'shelf_get_book', 2 * 1024 * 1024, ['tools/call']],
  ])('a whole number beyond 2^53 keeps its digits in %s', async (_, name, blanks, through) => {
    const { input, answerTo, reached } = await opened('fast', '2025-11-25');
    const args = `{"id":${' '.repeat(blanks)}12345678901234567890,"title":5}`;
    input.write(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${name}","arguments":${args}}}\n`);
    const { content } = (await answerTo(1)).result;
    expect(content[0].text).toContain(name === 'shelf_get_book' ? 'unknown field `title`' : '`title`: invalid input');
    expect(content[0].text).not.toContain('`id`');
    expect(reached).toEqual(through);
  });

  it('one without an end closes the connection, as over the official transport, and nothing runs after it', async () => {
    const { input, send, isClosed, lines } = await opened('fast', '2025-11-25');
    const part = Buffer.alloc(1024 * 1024, 'x');
    for (let n = 0; n < 11; n++) input.write(part);
    await expect.poll(isClosed).toBe(true);
    const wait = { name: 'clock_wait_time', arguments: { ms: 1 } };
    send(`\n${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: wait })}\n`);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect([ticks.started, lines()]).toEqual([0, []]);
  });
});

describe('how a connection begins', () => {
  const hello = (params: object) => ({ ...HELLO, params: { ...HELLO.params, ...params } });
  const ask = (method: string, params?: object) => ({ id: 2, method, ...(params ? { params } : {}) });
  const discover = (meta: object = {}) => ask('server/discover', { _meta: { ...ENVELOPE, ...meta } });

  it.each<[string, object[]]>([
    ['the newest of the older protocols', [HELLO]],
    ['an old protocol', [hello({ protocolVersion: '2024-11-05' })]],
    ['a protocol of the future', [hello({ protocolVersion: '2999-01-01' })]],
    ['the protocol that needs no handshake', [hello({ protocolVersion: '2026-07-28' })]],
    ['a host that can ask', [hello({ capabilities: { elicitation: {}, roots: { listChanged: true } } })]],
    ['a capability of no known form', [hello({ capabilities: { elicitation: 5 } })]],
    ['a host without a name', [hello({ clientInfo: {} })]],
    ['a handshake twice', [HELLO, { ...HELLO, id: 2 }]],
    ['a ping before the handshake', [ask('ping'), HELLO]],
    ['a list before the handshake', [ask('tools/list'), HELLO]],
    ['a discovery', [discover()]],
    ['a discovery twice', [discover(), { ...discover(), id: 3 }]],
    ['a discovery with another version', [discover({ 'io.modelcontextprotocol/protocolVersion': '2999-01-01' })]],
    ['a discovery without an envelope', [ask('server/discover', {})]],
    ['a discovery after the handshake', [HELLO, discover()]],
    ['a handshake after a discovery', [discover(), HELLO]],
    ['a handshake after a list', [ask('tools/list', { _meta: ENVELOPE }), HELLO]],
  ])('%s is answered as by the official server', async (_, messages) => {
    const [fast, official] = [start('fast'), start('official')];
    for (const { send, answerTo } of [fast, official])
      for (const message of messages) {
        send(message);
        await answerTo((message as { id: unknown }).id);
      }
    expect(fast.lines()).toEqual(official.lines());
  });

  it('a host that begins and lists never wakes the official server', async () => {
    for (const messages of [
      [HELLO, { method: 'notifications/initialized' }, ask('tools/list')],
      [{ ...discover(), id: 1 }, ask('tools/list', { _meta: ENVELOPE })],
    ]) {
      const { send, answerTo, reached } = start('fast');
      for (const message of messages) send(message);
      await answerTo(2);
      expect(reached).toEqual([]);
    }
  });
});
