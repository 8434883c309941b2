/** Starting a built plugin: time to its list and to a first call, memory, and what is read from disk before a call. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import './built.ts';
import { median } from './median.ts';
import { ARGUMENTS, buildRole, builtPlugin, ONE_OF_EACH } from './role.ts';
import { StdioServer } from './stdio.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const root = join(import.meta.dirname, '..');
const official = join(import.meta.dirname, 'official-smallest.mjs');
const { role, alone } = buildRole();
const sales = builtPlugin(join(root, 'plugins', 'sales'));

/** A user's home, where what Node compiled is kept from the second start on. */
function newHome(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rolekit-bench-'));
  mkdirSync(join(folder, '.rolekit', 'connections'), { recursive: true, mode: 0o700 });
  return folder;
}
const home = newHome();

interface Contestant {
  name: string;
  script: string;
  args?: string[];
  home?: string;
  isRefused?: boolean;
  call: { name: string; arguments: object };
}

const echoed = { name: 'echo_get_text', arguments: { text: 'hello' } };
const contestants: Contestant[] = [
  { name: 'official SDK, smallest', script: official, call: echoed },
  { name: 'role, 4 connectors, 48 tools', script: role, call: { name: ONE_OF_EACH[0] ?? '', arguments: ARGUMENTS } },
  {
    name: 'sales, not connected yet',
    script: sales,
    isRefused: true,
    call: { name: 'salesforce_list_objects', arguments: {} },
  },
];

/** The same call of an API, here a sandbox on this machine: sign in, then one list. */
const { startSandbox } = await import('../connectors/salesforce/sandbox/index.ts');
const sandbox = await startSandbox();
const connectedHome = newHome();
const runFile = join(connectedHome, 'salesforce.json');
const { baseUrl, environment, values } = sandbox;
const run = { format: 1, connector: 'salesforce', environment, pid: process.pid, baseUrl, values };
writeFileSync(runFile, JSON.stringify(run));
writeFileSync(
  join(connectedHome, '.rolekit', 'connections', 'salesforce.json'),
  JSON.stringify({ format: 1, active: 'sandbox', profiles: { sandbox: { runFile } } }),
);
const connected: Contestant[] = [
  {
    name: 'official SDK, with fetch',
    script: join(import.meta.dirname, 'official-fetching.mjs'),
    args: [baseUrl, values.clientId ?? '', values.clientSecret ?? ''],
    call: { name: 'list_objects', arguments: {} },
  },
  {
    name: 'sales, connected',
    script: sales,
    home: connectedHome,
    call: { name: 'salesforce_list_objects', arguments: {} },
  },
];

/** Milliseconds from spawn to the answer of `tools/list`, and to that of a first call right after it. */
async function start(node: string, contestant: Contestant): Promise<[number, number]> {
  const { script, args = [], call } = contestant;
  const began = performance.now();
  const server = new StdioServer(node, [script, ...args], contestant.home ?? home);
  await server.initialize();
  await server.request('tools/list');
  const listed = performance.now() - began;
  const result = await server.request('tools/call', { ...call });
  const called = performance.now() - began;
  await server.stop();
  const { isError = false } = result as { isError?: boolean };
  if (isError !== (contestant.isRefused ?? false)) throw new Error(`${contestant.name}: ${JSON.stringify(result)}`);
  return [listed, called];
}

async function compareStarts(node: string, contestants: readonly Contestant[]): Promise<void> {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const times = contestants.map(() => ({ listed: [] as number[], called: [] as number[] }));
  for (let round = -2; round < ROUNDS; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const [listed, called] = await start(node, contestant);
      if (round < 0) continue;
      times[index]?.listed.push(listed);
      times[index]?.called.push(called);
    }
  }
  for (const what of ['listed', 'called'] as const) {
    const peer = median(times[0]?.[what] ?? []);
    console.log(
      `\nspawn → ${what === 'listed' ? 'tools/list' : 'first call'} answered, ${version} (median of ${ROUNDS})`,
    );
    for (const [index, { name }] of contestants.entries()) {
      const ms = median(times[index]?.[what] ?? []);
      console.log(`  ${name.padEnd(30)} ${ms.toFixed(0).padStart(6)} ms   ${(ms / peer).toFixed(2)}x`);
    }
  }
}

/** Resident memory in MB once these tools were called. */
async function memoryOf(script: string, calls: readonly string[]): Promise<number> {
  const server = new StdioServer(process.execPath, [script], home);
  await server.initialize();
  await server.request('tools/list');
  for (const name of calls) await server.request('tools/call', { name, arguments: ARGUMENTS });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const rss = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(server.pid)], { encoding: 'utf8' }));
  await server.stop();
  return rss / 1024;
}

/** Bytes of the modules that a server's entry loads before anything is asked. */
function loadedBytes(file: string, seen = new Set<string>()): number {
  if (seen.has(file)) return 0;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*"(\.\/[\w.-]+)"/g);
  return [...imports].reduce(
    (sum, [, path]) => sum + loadedBytes(join(dirname(file), path ?? ''), seen),
    statSync(file).size,
  );
}

// and what hosts find on people's machines
for (const node of [process.execPath, process.env.BENCH_NODE]) {
  if (node === undefined) continue;
  await compareStarts(node, contestants);
  await compareStarts(node, connected);
}
await sandbox.close();

const value = await memoryOf(role, ONE_OF_EACH);
const listedOnly = await memoryOf(role, []);
let four = 0;
for (const [index, script] of alone.entries()) four += await memoryOf(script, [ONE_OF_EACH[index] ?? '']);
console.log('\nresident memory after a call of each connector');
console.log(
  `  one process, 48 tools          ${value.toFixed(0).padStart(6)} MB   (${listedOnly.toFixed(0)} MB listed only)`,
);
console.log(`  four processes, 12 tools each  ${four.toFixed(0).padStart(6)} MB   ${(four / value).toFixed(1)}x`);

console.log('\nloaded before the first call');
for (const [name, script] of [
  ['one connector, 12 tools', alone[0] ?? ''],
  ['role, 48 tools', role],
  ['sales', sales],
] as const)
  console.log(`  ${name.padEnd(30)} ${(loadedBytes(script) / 1024).toFixed(0).padStart(6)} KB`);
