import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { atExit } from '@rolekit/sdk/internal';
import type { ToolDefinition } from '@rolekit/sdk/plugin';
import { structuredOf } from '@rolekit/sdk/serve';
import { CliError } from '../errors.ts';
import type { Approval, PlaybookHost, ToolAnswer } from '../playbook/index.ts';
import { shellWord } from '../shell-word.ts';
import { version } from '../version.ts';

/** A built plugin's server in a process of its own, called over stdio as a host does. */
export interface ServerHost extends PlaybookHost {
  listTools(): Promise<ToolDefinition[]>;
  /** A call in which a person is asked through `ask`; what that throws cancels the call and is thrown. */
  callAsking(tool: string, args: Record<string, unknown>, ask: Ask): Promise<ToolAnswer>;
  close(): Promise<void>;
}

export type Ask = (question: string) => Approval | Promise<Approval>;

interface Started {
  client: Client;
  close(): Promise<void>;
  /** Answers the questions of the call that runs. */
  ask: Ask;
  questions: number;
  /** What questions ended with that were not answered. */
  unanswered: unknown[];
}

const STDERR_KEPT = 4000;
/** Longer than a server's own limit, so that its error arrives. */
const MAX_CALL_MS = 180_000;

/**
 * Starts `server/main.mjs` of a bundle when it is first called. A process that can ask a person and one that cannot are two
 * processes: a client says once what it can.
 */
export function serverOf(dir: string, env: NodeJS.ProcessEnv): ServerHost {
  const main = join(dir, 'server', 'main.mjs');
  let asking: Promise<Started> | undefined;
  let mute: Promise<Started> | undefined;
  const canAsk = () => (asking ??= start(main, env, true));
  const cannotAsk = () => (mute ??= start(main, env, false));
  const callWith = async (
    started: Started,
    tool: string,
    args: Record<string, unknown>,
    ask: Ask,
  ): Promise<ToolAnswer> => {
    started.ask = ask;
    started.questions = 0;
    started.unanswered = [];
    const result = await started.client.callTool({ name: tool, arguments: args }, { timeout: MAX_CALL_MS });
    if (started.unanswered.length > 0) throw started.unanswered[0];
    return {
      isError: result.isError === true,
      structured: structuredOf(result),
      text: result.content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n'),
      questions: started.questions,
    };
  };
  return {
    async listTools() {
      const { client } = await canAsk();
      return (await client.listTools()).tools as ToolDefinition[];
    },
    async call(tool, args, approval) {
      return callWith(approval === 'none' ? await cannotAsk() : await canAsk(), tool, args, () => approval);
    },
    callAsking: async (tool, args, ask) => callWith(await canAsk(), tool, args, ask),
    async close() {
      const running = await Promise.allSettled([asking, mute]);
      await Promise.all(running.map((server) => server.status === 'fulfilled' && server.value?.close()));
    },
  };
}

async function start(main: string, env: NodeJS.ProcessEnv, canAsk: boolean): Promise<Started> {
  if (!existsSync(main))
    throw new CliError('RK_SERVER', { reason: 'the plugin has no server', hint: 'Add a connector to plugin.json.' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [main],
    env: defined(env),
    stderr: 'pipe',
  });
  const finished = atExit(() => {
    if (transport.pid !== null) process.kill(transport.pid);
  });
  let stderr = '';
  transport.stderr?.on('data', (chunk) => {
    stderr = (stderr + String(chunk)).slice(-STDERR_KEPT);
  });
  const client = new Client(
    { name: 'rolekit', version: version() },
    { versionNegotiation: { mode: { pin: '2026-07-28' } }, capabilities: canAsk ? { elicitation: { form: {} } } : {} },
  );
  const close = async () => {
    await client.close();
    finished();
  };
  const started: Started = { client, close, ask: () => 'decline', questions: 0, unanswered: [] };
  if (canAsk) {
    client.setRequestHandler('elicitation/create', async (request) => {
      started.questions += 1;
      const action = await answerTo(request.params.message, started);
      if (action === 'accept') return { action, content: { approve: true } };
      return { action: action === 'none' ? 'cancel' : action };
    });
  }
  try {
    await client.connect(transport);
    return started;
  } catch (cause) {
    await close().catch(() => {});
    const reason = stderr.trim().split('\n').at(-1) || (cause instanceof Error ? cause.message : String(cause));
    throw new CliError(
      'RK_SERVER',
      { reason, hint: `Run it yourself to see more: node ${shellWord(main)}` },
      { cause },
    );
  }
}

/** The server always gets an answer, so that it ends in order. */
async function answerTo(question: string, started: Started): Promise<Approval> {
  try {
    return await started.ask(question);
  } catch (error) {
    started.unanswered.push(error);
    return 'cancel';
  }
}

function defined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
