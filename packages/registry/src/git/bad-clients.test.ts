import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BAD_KINDS, type BadClientsOptions, fetchRequest, openBadClients } from '../../test/bad-clients.ts';
import { type TestRegistry, tempDir, testRegistry } from '../../test/start-registry.ts';
import { gitEnvironment } from './git-process.ts';

const run = promisify(execFile);
const HANG_MS = 60_000;

async function served(): Promise<{ registry: TestRegistry; target: Omit<BadClientsOptions, 'count'> }> {
  const registry = await testRegistry();
  await registry.listen();
  // more than a connection's buffers take, and nothing that packs small
  const noise = randomBytes(3_000_000).toString('base64');
  const files = Object.fromEntries(
    [0, 1, 2].map((at) => [
      `skills/review-forecast/references/${at}.md`,
      noise.slice(at * 500_000, (at + 1) * 500_000),
    ]),
  );
  await registry.publish({ files });
  const { commit } = (await registry.get('/v1/plugins/acme/sales/versions/1.0.0')).json();
  return { registry, target: { url: registry.url, repository: 'acme/sales.git', commit } };
}

async function clone(registry: TestRegistry): Promise<void> {
  const dir = join(await tempDir(), 'clone');
  const args = ['clone', '-q', '--depth', '1', `${registry.url}/git/acme/sales.git`, dir];
  await run('git', args, { env: gitEnvironment(), timeout: HANG_MS });
}

describe.each(BAD_KINDS)('forty clients with %s', (kind) => {
  test('keep nobody from cloning, nor leave anything behind', { timeout: 2 * HANG_MS }, async () => {
    const { registry, target } = await served();
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
  const { registry, target } = await served();
  const bad = await openBadClients('half a body', { ...target, count: 20 });
  onTestFinished(() => bad.leave());
  expect((await registry.get('/healthz')).statusCode).toBe(200);
  expect(await gitChildren()).toEqual([]);
});

test('what git does not understand is the fault of the request', async () => {
  const { registry } = await served();
  const answer = await post(registry, Buffer.from('zzzz'));
  expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
    400,
    'RK_REQUEST_INVALID',
  ]);
});

test('a body that is too large, plain or unpacked, is refused as that', async () => {
  const { registry } = await served();
  const large = Buffer.alloc(3 * 1024 * 1024, '0');
  for (const [body, encoding] of [
    [large, undefined],
    [gzipSync(large), 'gzip'],
  ] as const) {
    const answer = await post(registry, body, encoding);
    expect([encoding, answer.status]).toEqual([encoding, 413]);
  }
  expect((await post(registry, Buffer.from('no gzip'), 'gzip')).status).toBe(400);
  expect((await post(registry, Buffer.from('0000'), 'br')).status).toBe(400);
});

test('equal requests are answered by the same bytes until the plugin changes', async () => {
  const { registry, target } = await served();
  const ask = async () =>
    Buffer.from(await (await post(registry, fetchRequest(target.commit, 'a'.repeat(40)))).arrayBuffer());
  const first = await ask();
  expect(first.includes('PACK')).toBe(true);
  expect((await ask()).equals(first)).toBe(true);
  const refs = () => registry.get('/git/acme/sales.git/info/refs?service=git-upload-pack');
  expect((await refs()).body).not.toContain('refs/tags/v1.0.1');
  await registry.publish({ version: '1.0.1' });
  expect((await refs()).body).toContain('refs/tags/v1.0.1');
});

function post(registry: TestRegistry, body: Buffer, encoding?: string): Promise<Response> {
  return fetch(`${registry.url}/git/acme/sales.git/git-upload-pack`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-git-upload-pack-request',
      'git-protocol': 'version=2',
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    },
    body: new Uint8Array(body),
  });
}

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
