/**
 * How long PostgreSQL that crashes, or a replica that is killed, keeps four publishers from publishing, and how soon one replica
 * serves what another acknowledged. Run with `node --conditions=rolekit-source bench/registry/faults.ts [rounds] [publications]`.
 */
import { cpus, loadavg } from 'node:os';
import { packPlugin } from '../../packages/registry/test/pack-plugin.ts';
import { makePostgres } from '../../packages/registry/test/postgres-server.ts';
import { Publishers } from '../../packages/registry/test/publishers.ts';
import { readVersions } from '../../packages/registry/test/read-versions.ts';
import type { Served } from '../../packages/registry/test/registry-process.ts';
import { replicaSet, untilVisible } from '../../packages/registry/test/replica-set.ts';

const [rounds = 5, publications = 40] = process.argv.slice(2).map(Number);
const ends: (() => Promise<void>)[] = [];
const atEnd = (end: () => Promise<void>) => void ends.unshift(end);

const percentile = (values: readonly number[], share: number): string =>
  (values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN).toFixed(0);
const spread = (values: readonly number[]) => `p50 ${percentile(values, 0.5)} ms, max ${percentile(values, 1)} ms`;

async function report(what: string, times: readonly number[], publishers: Publishers, served: Served): Promise<void> {
  await publishers.stop();
  const { acknowledged, names, retried } = publishers;
  const { stored, lost, half } = await readVersions(served, names, publishers.digests());
  const found = acknowledged.filter(({ requests, status }) => requests > 1 && status === 200).length;
  console.log(
    `${what}: publications again after ${spread(times)} (${times.length} times); ${acknowledged.length} acknowledged, ` +
      `${retried} sent again, ${found} of these were there already; ${stored} stored, ${lost.length} lost, ${half.length} half`,
  );
}

console.log(`${cpus().length} processors of ${cpus()[0]?.model}, Node ${process.version}`);
const server = await makePostgres({ isDurable: true });
atEnd(async () => server.remove());
try {
  const crashed = await replicaSet(atEnd, server);
  const alone = await crashed.start('a');
  const first = new Publishers([alone]);
  const restarts: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await first.more(12);
    const began = performance.now();
    await server.restart();
    restarts.push(await first.outage(began));
  }
  await report('PostgreSQL crashed and was started', restarts, first, alone);
  await alone.close();

  const set = await replicaSet(atEnd, server);
  const b = await set.start('b');
  let a = await set.start('a');
  const second = new Publishers([a, b]);
  const kills: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await second.more(12);
    const began = performance.now();
    await a.kill();
    second.use([b]);
    kills.push(await second.recovered(began));
    a = await set.start('a');
    second.use([a, b]);
  }
  await report('One of two replicas was killed', kills, second, b);

  const times = { API: [] as number[], 'marketplace.json': [] as number[], 'all.git': [] as number[] };
  for (let at = 0; at < publications; at += 1) {
    const [by, other] = at % 2 === 0 ? [a, b] : [b, a];
    const plugin = await packPlugin({ name: `fresh-${at % 10}`, version: `1.0.${Math.floor(at / 10)}` });
    const seen = await untilVisible(plugin, by, other);
    for (const face of Object.keys(times) as (keyof typeof times)[]) times[face].push(seen[face]);
  }
  for (const [face, values] of Object.entries(times))
    console.log(`${publications} publications were in ${face} of the other replica after ${spread(values)}`);
  console.log(`load ${loadavg()[0]?.toFixed(1)}`);
} finally {
  for (const end of ends) await end();
}
