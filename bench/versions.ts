/**
 * This clone beside another one, such as that of the commit before a change, in turns: `node bench/versions.ts <folder> [rounds]`.
 * The other one is built first, with `npm run build` there. Prints how many times faster, or smaller, this one is: the median
 * of the rounds, and the interval that it lies in with 96 % certainty. Fails when an interval lies wholly below 0.95.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import './built.ts';
import { nameOf, ARGUMENTS as REPORT } from './http/tools.ts';
import { median } from './median.ts';
import { ARGUMENTS, ONE_OF_EACH, writeRole } from './role.ts';
import { StdioServer } from './stdio.ts';

const [, , other = '', rounds = '15'] = process.argv;
const ROUNDS = Number(rounds);
const ROUND_MS = 400;
const LEAST = 0.95;
const clones = { before: resolve(other), after: join(import.meta.dirname, '..') };
type Side = keyof typeof clones;
const SIDES: readonly Side[] = ['before', 'after'];

/** What is measured of one clone; less is better. */
type Measure = () => Promise<number>;

const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
const rolekit = (side: Side) => join(clones[side], 'packages', 'cli', 'bin', 'rolekit.mjs');
const home = mkdtempSync(join(tmpdir(), 'rolekit-bench-'));
mkdirSync(join(home, '.rolekit', 'connections'), { recursive: true, mode: 0o700 });
const ended: (() => void)[] = [() => rmSync(home, { recursive: true, force: true })];

/** Milliseconds of a command, from its start to its end. */
function command(side: Side, ...args: string[]): Measure {
  return async () => {
    const began = performance.now();
    execFileSync(process.execPath, [rolekit(side), ...args], { ...quiet, env: { PATH: process.env.PATH, HOME: home } });
    return performance.now() - began;
  };
}

/** A plugin in a clone, built with that clone's own command. */
function built(side: Side, name: string, write: (folder: string) => void): string {
  const folder = join(clones[side], 'node_modules', '.cache', 'bench-versions', name);
  rmSync(folder, { recursive: true, force: true });
  write(folder);
  execFileSync(process.execPath, [rolekit(side), 'build', folder], quiet);
  return folder;
}

const mainOf = (folder: string) => join(folder, 'dist', 'server', 'main.mjs');

/** Milliseconds from the start of a server to its list, or to the answer of a first call right after. */
function start(script: string, call?: { name: string; arguments: object }): Measure {
  return async () => {
    const began = performance.now();
    const server = new StdioServer(process.execPath, [script], home);
    await server.initialize();
    await server.request('tools/list');
    if (call) await server.request('tools/call', call);
    const ms = performance.now() - began;
    await server.stop();
    return ms;
  };
}

/** Microseconds for each call over stdio, `width` at once. */
async function calls(script: string, width: number): Promise<Measure> {
  const server = new StdioServer(process.execPath, [script], home);
  ended.push(() => server.end());
  await server.initialize();
  await server.request('tools/list');
  const call = () => server.request('tools/call', { name: 'echo_get_text', arguments: { text: 'hello' } });
  for (let warm = 0; warm < 2000; warm++) await call();
  return async () => {
    const began = performance.now();
    let done = 0;
    const callOn = async () => {
      for (; performance.now() - began < ROUND_MS; done++) await call();
    };
    await Promise.all(Array.from({ length: width }, callOn));
    return ((performance.now() - began) * 1000) / done;
  };
}

/** Megabytes that a server holds after a call. */
function memory(script: string): Measure {
  return async () => {
    const server = new StdioServer(process.execPath, [script], home);
    await server.initialize();
    await server.request('tools/call', { name: ONE_OF_EACH[0], arguments: ARGUMENTS });
    const rss = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(server.pid)], { encoding: 'utf8' }));
    await server.stop();
    return rss / 1024;
  };
}

