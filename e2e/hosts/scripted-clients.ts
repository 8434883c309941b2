// Clients that send what Claude Code and Gemini CLI send to a server, word for word, and answer its questions as told.
// Both CLIs call tools for a model only; what opens their conversation was recorded from the programs themselves, and
// `openingOf` records it again.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Home } from './home.ts';
import { hostCommand } from './install.ts';
import { JsonRpc, type OnRequest } from './json-rpc.ts';
import { signalGroup, startProgram } from './processes.ts';

const ELICITATION = { form: {}, url: {} };

/** Claude Code asks a server for the newest version it knows first, and falls back to `initialize`. */
export const CLAUDE = {
  newest: '2026-07-28',
  protocolVersion: '2025-11-25',
  capabilities: { roots: { listChanged: true }, elicitation: ELICITATION },
  clientInfo: { name: 'claude-code', version: '2.1.329' },
} as const;

export const GEMINI = {
  protocolVersion: '2025-06-18',
  capabilities: { roots: { listChanged: true } },
  clientInfo: { name: 'gemini-cli-mcp-client', version: '0.61.0' },
} as const;

export type CallResult = {
  resultType?: string;
  requestState?: string;
  inputRequests?: Record<string, { method: string; params: { message: string } }>;
  isError?: boolean;
  content?: { text?: string }[];
  structuredContent?: { items?: { Description?: string | null }[] };
  _meta?: Record<string, { kind?: string }>;
};

export type Scripted = {
  call(tool: string, args: object, again?: { requestState?: string; inputResponses?: object }): Promise<CallResult>;
  close(): Promise<void>;
};

type Calling = { home: Home; server: string; asked?: OnRequest };
type Opening = { protocolVersion: string; capabilities: object; clientInfo: object };

/** A client of the versions with `initialize`; it is asked by requests of the server. */
export async function openOlder({ home, server, asked }: Calling, opening: Opening): Promise<Scripted> {
  const rpc = new JsonRpc(process.execPath, [server], home, 'lines', asked);
  const { protocolVersion, capabilities, clientInfo } = opening;
  const answer = await rpc.request<{ protocolVersion: string }>('initialize', {
    protocolVersion,
    capabilities,
    clientInfo,
  });
  if (answer.protocolVersion !== protocolVersion)
    throw new Error(`the server answered ${protocolVersion} with ${answer.protocolVersion}`);
  rpc.notify('notifications/initialized');
  return {
    call: (name, args) => rpc.request('tools/call', { name, arguments: args }),
    close: () => rpc.close(),
  };
}

/** A client of 2026-07-28; a question is an answer of its own, and the call is repeated with what the person said. */
export async function openNewest({ home, server }: Calling, { newest, capabilities, clientInfo }: typeof CLAUDE) {
  const rpc = new JsonRpc(process.execPath, [server], home, 'lines');
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': newest,
    'io.modelcontextprotocol/clientInfo': clientInfo,
    'io.modelcontextprotocol/clientCapabilities': capabilities,
  };
  const { supportedVersions } = await rpc.request<{ supportedVersions: string[] }>('server/discover', { _meta });
  if (!supportedVersions.includes(newest)) throw new Error(`the server speaks ${supportedVersions}, not ${newest}`);
  const scripted: Scripted = {
    call: (name, args, again) => rpc.request('tools/call', { name, arguments: args, ...again, _meta }),
    close: () => rpc.close(),
  };
  return scripted;
}

// Answers `initialize` alone, so that a client which asks for more first falls back to it, and keeps what it was sent.
const RECORDER = `
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
for await (const line of createInterface({ input: process.stdin })) {
  appendFileSync(process.argv[2], line + '\\n');
  const { id, method, params } = JSON.parse(line);
  const answer = (content) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, ...content }) + '\\n');
  if (method === 'initialize') {
    const serverInfo = { name: 'recorder', version: '1.0.0' };
    answer({ result: { protocolVersion: params.protocolVersion, capabilities: {}, serverInfo } });
  } else if (id !== undefined) answer({ error: { code: -32601, message: 'not offered' } });
}
`;

type Sent = { method: string; params?: Record<string, unknown> };

/** What the installed program sends to a server that it starts, up to the end of the handshake. */
export async function openingOf(home: Home, name: 'claude' | 'gemini'): Promise<Sent[]> {
  const recorder = join(home.path, 'recorder.mjs');
  const kept = join(home.path, `${name}.jsonl`);
  writeFileSync(recorder, RECORDER);
  writeFileSync(kept, '');
  const mcpServers = { recorder: { command: process.execPath, args: [recorder, kept] } };
  const child = startProgram(hostCommand(name), PROMPT[name](home, mcpServers), {
    ...home,
    env: { ...home.env, GEMINI_API_KEY: 'none', ANTHROPIC_API_KEY: 'none', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' },
  });
  try {
    return await readUntil(kept, 'notifications/initialized');
  } finally {
    // it would go on to look for its model
    signalGroup(child, 'SIGKILL');
  }
}

/** Settings with one server, and the command line of a prompt: only then the program is the client that calls tools. */
const PROMPT = {
  claude(home: Home, mcpServers: object): string[] {
    const config = join(home.path, 'mcp.json');
    writeFileSync(config, JSON.stringify({ mcpServers }));
    return ['-p', 'hello', '--mcp-config', config];
  },
  gemini(home: Home, mcpServers: object): string[] {
    const security = { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } };
    mkdirSync(join(home.path, '.gemini'), { recursive: true });
    writeFileSync(join(home.path, '.gemini', 'settings.json'), JSON.stringify({ mcpServers, security }));
    return ['-p', 'hello'];
  },
};

async function readUntil(file: string, last: string): Promise<Sent[]> {
  for (const end = Date.now() + 90_000; Date.now() < end; await sleep(100)) {
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    const sent = lines.map((line) => JSON.parse(line) as Sent);
    const index = sent.findIndex(({ method }) => method === last);
    if (index !== -1) return sent.slice(0, index + 1);
  }
  throw new Error(`no ${last} in 90 s`);
}
