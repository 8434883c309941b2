/**
 * What a publication, a search, a clone and a start cost beside 10, 100, 1,000 and 10,000 plugins of five versions. The stock
 * is seeded below the API; the last 200 publications go through it, from four publishers at once. Run with
 * `node --conditions=rolekit-source bench/registry/growth.ts [--postgres] [plugins…]`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import '../built.ts';
import { readImage } from '../../deploy/recipes.ts';
import { makePostgres } from '../../packages/registry/test/postgres-server.ts';
import { describe, seed, word } from '../../packages/registry/test/seed-catalogue.ts';
import { median } from '../median.ts';
import { BURST_PLUGINS, burst, git, quiet, residentMiB, serve } from './served.ts';

const [engine, ...points] = process.argv.includes('--postgres')
  ? ['PostgreSQL', ...process.argv.slice(2).filter((argument) => argument !== '--postgres')]
  : ['SQLite', ...process.argv.slice(2)];
const POINTS = points.length > 0 ? points.map(Number) : [10, 100, 1000, 10_000];
/** Options of Node that a company's registry is run with. */
const DEPLOYED = readImage().environment.NODE_OPTIONS?.split(' ') ?? [];
const SEARCHES = 500;
const ROUNDS = 3;
const FETCHES = 15;
const root = await mkdtemp(join(tmpdir(), 'rolekit-bench-growth-'));

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;
}

async function indexOf(url: string): Promise<string> {
  return (await fetch(`${url}/marketplace.json`)).text();
}

async function timed<T>(work: () => Promise<T>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function search(url: string, plugins: number, round: number): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < SEARCHES; at += 1) {
    const two = describe(at % plugins)
      .split(' ')
      .slice(0, 2);
    const q = encodeURIComponent(at % 2 === 0 ? word(at) : two.join(' '));
    // a number of its own, so that no answer is kept from before
    times.push(await timed(async () => (await fetch(`${url}/v1/plugins?q=${q}&n=${round}-${at}`)).text()));
  }
  return times;
}

console.log(`${engine}, ${cpus().length} processors of ${cpus()[0]?.model}, Node ${process.version}`);
const server = engine === 'PostgreSQL' ? await makePostgres({ isDurable: true }) : undefined;
const place = { dataDir: join(root, 'data'), database: server?.url };
const args = [place.dataDir, ...(place.database === undefined ? [] : [place.database])];
let count = 0;
for (const plugins of POINTS) {
  await seed(place, count, plugins);
  // as a registry that runs for long has them, the indexes are there before it is measured
  const before = await serve('server.ts', args);
  await git('ls-remote', `${before.url}/git/all.git`);
  await before.close();

  const profile = process.env.PROFILE ? ['--cpu-prof', `--cpu-prof-dir=${process.env.PROFILE}`] : [];
  const served = await serve('server.ts', args, [...DEPLOYED, ...profile]);
  const { url } = served;
  await indexOf(url);
  await quiet(served);
  const used = (await served.usage()).cpuMs;
  const began = performance.now();
  const times = await burst(served, plugins);
  const seconds = (performance.now() - began) / 1000;
  const last = plugins + BURST_PLUGINS - 1;
  const followed = await timed(async () => {
    while (!(await indexOf(url)).includes(`"plugin-${last}"`)) await sleep(10);
  });
  const cpuMs = ((await served.usage()).cpuMs - used) / times.length;
  await git('ls-remote', `${url}/git/all.git`);
  await quiet(served);

  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await search(url, plugins, round));
  const searched = (share: number) => median(rounds.map((searches) => percentile(searches, share))).toFixed(1);
  // the quickest of the same searches is what they cost where nothing else runs
  const undisturbed = Array.from({ length: SEARCHES }, (_, at) => Math.min(...rounds.map((times) => times[at] ?? 0)));
  const clone = join(root, `clone-${plugins}`);
  const cloned = await timed(() => git('clone', '-q', '--depth', '1', `${url}/git/all.git`, clone));
  const fetches: number[] = [];
  for (let at = 0; at < FETCHES; at += 1) fetches.push(await timed(() => git('-C', clone, 'fetch', '-q')));
  const memory = residentMiB(served);
  const commits = await git('--git-dir', join(place.dataDir, 'git', 'all.git'), 'rev-list', '--count', 'main');
  console.log(
    [
      `${plugins} plugins`.padEnd(16),
      `publication ${median(times).toFixed(0)} ms p95 ${percentile(times, 0.95).toFixed(0)}, ${cpuMs.toFixed(1)} ms of processor`,
      `${(times.length / seconds).toFixed(1)}/s`,
      `indexes ${followed.toFixed(0)} ms after the last`,
      `search p50 ${searched(0.5)} p99 ${searched(0.99)} ms, ${percentile(undisturbed, 0.99).toFixed(1)} undisturbed`,
      `all.git cloned ${cloned.toFixed(0)} ms, fetched ${median(fetches).toFixed(0)} ms, ${commits} commits`,
      `${memory.now.toFixed(0)} MiB, at most ${memory.highest.toFixed(0)}`,
      `start ${served.startMs.toFixed(0)} ms`,
      `load ${loadavg()[0]?.toFixed(1)}`,
    ].join('  '),
  );
  await served.close();
  count = plugins + BURST_PLUGINS;
}
server?.remove();
await rm(root, { recursive: true, force: true });
