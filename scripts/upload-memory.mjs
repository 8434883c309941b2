// How much memory the registry takes while twelve uploads near the limit arrive at once:
//   node --conditions=rolekit-source scripts/upload-memory.mjs [uploads]
// Linux only: the peak is read from /proc.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRegistry } from '@rolekit/registry';
import { packBundle } from '@rolekit/sdk/bundle';
import { packPlugin } from '../packages/registry/test/pack-plugin.ts';

const MIB = 1024 * 1024;
/** Unpacked, of twelve files of 19 MiB: 228 MiB, and 46 MiB of archive. */
const FILES = 12;

if (process.argv[2] === 'serve') await serve(process.argv[3]);
else await measure(Number(process.argv[2] ?? 12));

async function serve(dataDir) {
  const registry = await createRegistry({ dataDir });
  const url = await registry.listen();
  process.send({ url, token: await registry.tokens.create({ name: 'load', namespaces: ['acme'] }) });
  process.once('message', async () => {
    await registry.close();
    process.exit();
  });
}

async function measure(uploads) {
  const dataDir = await mkdtemp(join(tmpdir(), 'rolekit-memory-'));
  const child = fork(import.meta.filename, ['serve', dataDir], { execArgv: process.execArgv });
  const { url, token } = await new Promise((resolve) => child.once('message', resolve));
  const archives = [];
  for (let at = 0; at < uploads; at += 1) archives.push({ name: `big${at}`, tgz: await nearTheLimit(`big${at}`) });
  const idle = await memoryOf(child.pid, 'VmRSS');
  const start = performance.now();
  const answers = await Promise.all(
    archives.map(async ({ name, tgz }) => {
      const answer = await fetch(`${url}/v1/plugins/acme/${name}/versions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/gzip' },
        body: tgz,
      });
      const body = await answer.json();
      return body.error?.findings?.[0]?.code ?? body.error?.code ?? answer.status;
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const peak = await memoryOf(child.pid, 'VmHWM');
  const left = await readdir(join(dataDir, 'blobs', 'incoming'));
  process.stdout.write(
    `${JSON.stringify({ uploads, archive: Math.round(archives[0].tgz.length / MIB), answers: [...new Set(answers)], seconds: Math.round(seconds), idle, peak, left: left.length })}\n`,
  );
  child.send('stop');
  await new Promise((resolve) => child.once('exit', resolve));
  await rm(dataDir, { recursive: true });
}

async function nearTheLimit(name) {
  const { files } = await packPlugin({ name });
  const noise = randomBytes(4 * MIB - 160 * 1024);
  const big = Array.from({ length: FILES }, (_, at) => {
    const bytes = Buffer.alloc(19 * MIB, `filler of ${name} ${at} `);
    noise.copy(bytes, 0);
    bytes.writeUInt32LE(at, 0);
    return { path: `server/data-${at}.json`, bytes };
  });
  const { tgz } = await packBundle([...files, ...big]);
  return tgz;
}

/** In MiB. */
async function memoryOf(pid, field) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
}
