import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { atExit } from '@rolekit/sdk/internal';
import type { ConnectionCheck } from '@rolekit/sdk/internal/settings';
import { toolErrorOf } from '@rolekit/sdk/serve';
import { CliError } from '../errors.ts';
import { shellWord } from '../shell-word.ts';
import { version } from '../version.ts';
import { nodeOfHosts } from './node.ts';

export type Era = '2026-07-28' | '2025-11-25';

const TIMEOUT_MS = 20_000;
const CHECK_MS = 45_000;
const KEPT = 4000;

/** Starts the server as a host of one protocol version does, and lists its tools. */
export async function shakeHands(dir: string, env: NodeJS.ProcessEnv, era: Era): Promise<string[]> {
  return withServer(dir, env, era, async (client) => (await client.listTools()).tools.map((tool) => tool.name));
}

/** Calls one tool; answers how many characters came back. @throws RK_SERVER with the tool's words */
export async function callOnce(
  dir: string,
  env: NodeJS.ProcessEnv,
  call: NonNullable<ConnectionCheck['harmless']>,
): Promise<string> {
  return withServer(dir, env, '2026-07-28', async (client) => {
    const result = await client.callTool({ name: call.tool, arguments: call.args }, { timeout: CHECK_MS });
    const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
    if (!result.isError) return text;
    const error = toolErrorOf(result);
    throw new CliError('RK_SERVER', { reason: error?.message ?? text, hint: error?.next ?? '' });
  });
}

/** Asks the server itself how a connection stands; undefined when it is of a version that cannot tell. */
export async function askServer(
  dir: string,
  env: NodeJS.ProcessEnv,
  connector: string,
): Promise<ConnectionCheck | undefined> {
  const { stdout } = await run([join(dir, 'server', 'main.mjs'), 'check', connector], env);
  const line = stdout.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) return undefined;
  const check = JSON.parse(line) as Partial<ConnectionCheck>;
  return check.configuration ? (check as ConnectionCheck) : undefined;
}

async function withServer<T>(
  dir: string,
  env: NodeJS.ProcessEnv,
  era: Era,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const main = join(dir, 'server', 'main.mjs');
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const transport = new StdioClientTransport({
    command: nodeOfHosts(env) ?? process.execPath,
    args: [main],
    env: Object.fromEntries(set),
    cwd: dir,
    stderr: 'ignore',
  });
  const finished = atExit(() => {
    if (transport.pid !== null) process.kill(transport.pid);
  });
  const mode = era === '2026-07-28' ? { pin: era } : ('legacy' as const);
  const client = new Client({ name: 'rolekit-doctor', version: version() }, { versionNegotiation: { mode } });
  try {
    await client.connect(transport, { timeout: TIMEOUT_MS });
    return await work(client);
  } catch (error) {
    if (error instanceof CliError) throw error;
    // a server that fails to start says why when it is started alone
    const alone = await run([main], env);
    const reason = alone.failed && alone.reason ? alone.reason : error instanceof Error ? error.message : String(error);
    throw new CliError(
      'RK_SERVER',
      { reason, hint: `Run it yourself to see more: node ${shellWord(main)}` },
      { cause: error },
    );
  } finally {
    await client.close().catch(() => {});
    finished();
  }
}

/** Runs a server without input, which it takes for the end unless it was asked something. */
function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ stdout: string; reason: string; failed: boolean }> {
  return new Promise((resolve, reject) => {
    const child = spawn(nodeOfHosts(env) ?? process.execPath, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: CHECK_MS,
    });
    const finished = atExit(() => child.kill());
    child.once('exit', finished);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      stderr = (stderr + String(chunk)).slice(-KEPT);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ stdout, reason: reasonIn(stderr), failed: code !== 0 }));
  });
}

/** Node ends a crash with its version, and begins with the place; the line in between says what. */
function reasonIn(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return (lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '').trim();
}
