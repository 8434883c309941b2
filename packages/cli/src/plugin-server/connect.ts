import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client, type JSONRPCMessage } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { atExit } from '@rolekit/sdk/internal';
import { CliError } from '../errors.ts';
import type { Approval } from '../playbook/index.ts';
import { shellWord } from '../shell-word.ts';
import { version } from '../version.ts';

export type Era = '2026-07-28' | '2025-11-25';

export type Ask = (question: string) => Approval | Promise<Approval>;

export interface ConnectOptions {
  env: NodeJS.ProcessEnv;
  /** Asks a person whether to apply a write; without it the client says that nobody can be asked. */
  ask?: Ask | undefined;
  /** Revision of the protocol. @default 2026-07-28 */
  era?: Era;
  /** Told each message, before it is sent or handled. */
  onMessage?(from: 'client' | 'server', message: JSONRPCMessage): void;
  /** Told what the server writes to stderr. */
  onStderr?(text: string): void;
}

export interface Connected {
  client: Client;
  /** The server ended, by itself or by `close`. */
  ended: Promise<void>;
  /** Ends the connection and the process. */
  close(): Promise<void>;
}

const STDERR_KEPT = 4000;

/**
 * Starts the server of a bundle in a process of its own and connects to it over stdio, as a host does.
 *
 * @throws RK_SERVER
 */
export async function connectServer(dir: string, options: ConnectOptions): Promise<Connected> {
  const { env, ask, era = '2026-07-28', onMessage, onStderr } = options;
  const main = join(dir, 'server', 'main.mjs');
  if (!existsSync(main))
    throw new CliError('RK_SERVER', { reason: 'the plugin has no server', hint: 'Add a connector to plugin.json.' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [main],
    env: defined(env),
    stderr: 'pipe',
  });
  if (onMessage) tellMessages(transport, onMessage);
  const finished = atExit(() => {
    if (transport.pid !== null) process.kill(transport.pid);
  });
  let stderr = '';
  transport.stderr?.on('data', (chunk) => {
    stderr = (stderr + String(chunk)).slice(-STDERR_KEPT);
    onStderr?.(String(chunk));
  });
  const client = new Client(
    { name: 'rolekit', version: version() },
    {
      capabilities: ask ? { elicitation: { form: {} } } : {},
      ...(era === '2026-07-28' ? { versionNegotiation: { mode: { pin: era } } } : {}),
    },
  );
  const ended = new Promise<void>((resolve) => {
    client.onclose = resolve;
  });
  const close = async () => {
    await client.close();
    finished();
  };
  if (ask) {
    client.setRequestHandler('elicitation/create', async (request) => {
      const action = await ask(request.params.message);
      if (action === 'accept') return { action, content: { approve: true } };
      return { action: action === 'none' ? 'cancel' : action };
    });
  }
  try {
    await client.connect(transport);
    return { client, ended, close };
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

function tellMessages(transport: StdioClientTransport, tell: NonNullable<ConnectOptions['onMessage']>): void {
  const send = transport.send.bind(transport);
  transport.send = (message) => {
    tell('client', message);
    return send(message);
  };
  // the client calls what was set before it, first
  transport.onmessage = (message) => tell('server', message);
}

function defined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
