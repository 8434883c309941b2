/**
 * Benchmarks as ratios against a peer in the same run, taken in turns so that a busy machine hits both alike. Run with
 * `pnpm bench`; the built plugins come from `npm start` or `rolekit build`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './median.ts';
import { StdioServer } from './stdio.ts';

const root = join(import.meta.dirname, '..');
const node = process.execPath;
const rolekit = join(root, 'packages', 'cli', 'bin', 'rolekit.mjs');

interface Contestant {
  name: string;
  args: string[];
}

const official: Contestant = { name: 'official SDK, smallest', args: [join(root, 'bench', 'official-smallest.mjs')] };
const echo: Contestant = { name: 'rolekit, same tool', args: [built(join(root, 'bench', 'echo'))] };
const sales: Contestant = { name: 'rolekit, built sales', args: [built(join(root, 'plugins', 'sales'))] };

function built(plugin: string): string {
  execFileSync(node, [rolekit, 'build', plugin], { stdio: ['ignore', 'ignore', 'inherit'] });
  const entry = join(plugin, 'dist', 'server', 'main.mjs');
  if (!existsSync(entry)) throw new Error(`no ${entry}`);
  return entry;
}

/** Milliseconds from spawn to the answer of `tools/list`. */
async function coldStart({ args }: Contestant): Promise<number> {
  const began = performance.now();
  const server = new StdioServer(node, args);
  await server.initialize();
  await server.request('tools/list');
  const ms = performance.now() - began;
  server.end();
  return ms;
}

async function compare(
  title: string,
  unit: string,
  contestants: Contestant[],
  rounds: number,
  measure: (one: Contestant) => Promise<number>,
): Promise<void> {
  const figures = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (const one of contestants) await measure(one);
  for (let round = 0; round < rounds; round++) {
    for (const one of contestants) figures.get(one.name)?.push(await measure(one));
  }
  const peer = median(figures.get(contestants[0]?.name ?? '') ?? []);
  console.log(`\n${title} (median of ${rounds})`);
  for (const [name, values] of figures) {
    const value = median(values);
    console.log(`  ${name.padEnd(26)} ${value.toFixed(0).padStart(8)} ${unit}   ${(value / peer).toFixed(2)}x`);
  }
}

await compare('spawn → tools/list answered, stdio', 'ms', [official, echo, sales], 15, coldStart);
await import('./calls.ts');
await import('./http/main.ts');
