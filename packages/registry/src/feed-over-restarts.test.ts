import { expect, test } from 'vitest';
import { followStream, readPages, type SeenEvent } from '../test/feed-readers.ts';
import { packPlugin } from '../test/pack-plugin.ts';
import { type Served, serveRegistry } from '../test/registry-process.ts';
import { tempDir, testRegistry } from '../test/start-registry.ts';
import { databaseOf } from '../test/test-database.ts';

const PUBLISHERS = ['p0', 'p1', 'p2', 'p3'];
const VERSIONS = 6;

test('over a kill and a restart, while four publish, readers of pages and of the stream see each event once, in order', async () => {
  const dataDir = await tempDir();
  const { database } = await databaseOf(dataDir);
  let registry: Served = await serveRegistry(dataDir, { options: { database } });
  let acknowledged = 0;
  let hasEnded = false;
  const place = { url: () => registry.url, hasEnded: () => hasEnded };
  const byPages: SeenEvent[] = [];
  const byStream: SeenEvent[] = [];
  const reading = [readPages(place, byPages), followStream(place, byStream)] as const;
  const publishing = PUBLISHERS.map(async (name) => {
    for (let patch = 0; patch < VERSIONS; patch += 1) {
      const plugin = await packPlugin({ name, version: `1.0.${patch}` });
      // an answer that was cut off: sent again, until one comes
      await expect
        .poll(async () => (await registry.send(plugin).catch(() => undefined))?.status, WAIT)
        .toBeLessThan(300);
      acknowledged += 1;
    }
  });
  await expect.poll(() => acknowledged, WAIT).toBeGreaterThanOrEqual(8);
  await registry.kill();
  registry = await serveRegistry(dataDir, { options: { database } });
  await expect.poll(() => acknowledged, WAIT).toBeGreaterThanOrEqual(16);
  await registry.close();
  registry = await serveRegistry(dataDir, { options: { database } });
  await Promise.all(publishing);
  const published = PUBLISHERS.length * VERSIONS;
  await expect.poll(() => Math.min(byPages.length, byStream.length), WAIT).toBeGreaterThanOrEqual(published);
  // what would come twice comes now
  await new Promise((resolve) => setTimeout(resolve, 500));
  hasEnded = true;
  const [, connections] = await Promise.all(reading);
  await registry.close();

  const { catalogue } = await testRegistry({ dataDir });
  const lines = await catalogue.audit.lines({ since: 0, limit: 1000 });
  const recorded = lines.flatMap(({ event }) => (event === null ? [] : [event]));
  expect(recorded.map(({ seq }) => seq)).toEqual(Array.from({ length: published }, (_, at) => at + 1));
  expect(byPages).toEqual(recorded);
  expect(byStream).toEqual(recorded);
  expect(connections).toBeGreaterThanOrEqual(3);
}, 120_000);

const WAIT = { timeout: 60_000, interval: 20 };
