/** A shallow clone beside 200 clients that hang, trickle or leave, as a ratio to a clone of a quiet registry in the same run. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import './built.ts';
import { gitEnvironment } from '../packages/registry/src/git/git-process.ts';
import { createRegistry } from '../packages/registry/src/registry.ts';
import { BAD_KINDS, openBadClients } from '../packages/registry/test/bad-clients.ts';
import { packPlugin } from '../packages/registry/test/pack-plugin.ts';
import { median } from './median.ts';

const CLIENTS = Number(process.env.BENCH_CLIENTS ?? 200);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const run = promisify(execFile);
const root = await mkdtemp(join(tmpdir(), 'rolekit-bench-git-'));

const registry = await createRegistry({ dataDir: join(root, 'data') });
await registry.listen();
const token = await registry.tokens.create({ name: 'bench', namespaces: ['*'] });
const text = randomBytes(1_000_000).toString('base64');
const { tgz } = await packPlugin({
  files: {
    'skills/review-forecast/references/a.md': text.slice(0, 400_000),
    'skills/review-forecast/references/b.md': text.slice(400_000, 800_000),
  },
});
const published = await fetch(`${registry.url}/v1/plugins/acme/sales/versions`, {
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/gzip' },
  body: new Uint8Array(tgz),
});
if (published.status !== 201) throw new Error(await published.text());
const details = await fetch(`${registry.url}/v1/plugins/acme/sales/versions/1.0.0`);
const { commit } = (await details.json()) as { commit: string };
const target = { url: registry.url, repository: 'acme/sales.git', commit, count: CLIENTS };

let clones = 0;
async function clone(): Promise<number> {
  const began = performance.now();
  clones += 1;
  // a depth of its own, so that no answer to an earlier clone serves this one
  const args = [
    'clone',
    '-q',
    '--depth',
    `${clones}`,
    `${registry.url}/git/acme/sales.git`,
    join(root, `clone-${clones}`),
  ];
  await run('git', args, { env: gitEnvironment() });
  return (performance.now() - began) / 1000;
}

const addresses = {
  'its own address': () => '127.0.0.1',
  'twenty others': (at: number) => `127.0.0.${2 + (at % 20)}`,
};

await clone();
const quiet: number[] = [];
const times = new Map<string, { beside: number[]; after: number[] }>();
for (let round = 0; round < ROUNDS; round++) {
  quiet.push(await clone());
  for (const kind of BAD_KINDS) {
    for (const [from, addressOf] of Object.entries(addresses)) {
      const name = `${kind}, from ${from}`;
      const kept = times.get(name) ?? { beside: [], after: [] };
      times.set(name, kept);
      const bad = await openBadClients(kind, { ...target, addressOf });
      kept.beside.push(await clone());
      bad.leave();
      kept.after.push(await clone());
    }
  }
}
await registry.close();
await rm(root, { recursive: true, force: true });

const base = median(quiet);
console.log(`\nshallow clone beside ${CLIENTS} bad clients, and at once after they left (median of ${ROUNDS}, worst)`);
console.log(`  ${'a quiet registry'.padEnd(56)} ${base.toFixed(2)} s`);
for (const [name, { beside, after }] of times) {
  const [one, two] = [median(beside), median(after)];
  console.log(
    `  ${name.padEnd(56)} ${one.toFixed(2)} s ${(one / base).toFixed(1)}x (${Math.max(...beside).toFixed(2)})   after ${two.toFixed(2)} s ${(two / base).toFixed(1)}x (${Math.max(...after).toFixed(2)})`,
  );
}
