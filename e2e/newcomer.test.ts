// `npm start` as somebody meets it who has just cloned the repository: nothing installed, an empty home.
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exits, processesOf, runProgram, signalGroup, startProgram } from './hosts/processes.ts';
import { ROOT } from './workspace.ts';

type Started = { child: ChildProcess; output(): string };
type StartFile = { registry: { url: string } };

const folder = mkdtempSync(join(tmpdir(), 'rolekit newcomer '));
const home = join(folder, 'home');
const clone = join(folder, 'rolekit');
const startFile = join(clone, '.rolekit', 'start.json');

// What npm and pnpm need to reach their registry from behind a proxy is the machine's business, not the newcomer's.
const network = Object.fromEntries(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'NODE_EXTRA_CA_CERTS']
    .filter((name) => process.env[name] !== undefined)
    .map((name) => [name, process.env[name]]),
);
const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.startsWith(ROOT));
const env = { ...network, PATH: path.join(delimiter), HOME: home, TERM: 'xterm', LANG: 'C.UTF-8' };

const running: ChildProcess[] = [];

beforeAll(async () => {
  mkdirSync(home);
  await runProgram('git', ['clone', '--quiet', ROOT, clone], { env: process.env, cwd: folder });
});

afterAll(() => {
  for (const child of running) signalGroup(child, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('npm start in a fresh clone', () => {
  let first: Started;

  test('installs, builds and starts, and says so within the first screen', { timeout: 600_000 }, async () => {
    first = npmStart();
    await until(() => existsSync(startFile), first, 540_000);
    expect(first.output()).toContain(registryUrl());
    expect((await fetch(registryUrl())).status).toBe(200);
    expect(first.output().split('\n').length).toBeLessThan(60);
  });

  test('writes nothing to the home but the caches of npm and pnpm', () => {
    const caches = ['.npm', '.cache/pnpm', '.local/share/pnpm', '.local/state/pnpm'];
    expect(filesBelow(home, caches)).toEqual([]);
  });

  test('a second start takes another port and leaves the first alone', async () => {
    const before = registryUrl();
    const second = npmStart();
    await until(() => registryUrl() !== before, second, 120_000);
    const after = registryUrl();
    expect((await fetch(after)).status).toBe(200);
    expect((await fetch(before)).status).toBe(200);
    pressCtrlC(second);
    await expect.poll(() => answers(after), { timeout: 5_000 }).toBe(false);
    expect(await answers(before)).toBe(true);
  });

  test('Ctrl-C stops it within five seconds, without an error and without a process left', async () => {
    pressCtrlC(first);
    await expect.poll(() => [...processesOf(home).values()], { timeout: 5_000 }).toEqual([]);
    expect(await exits(first.child, 5_000)).toBe(true);
    // npm's shell may die of the signal, which a terminal shows as nothing; an error message would be ours.
    expect(['SIGINT', 0]).toContain(first.child.signalCode ?? first.child.exitCode);
    expect(first.output()).not.toMatch(/npm (ERR!|error)/);
  });
});

function npmStart(): Started {
  const child = startProgram(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['start'], { env, cwd: clone });
  running.push(child);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  return { child, output: () => output };
}

/** What the terminal does: the signal goes to every process of the group. */
function pressCtrlC({ child }: Started): void {
  signalGroup(child, 'SIGINT');
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

async function until(condition: () => boolean, { child, output }: Started, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!condition()) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${output()}`);
    if (Date.now() > deadline) throw new Error(`npm start was not ready in ${withinMs / 1000} s:\n${output()}`);
    await sleep(200);
  }
}

function registryUrl(): string {
  return (JSON.parse(readFileSync(startFile, 'utf8')) as StartFile).registry.url;
}

function filesBelow(base: string, without: readonly string[], folder = ''): string[] {
  return readdirSync(join(base, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (without.includes(path)) return [];
    return entry.isDirectory() ? filesBelow(base, without, path) : [path];
  });
}