/** Microseconds of CPU for each call over HTTP, 50 at once. */
async function httpCalls(side: Side): Promise<Measure> {
  const child: ChildProcess = spawn(process.execPath, [join(clones[side], 'bench', 'http', 'server.ts'), 'rolekit'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  ended.push(() => child.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [string];
  const { url, token } = JSON.parse(line) as { url: string; token: string };
  const request = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${token}`,
      'mcp-protocol-version': '2025-11-25',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: nameOf(7), arguments: REPORT },
    }),
  };
  const call = async () => {
    const answer = await fetch(url, request);
    if (!answer.ok) throw new Error(await answer.text());
    await answer.arrayBuffer();
  };
  const many = async (count: number) => {
    for (let done = 0; done < count; done += 50) await Promise.all(Array.from({ length: 50 }, call));
  };
  await many(2000);
  return async () => {
    const before = cpuOf(child.pid);
    await many(1000);
    return (cpuOf(child.pid) - before) / 1000;
  };
}

/** Microseconds of CPU that a process has used. */
function cpuOf(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14).map(Number);
  return (user + system) * 10_000;
}

const measures: [string, Record<Side, Measure>][] = [];
async function add(name: string, of: (side: Side) => Measure | Promise<Measure>): Promise<void> {
  measures.push([name, { before: await of('before'), after: await of('after') }]);
}

const role = (side: Side) => built(side, 'role', writeRole);
const roles = { before: role('before'), after: role('after') };
const echo = (side: Side) =>
  mainOf(built(side, 'echo', (to) => cpSync(join(clones[side], 'bench', 'echo'), to, { recursive: true })));
const echoes = { before: echo('before'), after: echo('after') };
const first = { name: ONE_OF_EACH[0] ?? '', arguments: ARGUMENTS };
await add('start of a role of 48 tools → tools/list', (side) => start(mainOf(roles[side])));
await add('start of a role of 48 tools → first call', (side) => start(mainOf(roles[side]), first));
await add('memory of it after a call', (side) => memory(mainOf(roles[side])));
await add('tools/call over stdio, one at a time', (side) => calls(echoes[side], 1));
await add('tools/call over stdio, 32 at once', (side) => calls(echoes[side], 32));
if (process.platform === 'linux') await add('CPU of tools/call over HTTP, 50 at once', httpCalls);
await add('rolekit --version', (side) => command(side, '--version'));
await add('rolekit --help', (side) => command(side, '--help'));
await add('rolekit validate, sales', (side) => command(side, 'validate', join(clones[side], 'plugins', 'sales')));
await add('rolekit build, a role of 4 connectors', (side) => command(side, 'build', roles[side]));

console.log(`\ntimes better than ${clones.before} (median of ${ROUNDS} rounds in turns, its interval)`);
let worse = 0;
for (const [name, sides] of measures) {
  const ratios: number[] = [];
  const all: Record<Side, number[]> = { before: [], after: [] };
  for (const side of SIDES) await sides[side]();
  for (let round = 0; round < ROUNDS; round++) {
    // nobody is always the second one
    for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed()) all[side].push(await sides[side]());
    ratios.push((all.before[round] ?? 0) / (all.after[round] ?? 1));
  }
  const [low, high] = interval(ratios);
  if (high < LEAST) worse++;
  console.log(
    `  ${name.padEnd(42)} ${median(all.before).toFixed(1).padStart(8)} → ${median(all.after).toFixed(1).padStart(8)}` +
      `   ${median(ratios).toFixed(2)}x [${low.toFixed(2)}, ${high.toFixed(2)}]${high < LEAST ? '  worse' : ''}`,
  );
}
for (const end of ended) end();
process.exitCode = worse > 0 ? 1 : 0;

/** Of the median, by the order of the values: a binomial of one half has 96 % of its weight between these. */
function interval(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const reach = Math.ceil(Math.sqrt(sorted.length));
  const low = Math.max(0, Math.floor((sorted.length - 1) / 2) - reach);
  const high = Math.min(sorted.length - 1, Math.ceil((sorted.length - 1) / 2) + reach);
  return [sorted[low] ?? Number.NaN, sorted[high] ?? Number.NaN];
}
