import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fetchRequest } from '../../test/bad-clients.ts';
import { servedTarget } from '../../test/bad-target.ts';
import type { TestRegistry } from '../../test/start-registry.ts';

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
