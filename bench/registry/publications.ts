/**
 * Two hundred publications beside 10,000 plugins and beside ten, in turns, so that a busy machine hits both alike. Run with
 * `node --conditions=rolekit-source bench/registry/publications.ts [--postgres]`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import '../built.ts';
import { makePostgres } from '../../packages/registry/test/postgres-server.ts';
import { seed } from '../../packages/registry/test/seed-catalogue.ts';
import { median } from '../median.ts';
import { BURST_PLUGINS, burst, git, quiet, serve } from './served.ts';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const STOCKS = [10, Number(process.env.BENCH_PLUGINS ?? 10_000)];
const root = await mkdtemp(join(tmpdir(), 'rolekit-bench-publications-'));
const servers = process.argv.includes('--postgres')
  ? await Promise.all(STOCKS.map(() => makePostgres({ isDurable: true })))
  : [];

const contestants = [];
for (const [at, plugins] of STOCKS.entries()) {
  const place = { dataDir: join(root, String(plugins)), database: servers[at]?.url };
  await seed(place, 0, plugins);
  const served = await serve('server.ts', [place.dataDir, ...(place.database === undefined ? [] : [place.database])]);
  await git('ls-remote', `${served.url}/git/all.git`);
  contestants.push({ plugins, served, times: [] as number[], cpu: [] as number[], next: plugins });
}
for (let round = 0; round < ROUNDS; round += 1)
  for (const contestant of contestants) {
    const { served, times, cpu } = contestant;
    await quiet(served);
    const { cpuMs } = await served.usage();
    const took = await burst(served, contestant.next);
    await git('ls-remote', `${served.url}/git/all.git`);
    contestant.next += BURST_PLUGINS;
    times.push(median(took));
    cpu.push(((await served.usage()).cpuMs - cpuMs) / took.length);
  }
console.log(
  `\na publication, four publishers, ${servers.length > 0 ? 'PostgreSQL' : 'SQLite'}, load ${loadavg()[0]?.toFixed(1)}`,
);
const [base] = contestants;
for (const { plugins, times, cpu } of contestants)
  console.log(
    `  beside ${String(plugins).padStart(6)} plugins  ${median(times).toFixed(0)} ms, ${(median(times) / median(base?.times ?? [])).toFixed(2)}x  (${times.map((time) => time.toFixed(0)).join(' ')})  processor ${median(cpu).toFixed(1)} ms, ${(median(cpu) / median(base?.cpu ?? [])).toFixed(2)}x`,
  );
for (const { served } of contestants) await served.close();
for (const server of servers) server.remove();
await rm(root, { recursive: true, force: true });
