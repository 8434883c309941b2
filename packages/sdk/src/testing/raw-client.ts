import { InMemoryTransport } from '@modelcontextprotocol/client';
import { serveStdio } from '../serve/endpoint/serve-stdio.ts';
import type { ServedPlugin, ServeOptions } from '../serve/plugin/types.ts';

export interface RawAnswer {
  result?: Record<string, unknown> & {
    isError?: boolean;
    resultType?: string;
    requestState?: string;
    structuredContent?: Record<string, unknown>;
    _meta?: Record<string, unknown>;
  };
  error?: { message: string };
}

/** A client that sends exactly what it is told to: what no official client would do, a hostile one does. */
export interface RawClient {
  call(name: string, args: Record<string, unknown>, extra?: Record<string, unknown>): Promise<RawAnswer>;
  close(): Promise<void>;
}

interface Message extends RawAnswer {
  id?: number;
  method?: string;
  params?: { message?: string };
}

const CAPABILITIES = { elicitation: { form: {} } };
const CLIENT = { name: 'raw', version: '1' };
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': CLIENT,
  'io.modelcontextprotocol/clientCapabilities': CAPABILITIES,
};

/** Serves a plugin in memory to a 2026-07-28 client that can be made to misbehave. */
export async function connectRaw(plugin: ServedPlugin, options: ServeOptions = {}): Promise<RawClient> {
  const { send, close } = await open(plugin, options);
  return {
    call: (name, args, extra = {}) => send('tools/call', { name, arguments: args, ...extra, _meta: META }),
    close,
  };
}

/**
 * The same of 2025-11-25, where the server asks by a request of its own.
 *
 * @param answer what comes back for a question
 */
export async function connectOlderRaw(
  plugin: ServedPlugin,
  options: ServeOptions,
  answer: (question: string) => Record<string, unknown>,
): Promise<RawClient> {
  const { send, tell, close } = await open(plugin, options, ({ id, params }, reply) =>
    reply({ id, result: answer(params?.message ?? '') }),
  );
  await send('initialize', { protocolVersion: '2025-11-25', capabilities: CAPABILITIES, clientInfo: CLIENT });
  await tell({ method: 'notifications/initialized' });
  return { call: (name, args, extra = {}) => send('tools/call', { name, arguments: args, ...extra }), close };
}

/** The same over HTTP: each message in a request of its own. */
export async function connectHttpRaw(plugin: ServedPlugin, options: ServeOptions = {}): Promise<RawClient> {
  const { startHttpServer } = await import('../serve/endpoint/http-server.ts');
  const { url, token, close } = await startHttpServer(plugin, { env: {}, ...options, approvalPage: false });
  return {
    async call(name, args, extra = {}) {
      const { headers, body } = requestOf(name, args, extra);
      return answerIn(
        await fetch(url, { method: 'POST', headers: { ...headers, authorization: `Bearer ${token}` }, body }),
      );
    },
    close: () => close(),
  };
}

/** One server, and a client of each person that it is called for. */
export async function connectPeople(
  plugin: ServedPlugin,
  options: ServeOptions = {},
): Promise<{ as(person: string): RawClient; close(): Promise<void> }> {
  const [{ createMcpHandler }, { serverFactory }, { PluginState }] = await Promise.all([
    import('@modelcontextprotocol/server'),
    import('../serve/mcp/server-factory.ts'),
    import('../serve/plugin/plugin-state.ts'),
  ]);
  const state = new PluginState(plugin, { env: {}, ...options });
  const handler = createMcpHandler(serverFactory(state));
  const close = async () => {
    await handler.close();
    await state.connections.close();
  };
  return {
    as: (person) => ({
      async call(name, args, extra = {}) {
        const request = new Request('http://127.0.0.1/mcp', { method: 'POST', ...requestOf(name, args, extra) });
        const authInfo = { token: person, clientId: person, scopes: [], extra: { principal: person } };
        return answerIn(await handler.fetch(request, { authInfo }));
      },
      close,
    }),
    close,
  };
}

async function open(
  plugin: ServedPlugin,
  options: ServeOptions,
  onQuestion: (message: Message, reply: (message: object) => void) => void = () => {},
) {
  const [client, server] = InMemoryTransport.createLinkedPair();
  const handle = serveStdio(plugin, { env: {}, ...options, transport: server });
  const waiting = new Map<number | undefined, (answer: RawAnswer) => void>();
  const tell = (message: object) => client.send({ jsonrpc: '2.0', ...message } as never);
  client.onmessage = (received) => {
    const message = received as Message;
    if (message.method === undefined) waiting.get(message.id)?.(message);
    else if (message.method === 'elicitation/create') onQuestion(message, (reply) => void tell(reply));
  };
  await client.start();
  let id = 0;
  return {
    tell,
    send(method: string, params: Record<string, unknown>) {
      id++;
      const answer = new Promise<RawAnswer>((resolve) => waiting.set(id, resolve));
      void tell({ id, method, params });
      return answer;
    },
    close: () => handle.close(),
  };
}

function requestOf(name: string, args: Record<string, unknown>, extra: Record<string, unknown>) {
  return {
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': name,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name, arguments: args, ...extra, _meta: META },
    }),
  };
}

async function answerIn(response: Response): Promise<RawAnswer> {
  const text = await response.text();
  return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text) as RawAnswer;
}
