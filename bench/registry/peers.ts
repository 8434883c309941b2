/**
 * Hot reads of one plugin beside 10,000 others and beside Verdaccio and bare Fastify with the same bytes, with and without a
 * token; and durable publications a second from four publishers, on both databases. In turns, so that a busy machine hits all alike. Run with
 * `node --conditions=rolekit-source bench/registry/peers.ts`.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import '../built.ts';
import { openVerdaccio, type Verdaccio } from '../../e2e/release/verdaccio.ts';
import { openCatalogue } from '../../packages/registry/src/store/database-catalogue.ts';
import { openSqlite } from '../../packages/registry/src/store/sqlite/connections.ts';
import { makePostgres } from '../../packages/registry/test/postgres-server.ts';
import { packed, pluginName, seed } from '../../packages/registry/test/seed-catalogue.ts';
import { median } from '../median.ts';
import { publish, type Served, serve } from './served.ts';

const PLUGINS = Number(process.env.BENCH_PLUGINS ?? 10_000);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const PUBLISHERS = 4;
const EACH = 25;
const root = await mkdtemp(join(tmpdir(), 'rolekit-bench-peers-'));

async function privateNamespace(dataDir: string): Promise<void> {
  const catalogue = await openCatalogue(openSqlite(join(dataDir, 'catalogue.sqlite')));
  await catalogue.setVisibility('team-1', 'private', 'bench');
  await catalogue.close();
}

/** A package of one archive, as npm sends it. */
async function publishPackage(
  { url, userConfig }: Verdaccio,
  name: string,
  version: string,
  tgz: Buffer,
): Promise<number> {
  const token = /_authToken=(.*)/.exec(await readFile(userConfig, 'utf8'))?.[1];
  const file = `${name}-${version}.tgz`;
  const integrity = `sha512-${createHash('sha512').update(tgz).digest('base64')}`;
  const dist = { tarball: `${url}/${name}/-/${file}`, integrity };
  const began = performance.now();
  const answer = await fetch(`${url}/${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      _id: name,
      name,
      'dist-tags': { latest: version },
      versions: { [version]: { name, version, description: 'Everything a seller needs.', dist } },
      _attachments: {
        [file]: { content_type: 'application/octet-stream', data: tgz.toString('base64'), length: tgz.byteLength },
      },
    }),
  });
  if (answer.status !== 201) throw new Error(`Verdaccio: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
  return performance.now() - began;
}

async function rate(url: string, headers: Record<string, string> = {}): Promise<number> {
  const result = await autocannon({ url, connections: 50, duration: SECONDS, method: 'GET', headers, body: '' });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed`);
  return result.requests.average;
}

/** A second's publications, each publisher one after the other. */
async function publications(send: (publisher: number, at: number) => Promise<number>): Promise<number> {
  const began = performance.now();
  await Promise.all(
    Array.from({ length: PUBLISHERS }, async (_, publisher) => {
      for (let at = 0; at < EACH; at += 1) await send(publisher, at);
    }),
  );
  return (PUBLISHERS * EACH * 1000) / (performance.now() - began);
}

/** Plugins of namespaces that are not private. */
function publishTo(served: Served, round: number): Promise<number> {
  const first = PLUGINS + 200 + round * PUBLISHERS * EACH;
  return publications(async (publisher, at) => publish(served, await packed(first + publisher * EACH + at, '1.0.0')));
}

console.log(`${cpus().length} processors of ${cpus()[0]?.model}, Node ${process.version}`);
const dataDir = join(root, 'data');
await seed({ dataDir }, 0, PLUGINS);
await privateNamespace(dataDir);
const ours: Served = await serve('server.ts', [dataDir]);
const path = (at: number) => `/v1/plugins/${pluginName(at).namespace}/${pluginName(at).name}`;
const same = join(root, 'same.json');
await writeFile(same, Buffer.from(await (await fetch(`${ours.url}${path(0)}`)).arrayBuffer()));
const floor = await serve('floor.ts', [same]);
const server = await makePostgres({ isDurable: true }).catch((error: unknown) => {
  console.log(`PostgreSQL is not measured: ${String(error)}`);
  return undefined;
});
const onPostgres = server && (await serve('server.ts', [join(root, 'postgres'), server.url]));
const verdaccio = await openVerdaccio();
const { tgz } = await packed(0, '1.0.0');
for (let patch = 0; patch < 5; patch += 1)
  await publishPackage(verdaccio, '@rolekit/plugin-0', `1.0.${patch}`, Buffer.from(tgz));

const reads: Record<string, () => Promise<number>> = {
  'rolekit, anonymous': () => rate(`${ours.url}${path(0)}`),
  'rolekit, private with a token': () => rate(`${ours.url}${path(100)}`, { authorization: `Bearer ${ours.reader}` }),
  'bare Fastify': () => rate(`${floor.url}${path(0)}`),
  Verdaccio: () => rate(`${verdaccio.url}/@rolekit%2fplugin-0`),
};
const writes: Record<string, (round: number) => Promise<number>> = {
  'rolekit on SQLite': (round) => publishTo(ours, round),
  ...(onPostgres && { 'rolekit on PostgreSQL': (round: number) => publishTo(onPostgres, round) }),
  Verdaccio: (round) =>
    publications((publisher, at) =>
      publishPackage(verdaccio, `@rolekit/p-${round}-${publisher}-${at}`, '1.0.0', Buffer.from(tgz)),
    ),
};
const figures = new Map<string, number[]>();
const keep = (name: string, value: number) => figures.set(name, [...(figures.get(name) ?? []), value]);
for (const read of Object.values(reads)) await read();
for (let round = 0; round < ROUNDS; round += 1)
  for (const [name, read] of Object.entries(reads)) keep(name, await read());
for (let round = 0; round < ROUNDS; round += 1)
  for (const [name, write] of Object.entries(writes)) keep(`publish ${name}`, await write(round));
await ours.close();
await onPostgres?.close();
server?.remove();
await floor.close();
await verdaccio.close();
await rm(root, { recursive: true, force: true });

const of = (name: string) => median(figures.get(name) ?? []);
console.log(
  `\nhot reads of one plugin beside ${PLUGINS}, 50 connections (median of ${ROUNDS}), load ${loadavg()[0]?.toFixed(1)}`,
);
for (const name of Object.keys(reads))
  console.log(
    `  ${name.padEnd(30)} ${of(name).toFixed(0).padStart(7)}/s  ${(of(name) / of('Verdaccio')).toFixed(1)}x Verdaccio  ${(of(name) / of('bare Fastify')).toFixed(2)} of bare Fastify`,
  );
console.log(`durable publications, ${PUBLISHERS} publishers (median of ${ROUNDS})`);
for (const name of Object.keys(writes))
  console.log(
    `  ${name.padEnd(30)} ${of(`publish ${name}`).toFixed(1).padStart(7)}/s  ${(of(`publish ${name}`) / of('publish Verdaccio')).toFixed(1)}x Verdaccio`,
  );
