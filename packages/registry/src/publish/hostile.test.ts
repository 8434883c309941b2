import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { packBundle } from '@rolekit/sdk/bundle';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleFixture } from '../../../sdk/src/bundle/bundle.fixture.ts';
import { HOSTILE_BUNDLES } from '../../../sdk/src/bundle/hostile/table.fixture.ts';
import { type TestRegistry, testRegistry } from '../../test/start-registry.ts';
import type { Finding } from '../archive-finding.ts';

let registry: TestRegistry;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  registry = await testRegistry({ limits: { publishesPerMinute: 10_000 } }, {}, (end) => ends.push(end));
});

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

async function send(changes: Record<string, string | undefined>) {
  const { tgz, digest } = await packBundle(bundleFixture(changes));
  return registry.send({ namespace: 'acme', name: 'sales', version: '1.2.3', tgz, digest, files: [] });
}

describe('a registry refuses', () => {
  test.each(HOSTILE_BUNDLES.map((row) => [row.name, row] as const))('%s', async (_, { changes, code, file }) => {
    const answer = await send(changes);
    expect(answer.statusCode).toBe(422);
    const { findings } = answer.json<{ error: { findings: Finding[] } }>().error;
    expect(findings.map((finding) => `${finding.code} ${finding.file}`)).toContain(`${code} ${file}`);
  });
});

test('it keeps nothing of them, and takes the bundle that they are changes of', async () => {
  expect(await readdir(join(registry.dataDir, 'blobs', 'incoming'))).toEqual([]);
  expect(await readdir(join(registry.dataDir, 'blobs', 'sha256'))).toEqual([]);
  expect((await registry.get('/v1/plugins/acme/sales')).statusCode).toBe(404);
  expect((await registry.get('/v1/changes')).json()).toMatchObject({ events: [] });
  expect((await send({})).statusCode).toBe(201);
});
