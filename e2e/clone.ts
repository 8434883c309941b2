// A fresh clone and an empty home: what somebody has who has just met the repository.
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram, signalGroup, startProgram } from './hosts/processes.ts';
import { ROOT } from './workspace.ts';

export type Started = { child: ChildProcess; output(): string };
type StartFile = { registry: { url: string } };

export type Clone = {
  path: string;
  home: string;
  env: NodeJS.ProcessEnv;
  /** Starts a program in the clone; it ends with the clone at the latest. */
  start(command: string, ...args: string[]): Started;
  npmStart(): Started;
  isStarted(): boolean;
  /** What `.rolekit/start.json` says. */
  registryUrl(): string;
  remove(): void;
};

// What npm and pnpm need to reach their registry from behind a proxy is the machine's business, not the newcomer's.
const NETWORK = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
];

/** Clones the repository; `programs` are folders that come first on PATH. */
export async function makeClone(name: string, programs: readonly string[] = []): Promise<Clone> {
  const folder = mkdtempSync(join(tmpdir(), `rolekit ${name} `));
  const home = join(folder, 'home');
  const clone = join(folder, 'rolekit');
  const startFile = join(clone, '.rolekit', 'start.json');
  const network = Object.fromEntries(
    NETWORK.flatMap((value) => (process.env[value] ? [[value, process.env[value]]] : [])),
  );
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.startsWith(ROOT));
  const env = { ...network, PATH: [...programs, ...path].join(delimiter), HOME: home, TERM: 'xterm', LANG: 'C.UTF-8' };
  const running: ChildProcess[] = [];
  mkdirSync(home);
  await runProgram('git', ['clone', '--quiet', ROOT, clone], { env: process.env, cwd: folder });

  const start = (command: string, ...args: string[]): Started => {
    const child = startProgram(command, args, { env, cwd: clone });
    running.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    return { child, output: () => output };
  };
  return {
    path: clone,
    home,
    env,
    start,
    npmStart: () => start(process.platform === 'win32' ? 'npm.cmd' : 'npm', 'start'),
    isStarted: () => existsSync(startFile),
    registryUrl: () => (JSON.parse(readFileSync(startFile, 'utf8')) as StartFile).registry.url,
    remove() {
      for (const child of running) signalGroup(child, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What the terminal does: the signal goes to every process of the group. */
export function pressCtrlC({ child }: Started): void {
  signalGroup(child, 'SIGINT');
}

export async function until(condition: () => boolean, { child, output }: Started, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!condition()) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${output()}`);
    if (Date.now() > deadline) throw new Error(`it was not ready in ${withinMs / 1000} s:\n${output()}`);
    await sleep(200);
  }
}
