import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { packPlugin } from '../test/pack-plugin.ts';
import { tempDir, testRegistry } from '../test/start-registry.ts';

const run = promisify(execFile);

test('what is published can be listed, read, downloaded and cloned', async () => {
  const registry = await testRegistry();
  await registry.listen();
  const plugin = await packPlugin();

  const sent = await registry.send(plugin);
  expect(sent.json()).toMatchObject({
    id: 'acme/sales',
    version: '1.0.0',
    digest: plugin.digest,
    created: true,
    latest: '1.0.0',
  });
  expect(sent.statusCode).toBe(201);
  expect((await registry.get('/v1/plugins')).json().plugins.map((row: { id: string }) => row.id)).toEqual([
    'acme/sales',
  ]);
  const archive = await registry.get('/v1/plugins/acme/sales/versions/latest/archive');
  expect(archive.rawPayload.equals(Buffer.from(plugin.tgz))).toBe(true);

  const dir = await tempDir();
  await run('git', ['clone', '-q', `${registry.url}/git/acme/sales.git`, join(dir, 'sales')]);
  const { stdout } = await run('git', ['-C', join(dir, 'sales'), 'log', '--format=%H %an %s', 'HEAD']);
  const detail = (await registry.get('/v1/plugins/acme/sales/versions/1.0.0')).json();
  expect(stdout.trim()).toBe(`${detail.commit} Rolekit Registry sales 1.0.0`);
  await run('git', ['clone', '-q', '--depth', '1', `${registry.url}/git/all.git`, join(dir, 'all')]);
});
