import { PassThrough } from 'node:stream';
import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import { serveStdio as officialStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { serverFactory } from '../mcp/server-factory.ts';
import { PluginState } from '../plugin/plugin-state.ts';
import type { PluginTools } from '../plugin/plugin-tools.ts';
import type { Answer, Opening, ServedPlugin } from '../plugin/types.ts';

const MODERN = '2026-07-28';
const INFO = { name: 'rolekit', version: '1' };
const ENVELOPE = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientInfo': INFO,
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** Asks the official server what it answers to the requests with which every host begins. No connector's code is loaded. */
export async function recordOpening(plugin: ServedPlugin): Promise<Opening> {
  const state = new PluginState(plugin, { env: {} });
  const legacy = ask(state);
  const initialize = (protocolVersion: string) =>
    legacy.request('initialize', { protocolVersion, capabilities: {}, clientInfo: INFO });
  const first = await initialize('none');
  const fallback = String(first.protocolVersion);
  const versions: string[] = [];
  for (const version of SUPPORTED_PROTOCOL_VERSIONS)
    if ((await initialize(version)).protocolVersion === version) versions.push(version);
  const list = await legacy.request('tools/list', {});
  await legacy.close();

  const modern = ask(state);
  const discover = await modern.request('server/discover', { _meta: ENVELOPE });
  const modernList = await modern.request('tools/list', { _meta: ENVELOPE });
  await modern.close();
  return {
    versions,
    fallback,
    legacy: { begin: first, list: withoutTools(list, state.tools) },
    modern: { version: MODERN, begin: discover, list: withoutTools(modernList, state.tools) },
  };
}

/** Those that are the plugin's own are not told twice. */
function withoutTools(list: Answer, { listed }: PluginTools): Answer {
  return JSON.stringify(list.tools) === JSON.stringify(listed) ? { ...list, tools: null } : list;
}

/** One connection to the official server. */
function ask(state: PluginState) {
  const input = new PassThrough();
  const output = new PassThrough().setEncoding('utf8');
  const handle = officialStdio(serverFactory(state), { transport: new StdioServerTransport(input, output) });
  const waiting = new Map<number, (answer: Answer) => void>();
  let text = '';
  output.on('data', (chunk: string) => {
    const lines = (text + chunk).split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const { id, result, error } = JSON.parse(line);
      waiting.get(id)?.(result ?? { error });
    }
  });
  let id = 0;
  return {
    request(method: string, params: object): Promise<Answer> {
      return new Promise((resolve) => {
        waiting.set(++id, resolve);
        input.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      });
    },
    close: () => handle.close(),
  };
}
