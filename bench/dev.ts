/**
 * From a save to the tools that a host gets: `rolekit dev`, which checks and bundles the code and keeps the connection, beside
 * the smallest official server, plain JavaScript that its host starts anew.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import './built.ts';
import { median } from './median.ts';
import { writeRole } from './role.ts';
import { StdioServer } from './stdio.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);
const root = join(import.meta.dirname, '..');
const folder = join(root, 'node_modules', '.cache', 'bench-dev');
const rolekit = join(root, 'packages', 'cli', 'bin', 'rolekit.mjs');

const peer = join(folder, 'peer', 'main.mjs');
const peerSource = readFileSync(join(import.meta.dirname, 'official-smallest.mjs'), 'utf8');
mkdirSync(join(folder, 'peer'), { recursive: true });

const plugin = join(folder, 'plugin');
writeRole(plugin, 'ledger', ['ledger']);
const code = join(plugin, 'src', 'ledger.ts');
const codeSource = readFileSync(code, 'utf8');

const marked = (source: string, mark: string) => source.replaceAll(/description: (['"`])/g, `description: $1${mark} `);

/** Milliseconds until a description that was saved is in the list of a server that is started then. */
async function startAnew(mark: string): Promise<number> {
  const began = performance.now();
  writeFileSync(peer, marked(peerSource, mark));
  const server = new StdioServer(process.execPath, [peer], folder);
  await server.initialize();
  const list = JSON.stringify(await server.request('tools/list'));
  const ms = performance.now() - began;
  await server.stop();
  if (!list.includes(mark)) throw new Error(list);
  return ms;
}

/** The same of a server that the host is connected to: it asks again once it is told that the tools changed. */
async function save(server: StdioServer, mark: string): Promise<number> {
  const began = performance.now();
  const changed = server.changed();
  writeFileSync(code, marked(codeSource, mark));
  await changed;
  const list = JSON.stringify(await server.request('tools/list'));
  const ms = performance.now() - began;
  if (!list.includes(mark)) throw new Error(list);
  return ms;
}

const dev = new StdioServer(process.execPath, [rolekit, 'dev', plugin, '--stdio'], folder);
await dev.initialize();
const times = { peer: [] as number[], ours: [] as number[] };
for (let round = -2; round < ROUNDS; round++) {
  const peerMs = await startAnew(`Save ${round}:`);
  const ourMs = await save(dev, `Save ${round}:`);
  if (round < 0) continue;
  times.peer.push(peerMs);
  times.ours.push(ourMs);
}
await dev.stop();

const base = median(times.peer);
console.log(`\nsave → tools changed (median of ${ROUNDS})`);
for (const [name, ms] of [
  ['official SDK, smallest, started anew', base],
  ['rolekit dev, 12 tools, checked and built', median(times.ours)],
] as const)
  console.log(`  ${name.padEnd(42)} ${ms.toFixed(0).padStart(6)} ms   ${(ms / base).toFixed(2)}x`);
