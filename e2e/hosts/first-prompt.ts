// A host is started and sent its first prompt, as somebody would who has just installed a plugin. Nobody is logged in: the
// model, where the host can be pointed at one, is a server on loopback that refuses every request.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { copilotServer } from './copilot.ts';
import type { Home } from './home.ts';
import { type HostName, hostCommand } from './install.ts';
import { processesOf, tryProgram } from './processes.ts';

export type PromptOptions = {
  /** @default 'hello' */
  prompt?: string;
  /** Codex: run hooks that nobody has trusted. @default false */
  trustHooks?: boolean;
};

/** Sends a first prompt and waits until the host has found that no model answers. */
export async function firstPrompt(
  name: HostName,
  home: Home,
  { prompt = 'hello', trustHooks = false }: PromptOptions = {},
): Promise<void> {
  const model = await refusingModel();
  const modelUrl = `http://127.0.0.1:${(model.address() as AddressInfo).port}`;
  try {
    if (name === 'copilot') return await promptCopilot(home, prompt);
    if (name === 'gemini') chooseApiKey(home);
    const { args, env } = CALLS[name]({ prompt, trustHooks, modelUrl });
    await tryProgram(hostCommand(name), args, { ...home, env: { ...home.env, ...env } });
  } finally {
    model.close();
  }
}

type Call = { args: string[]; env?: Record<string, string> };

const CALLS: Record<Exclude<HostName, 'copilot'>, (call: Required<PromptOptions> & { modelUrl: string }) => Call> = {
  codex: ({ prompt, trustHooks, modelUrl }) => ({
    args: [
      ...['-c', 'model_provider="none"'],
      ...['-c', `model_providers.none={name="none",base_url="${modelUrl}/v1",wire_api="responses"}`],
      ...['exec', '--skip-git-repo-check'],
      ...(trustHooks ? ['--dangerously-bypass-hook-trust'] : []),
      prompt,
    ],
  }),
  claude: ({ prompt }) => ({ args: ['-p', prompt, '--output-format', 'stream-json', '--verbose'] }),
  gemini: ({ prompt, modelUrl }) => ({
    args: ['-p', prompt, '--skip-trust'],
    env: { GEMINI_API_KEY: 'none', GOOGLE_GEMINI_BASE_URL: modelUrl },
  }),
};

/** Without a way to log in Gemini ends before it starts anything. */
function chooseApiKey(home: Home): void {
  const folder = join(home.path, '.gemini');
  mkdirSync(folder, { recursive: true });
  const security = { auth: { selectedType: 'gemini-api-key' } };
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ security }));
}

type Events = { events: { type: string }[] };

async function promptCopilot(home: Home, prompt: string): Promise<void> {
  await copilotServer(home, async (rpc, sessionId) => {
    await rpc.request('session.send', { sessionId, prompt });
    for (const end = Date.now() + 30_000; Date.now() < end; await sleep(200)) {
      const { events } = await rpc.request<Events>('session.getMessages', { sessionId });
      if (events.some(({ type }) => type === 'session.error')) break;
    }
    await rpc.request('session.destroy', { sessionId });
  });
}

async function refusingModel(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end('{"error":{"code":400,"message":"no model","status":"INVALID_ARGUMENT"}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

// where hosts keep what they installed; Claude Code clones beside it
const INSTALLED = /\/(?:plugins\/cache|installed-plugins|extensions)\/(?!temp_git_)(\S+)/;

/**
 * Runs something in a home and returns the processes that were started from an installed plugin meanwhile: the path of
 * each below the host's folder of plugins, once, sorted. Linux only; elsewhere it sees none.
 */
export async function startedFromPlugins(home: Home, action: () => Promise<unknown>): Promise<string[]> {
  const seen = new Set<string>();
  const look = () => {
    for (const command of processesOf(home.path).values()) {
      const path = INSTALLED.exec(command)?.[1];
      if (path !== undefined) seen.add(path);
    }
  };
  const timer = setInterval(look, 50);
  try {
    await action();
    look();
  } finally {
    clearInterval(timer);
  }
  return [...seen].sort();
}
