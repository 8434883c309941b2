import { expect, onTestFinished, test } from 'vitest';
import { packPlugin } from '../test/pack-plugin.ts';
import { Publishers } from '../test/publishers.ts';
import { readVersions } from '../test/read-versions.ts';
import { serveRegistry } from '../test/registry-process.ts';
import { tempDir, testRegistry } from '../test/start-registry.ts';
import { verifyRegistry } from './verify/index.ts';

test('a registry that stops answers what is under way, refuses what comes, and reads until then', async () => {
  let reach = () => {};
  let goOn = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const gone = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const registry = await testRegistry(
    {},
    {
      async afterStep(step) {
        if (step !== 'store-blob') return;
        reach();
        await gone;
      },
    },
  );
  await registry.listen();
  const { dataDir, token, url } = registry;
  const send = async (name: string) => {
    const answer = await fetch(`${url}/v1/plugins/acme/${name}/versions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/gzip' },
      body: Buffer.from((await packPlugin({ name })).tgz),
    });
    const { error } = (await answer.json()) as { error?: { code: string } };
    return [answer.status, error?.code, answer.headers.get('retry-after')];
  };
  const first = send('first');
  await reached;
  const closed = registry.close();
  expect(await send('second')).toEqual([503, 'RK_STOPPING', '2']);
  expect((await fetch(`${url}/v1/plugins`)).status).toBe(200);
  goOn();
  expect(await first).toEqual([201, undefined, null]);
  await closed;
  await expect(fetch(url)).rejects.toThrow();
  const again = await testRegistry({ dataDir });
  expect((await again.get('/v1/plugins')).json().plugins).toMatchObject([{ name: 'first', version: '1.0.0' }]);
});

test('a registry that is asked to end under four publishers ends with 0, and leaves nothing half', async () => {
  const dataDir = await tempDir();
  const first = await serveRegistry(dataDir);
  onTestFinished(() => first.kill());
  const publishers = new Publishers([first]);
  await publishers.more(6);
  expect(await first.terminate()).toBe(0);
  const { problems } = await verifyRegistry({ dataDir });
  expect(problems).toEqual([]);
  const second = await serveRegistry(dataDir);
  onTestFinished(() => second.kill());
  publishers.use([second]);
  await publishers.more(4);
  await publishers.stop();
  expect(await readVersions(second, publishers.names, publishers.digests())).toEqual({
    stored: publishers.acknowledged.length,
    lost: [],
    half: [],
  });
});
