import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { fetchRequest } from '../../test/bad-clients.ts';
import { servedTarget } from '../../test/bad-target.ts';
import { type TestRegistry, tempDir } from '../../test/start-registry.ts';
import { gitEnvironment } from './git-process.ts';
import { MAX_KEPT, uploadPack } from './upload-pack.ts';

test('what git does not understand is the fault of the request', async () => {
  const { registry } = await servedTarget();
  const answer = await post(registry, Buffer.from('zzzz'));
  expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
    400,
    'RK_REQUEST_INVALID',
  ]);
});

test('a body that is too large, plain or unpacked, is refused as that', async () => {
  const { registry } = await servedTarget();
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
  const { registry, target } = await servedTarget();
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

test('an answer that is a little longer than what is kept is whole, also when git has ended before it is read', async () => {
  const dir = join(await tempDir(), 'large.git');
  const git = (args: string[], input?: Uint8Array) =>
    execFileSync('git', args, { input, env: gitEnvironment(), maxBuffer: 64 * 1024 * 1024 });
  const oid = (args: string[], input?: Uint8Array) =>
    git(['--git-dir', dir, ...args], input)
      .toString()
      .trim();
  git(['init', '-q', '--bare', dir]);
  const blob = oid(['hash-object', '-w', '--stdin'], randomBytes(MAX_KEPT + 20_000));
  const tree = oid(['mktree'], Buffer.from(`100644 blob ${blob}\tlarge\n`));
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@b.c'];
  const commit = oid([...author, 'commit-tree', tree, '-m', 'large']);
  oid(['update-ref', 'refs/heads/main', commit]);
  const input = fetchRequest(commit, 'a'.repeat(40));
  const request = { dir, advertise: false, protocol: 'version=2', input, signal: AbortSignal.timeout(60_000) };
  const pack = await uploadPack({ ...request, log: Fastify().log });
  const { head, rest } = pack as { head: Buffer; rest: Readable };
  await sleep(500);
  const whole = Buffer.concat([head, await buffer(rest)]);
  expect(whole.length).toBeGreaterThan(MAX_KEPT + 20_000);
  // the flush packet with which git ends
  expect(whole.subarray(-4).toString()).toBe('0000');
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
