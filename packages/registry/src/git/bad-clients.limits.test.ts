import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BAD_KINDS, openBadClients } from '../../test/bad-clients.ts';
import { servedTarget } from '../../test/bad-target.ts';
import { type TestRegistry, tempDir, testRegistry } from '../../test/start-registry.ts';
import { gitEnvironment } from './git-process.ts';

const run = promisify(execFile);
const HANG_MS = 60_000;

async function clone(registry: TestRegistry): Promise<void> {
  const dir = join(await tempDir(), 'clone');
  const args = ['clone', '-q', '--depth', '1', `${registry.url}/git/acme/sales.git`, dir];
  await run('git', args, { env: gitEnvironment(), timeout: HANG_MS });
}

describe.each(BAD_KINDS)('forty clients with %s', (kind) => {
  test('keep nobody from cloning, nor leave anything behind', { timeout: 2 * HANG_MS }, async () => {
    const { registry, target } = await servedTarget();
    const bad = await openBadClients(kind, { ...target, count: 40 });
    onTestFinished(() => bad.leave());
    await clone(registry);
    bad.leave();
    await clone(registry);
    await expect.poll(() => gitChildren(), { timeout: HANG_MS }).toEqual([]);
    await expect.poll(() => connections(registry), { timeout: HANG_MS }).toBe(0);
  });
});

test('git is not started for a request that is not whole', async () => {
  const { registry, target } = await servedTarget();
  const bad = await openBadClients('half a body', { ...target, count: 20 });
  onTestFinished(() => bad.leave());
  expect((await registry.get('/healthz')).statusCode).toBe(200);
  expect(await gitChildren()).toEqual([]);
});

test('a header that does not end is cut off', { timeout: HANG_MS }, async () => {
  const registry = await testRegistry();
  await registry.listen();
  const { hostname, port } = new URL(registry.url);
  const socket = connect(Number(port), hostname);
  socket.write('GET /healthz HTTP/1.1\r\nhost');
  socket.resume();
  await once(socket, 'close');
});

function connections({ app }: TestRegistry): Promise<number> {
  return new Promise((resolve, reject) =>
    app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}

/** Of this process, with those that git started itself. */
async function gitChildren(): Promise<string[]> {
  const rows = new Map<number, { name: string; parent: number }>();
  for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
    const [, name, , parent] = /\((.*)\) (\S) (\d+)/.exec(stat) ?? [];
    if (name !== undefined) rows.set(Number(id), { name, parent: Number(parent) });
  }
  const isOurs = (parent: number): boolean =>
    parent === process.pid || (rows.get(parent)?.name === 'git' && isOurs(rows.get(parent)?.parent ?? 0));
  return [...rows.values()]
    .filter(({ name, parent }) => name.startsWith('git') && isOurs(parent))
    .map(({ name }) => name);
}
