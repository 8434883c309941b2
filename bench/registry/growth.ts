/**
 * What a publication, a search, a clone and a start cost beside 10, 100, 1,000 and 10,000 plugins of five versions. The stock
 * is seeded below the API; the last 200 publications go through it, from four publishers at once. Run with
 * `node --conditions=rolekit-source bench/registry/growth.ts [plugins…]`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, packed, seed, word } from '../../packages/registry/test/seed-catalogue.ts';
import { git, publish, residentMiB, type Served, serve } from './served.ts';

const POINTS = process.argv.slice(2).map(Number);
const PUBLISHERS = 4;
const EACH = 50;
const SEARCHES = 500;
const root = await mkdtemp(join(tmpdir(), 'rolekit-bench-growth-'));

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;
}

/** Ten plugins of five versions each, one after the other. */
async function publisher(served: Served, first: number): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < EACH; at += 1) {
    const plugin = await packed(first + Math.floor(at / 5), `1.0.${at % 5}`);
    times.push(await publish(served, plugin));
  }
  return times;
}

async function indexOf(url: string): Promise<string> {
  return (await fetch(`${url}/marketplace.json`)).text();
}

async function timed<T>(work: () => Promise<T>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

console.log(`${cpus().length} processors of ${cpus()[0]?.model}, Node ${process.version}`);
const dataDir = join(root, 'data');
let count = 0;
for (const plugins of POINTS.length > 0 ? POINTS : [10, 100, 1000, 10_000]) {
  await seed(dataDir, count, plugins);
  // as a registry that runs for long has them, the indexes are there before it is measured
  const before = await serve('server.ts', [dataDir]);
  await git('ls-remote', `${before.url}/git/all.git`);
  await before.close();

  const served = await serve(
    'server.ts',
    [dataDir],
    process.env.PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.PROFILE}`] : [],
  );
  const { url } = served;
  await indexOf(url);
  const began = performance.now();
  const times = (
    await Promise.all(Array.from({ length: PUBLISHERS }, (_, at) => publisher(served, plugins + (at * EACH) / 5)))
  ).flat();
  const seconds = (performance.now() - began) / 1000;
  const last = plugins + (PUBLISHERS * EACH) / 5 - 1;
  const followed = await timed(async () => {
    while (!(await indexOf(url)).includes(`"plugin-${last}"`)) await sleep(10);
  });

  const searches: number[] = [];
  for (let at = 0; at < SEARCHES; at += 1) {
    const q =
      at % 2 === 0
        ? word(at)
        : describe(at % plugins)
            .split(' ')
            .slice(0, 2)
            .join(' ');
    searches.push(
      await timed(async () => (await fetch(`${url}/v1/plugins?q=${encodeURIComponent(q)}&n=${at}`)).text()),
    );
  }
  const clone = join(root, `clone-${plugins}`);
  const cloned = await timed(() => git('clone', '-q', '--depth', '1', `${url}/git/all.git`, clone));
  const fetches: number[] = [];
  for (let at = 0; at < 5; at += 1) fetches.push(await timed(() => git('-C', clone, 'fetch', '-q')));
  const commits = await git('--git-dir', join(dataDir, 'git', 'all.git'), 'rev-list', '--count', 'main');
  console.log(
    [
      `${plugins} plugins`.padEnd(16),
      `publication ${percentile(times, 0.5).toFixed(0)} ms p95 ${percentile(times, 0.95).toFixed(0)}`,
      `${(times.length / seconds).toFixed(1)}/s`,
      `indexes ${followed.toFixed(0)} ms after the last`,
      `search p50 ${percentile(searches, 0.5).toFixed(1)} p99 ${percentile(searches, 0.99).toFixed(1)} ms`,
      `all.git cloned ${cloned.toFixed(0)} ms, fetched ${percentile(fetches, 0.5).toFixed(0)} ms, ${commits} commits`,
      `${residentMiB(served).toFixed(0)} MiB`,
      `start ${served.startMs.toFixed(0)} ms`,
      `load ${loadavg()[0]?.toFixed(1)}`,
    ].join('  '),
  );
  await served.close();
  count = plugins + (PUBLISHERS * EACH) / 5;
}
await rm(root, { recursive: true, force: true });
