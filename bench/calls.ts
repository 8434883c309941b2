/** `tools/call` over stdio, one at a time and 32 at once, beside the official SDK (both versions) and fastmcp. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import './built.ts';
import { median } from './median.ts';
import { installPeer } from './peers.ts';
import { StdioServer } from './stdio.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const ROUND_MS = Number(process.env.BENCH_ROUND_MS ?? 400);
const WARM_UP = 2000;

const root = join(import.meta.dirname, '..');
const rolekit = join(root, 'packages', 'cli', 'bin', 'rolekit.mjs');
const plugin = join(import.meta.dirname, 'echo');
execFileSync(process.execPath, [rolekit, 'build', plugin], { stdio: ['ignore', 'ignore', 'inherit'] });

const scripts: [string, string][] = [
  ['official v2', join(import.meta.dirname, 'official-smallest.mjs')],
  ['official v1', join(import.meta.dirname, 'official-v1.mjs')],
  ['rolekit', join(plugin, 'dist', 'server', 'main.mjs')],
];
if (installPeer('fastmcp')) scripts.push(['fastmcp', join(import.meta.dirname, 'fastmcp.mjs')]);

interface Contestant {
  name: string;
  server: StdioServer;
  rates: number[];
}

const call = (server: StdioServer) =>
  server.request('tools/call', { name: 'echo_get_text', arguments: { text: 'hello' } });

/** As a host opens it: the list first. All are up at once and measured in turns, so that a busy machine hits all alike. */
async function open([name, script]: [string, string]): Promise<Contestant> {
  const server = new StdioServer(process.execPath, [script]);
  await server.initialize();
  await server.request('tools/list');
  for (let i = 0; i < WARM_UP; i++) await call(server);
  return { name, server, rates: [] };
}

/** Calls a second, `width` at once. */
async function rateOf({ server }: Contestant, width: number): Promise<number> {
  const began = performance.now();
  let calls = 0;
  const callOn = async () => {
    while (performance.now() - began < ROUND_MS) {
      await call(server);
      calls++;
    }
  };
  await Promise.all(Array.from({ length: width }, callOn));
  return (calls * 1000) / (performance.now() - began);
}

const contestants: Contestant[] = [];
for (const script of scripts) contestants.push(await open(script));

for (const [title, width] of [
  ['one at a time', 1],
  ['32 at once', 32],
] as const) {
  for (const contestant of contestants) contestant.rates = [];
  for (let round = 0; round < ROUNDS; round++) {
    // nobody is always the one after the slowest
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed())
      contestant.rates.push(await rateOf(contestant, width));
  }
  const of = (name: string) => median(contestants.find((contestant) => contestant.name === name)?.rates ?? []);
  console.log(`\ntools/call, ${title}, stdio (median of ${ROUNDS} rounds of ${ROUND_MS} ms, in turns)`);
  for (const { name } of contestants) {
    const peers = ['official v2', 'official v1', 'fastmcp'].filter((peer) => of(peer) > 0);
    const ratios = peers.map((peer) => `${(of(name) / of(peer)).toFixed(2)}x ${peer}`);
    console.log(`  ${name.padEnd(12)} ${of(name).toFixed(0).padStart(7)} calls/s   ${ratios.join('   ')}`);
  }
}
for (const { server } of contestants) server.end();
