import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createRegistry, type Registry } from '@rolekit/registry';
import { packBundle } from '@rolekit/sdk/bundle';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPublishToken } from '../examples/registry-token/token.ts';
import { composeBundle } from '../packages/cli/src/build/compose.ts';
import { readPage } from '../scripts/docs.mjs';

const run = promisify(execFile);
const ROOT = dirname(import.meta.dirname);

/** Every block of the page that is to be run, and what it has to print. */
const BLOCKS = [
  ...readPage('docs/registry.md').matchAll(/<!-- run -->\n```sh\n([\s\S]*?)\n```\n<!-- prints: (.*) -->/g),
].map(([, command = '', prints = '']) => ({ command, prints }));

describe('the requests of the page about the registry, in their order', () => {
  let dir: string;
  let registry: Registry;
  let token: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rolekit-docs-'));
    registry = await createRegistry({ dataDir: join(dir, 'registry') });
    await registry.listen();
    token = await registry.tokens.create({ name: 'docs', namespaces: ['acme'] });
    const { files } = await composeBundle(join(ROOT, 'examples/weather-connector'));
    await writeFile(join(dir, 'weather-0.1.0.tgz'), (await packBundle(files)).tgz);
  });

  afterAll(async () => {
    await registry?.close();
    await rm(dir, { recursive: true, force: true });
  });

  test('there are some', () => expect(BLOCKS.length).toBeGreaterThan(5));

  test.each(BLOCKS)('$command', async ({ command, prints }) => {
    const env = { PATH: process.env.PATH, NO_PROXY: '127.0.0.1', REGISTRY: registry.url, TOKEN: token };
    const { stdout } = await run('sh', ['-ec', command], { cwd: dir, env });
    expect(stdout.replaceAll('": ', '":')).toContain(prints);
  });
});

test('a token of a program publishes to its namespace only', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rolekit-docs-token-'));
  const token = await createPublishToken(dir, 'acme');
  const registry = await createRegistry({ dataDir: dir });
  await registry.listen();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/gzip' };
  const send = (namespace: string) =>
    fetch(`${registry.url}/v1/plugins/${namespace}/x/versions`, { method: 'POST', headers, body: 'x' });
  expect((await send('acme')).status).toBe(422);
  expect((await send('other')).status).toBe(403);
  await registry.close();
  await rm(dir, { recursive: true, force: true });
});
