import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/client';
import { StdioLines } from '@rolekit/sdk/internal';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/workspace.ts';

const PROCESS = ['--conditions=rolekit-source', fileURLToPath(new URL('../../../test/process.ts', import.meta.url))];

/** `rolekit dev` in a process group of its own. */
export interface DevProcess {
  child: ChildProcessWithoutNullStreams;
  /** What it said on stderr, and on stdout without a host. */
  log(): string;
  /** Its exit code after a signal, or after the end of its input. */
  end(how: 'SIGINT' | 'SIGKILL' | 'input'): Promise<number | null>;
  /** True while it, or a process that it started, runs. */
  isRunning(): boolean;
}

export function startDev(cwd: string, argv: readonly string[]): DevProcess {
  const home = temporaryFolder();
  const child = spawn(process.execPath, [...PROCESS, 'dev', ...argv], {
    cwd,
    env: { PATH: process.env.PATH, HOME: home, USERPROFILE: home, ROLEKIT_STORE: 'file', TODO_TOKEN: 't' },
    detached: true,
  });
  let log = '';
  const keep = (text: Buffer) => {
    log += text;
  };
  child.stderr.on('data', keep);
  if (!argv.includes('--stdio')) child.stdout.on('data', keep);
  const ended = once(child, 'exit');
  const group = String(child.pid);
  // one that ended and that nobody waited for is listed with a Z
  const isRunning = () =>
    execFileSync('ps', ['-eo', 'pgid=,stat='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .some(([of, state]) => of === group && !state?.startsWith('Z'));
  onTestFinished(() => void (isRunning() && process.kill(-Number(group), 'SIGKILL')));
  return {
    child,
    log: () => log,
    async end(how) {
      if (how === 'input') child.stdin.end();
      else child.kill(how);
      return (await ended)[0];
    },
    isRunning,
  };
}

export interface ConnectedHost {
  client: Client;
  names(): Promise<string[]>;
  /** How often it was told that tools, or other lists, changed. */
  told(kind?: 'tools' | 'prompts' | 'resources'): number;
}

/** Connects a host to `rolekit dev --stdio`. */
export async function connectHost({ child }: DevProcess, era: '2025-11-25' | '2026-07-28'): Promise<ConnectedHost> {
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    era === '2026-07-28' ? { versionNegotiation: { mode: { pin: era } } } : {},
  );
  const told = { tools: 0, prompts: 0, resources: 0 };
  client.setNotificationHandler('notifications/tools/list_changed', () => void told.tools++);
  client.setNotificationHandler('notifications/prompts/list_changed', () => void told.prompts++);
  client.setNotificationHandler('notifications/resources/list_changed', () => void told.resources++);
  await client.connect(transportOf(child));
  if (era === '2026-07-28')
    await client.listen({ toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true });
  return {
    client,
    names: async () => (await client.listTools()).tools.map(({ name }) => name),
    told: (kind = 'tools') => told[kind],
  };
}

function transportOf(child: ChildProcessWithoutNullStreams): Transport {
  const transport: Transport = {
    async start() {
      const line = (text: Buffer) => transport.onmessage?.(JSON.parse(text.toString()) as JSONRPCMessage);
      new StdioLines(child.stdout, { line, piece: line });
    },
    send: async (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
    close: async () => transport.onclose?.(),
  };
  return transport;
}
