import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type BucketServer, type Fault, startBucket } from '../../../test/bucket-server.ts';
import { tempDir } from '../../../test/start-registry.ts';
import { blobsSuite, contentOf, digestOf, keep } from '../blobs.suite.ts';
import type { Blobs } from '../blobs.ts';
import type { BucketPlace } from './address.ts';
import { openBucketBlobs } from './bucket-blobs.ts';

interface Opened extends Blobs {
  incoming: string;
  fetched: string;
}

async function open(place: BucketPlace, idleMs?: number): Promise<Opened> {
  const dir = await tempDir();
  const folders = { incoming: join(dir, 'incoming'), fetched: join(dir, 'fetched') };
  const blobs = await openBucketBlobs(place, { ...folders, idleMs });
  onTestFinished(() => blobs.close());
  return Object.assign(blobs, folders);
}

/** What is on the disk of a registry. */
const leftOf = async ({ incoming, fetched }: Opened) => [...(await readdir(incoming)), ...(await readdir(fetched))];

const keyOf = (digest: string) => `rolekit/sha256/${digest.slice(7, 9)}/${digest.slice(7)}`;

const answering =
  (status: number, body = '', headers: Record<string, string> = {}): Fault =>
  (request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };

blobsSuite('in a bucket', async () => {
  const server = await startBucket();
  return {
    blobs: await open(server.place),
    tamper: (digest, content) => server.raw('PUT', keyOf(digest), content),
  };
});

test.each([true, false])(
  'what is there is not written again, unless it is damaged (store with conditions: %s)',
  async (conditional) => {
    const server = await startBucket({ conditional });
    const blobs = await open(server.place);
    const digest = await keep(blobs, 'archive');
    await keep(blobs, 'archive');
    expect(server.headers['if-none-match']).toBe(undefined);
    await server.raw('PUT', keyOf(digest), 'archivf');
    await keep(blobs, 'archive');
    expect(await contentOf(blobs, digest)).toBe('archive');
    expect(await readdir(blobs.incoming)).toEqual([]);
  },
);

test('the store refuses bytes that are not those of the checksum, and holds none of them', async () => {
  const server = await startBucket();
  const blobs = await open(server.place);
  const digest = digestOf('archive');
  await expect(keep(blobs, 'half of', digest)).rejects.toMatchObject({
    code: 'RK_ARCHIVES_REFUSED',
    message: 'The store of the archives refuses the registry (XAmzContentSHA256Mismatch 400).',
  });
  expect(await server.raw('GET', keyOf(digest))).toBe('404');
});

test('many who read at once share one fetch, which lasts a minute; nothing stays on the disk after it', async () => {
  const server = await startBucket();
  const blobs = await open(server.place);
  const digest = await keep(blobs, 'archive');
  server.asked.length = 0;
  const read = await Promise.all(Array.from({ length: 20 }, () => contentOf(blobs, digest)));
  expect(read).toEqual(Array.from({ length: 20 }, () => 'archive'));
  expect(server.asked).toEqual([`GET ${keyOf(digest)}`]);
  const now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => now + 61_000);
  onTestFinished(() => void vi.restoreAllMocks());
  expect(await contentOf(blobs, digest)).toBe('archive');
  expect(server.asked).toHaveLength(2);
  await blobs.close();
  expect(await leftOf(blobs)).toEqual([]);
});

test('a wrong key, a missing bucket and a redirect refuse, in words without credentials', async () => {
  const server = await startBucket();
  const reasonOf = async (place: BucketPlace) => {
    const error = await (await open(place)).state(digestOf('x')).catch((caught: unknown) => caught);
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('geheim');
    expect(error).toMatchObject({ code: 'RK_ARCHIVES_REFUSED', status: 503, headers: { 'retry-after': '30' } });
    return (error as Error).message;
  };
  const wrong = { ...server.place, secretAccessKey: 'geheim' };
  expect(await reasonOf(wrong)).toContain('(SignatureDoesNotMatch 403)');
  expect(await reasonOf({ ...server.place, url: 's3://other' })).toContain('(NoSuchBucket 404)');
  server.fault('GET', answering(307, '', { location: 'http://127.0.0.1:9/' }));
  expect(await reasonOf(server.place)).toContain('it answered 307, a redirect, which is not followed');
  server.fault('GET', answering(403, '<Error><Code>AccessDenied</Code><Message>geheim</Message></Error>'));
  expect(await reasonOf(server.place)).toContain('(AccessDenied 403)');
});

test.each<[string, (server: BucketServer) => unknown, string]>([
  ['is stopped', (server) => server.stop(), 'ECONNREFUSED'],
  ['answers 503', (server) => server.fault('GET', answering(503)), 'it answered 503'],
  ['hangs', (server) => server.fault('GET', () => {}), 'no byte in 0.3 s'],
  ['hangs up', (server) => server.fault('GET', (request) => request.destroy()), 'ECONNRESET'],
  [
    'stops in the middle of a body',
    (server) =>
      server.fault('GET', (_, response) => {
        response.writeHead(200, { 'content-length': '7' }).write('arch');
        setTimeout(() => response.destroy(), 50);
      }),
    'ECONNRESET',
  ],
  [
    'hangs in the middle of a body',
    (server) => server.fault('GET', (_, response) => response.writeHead(200, { 'content-length': '7' }).write('arch')),
    'no byte in 0.3 s',
  ],
])('a store that %s is away, and nothing half is kept', async (_, fail, reason) => {
  const server = await startBucket();
  const blobs = await open(server.place, 300);
  const digest = await keep(blobs, 'archive');
  await fail(server);
  await expect(blobs.open(digest)).rejects.toMatchObject({
    code: 'RK_ARCHIVES_AWAY',
    status: 503,
    message: `The store of the archives does not answer (${reason}).`,
    headers: { 'retry-after': '5' },
  });
  expect(await leftOf(blobs)).toEqual([]);
});

test('one failure in passing is tried again', async () => {
  const server = await startBucket();
  const blobs = await open(server.place);
  server.fault('PUT', (request, response) => {
    server.fault('PUT', undefined);
    answering(503)(request, response);
  });
  const digest = await keep(blobs, 'archive');
  expect(await server.raw('GET', keyOf(digest))).toBe('archive');
});

test('a sweep of a start leaves the bucket alone; a repair removes what nothing refers to for an hour', async () => {
  const server = await startBucket();
  const blobs = await open(server.place);
  const digest = await keep(blobs, 'kept');
  const other = await keep(blobs, 'not kept');
  await writeFile(blobs.scratch(), 'half');
  const referred = new Set([digest]);
  expect(await blobs.strays(referred)).toMatchObject({ stored: [] });
  expect(await blobs.sweep(referred, 'start')).toBe(1);
  const later = Date.now() + 2 * 3_600_000;
  vi.spyOn(Date, 'now').mockImplementation(() => later);
  onTestFinished(() => void vi.restoreAllMocks());
  expect(await blobs.strays(referred)).toMatchObject({ stored: [other] });
  expect([await blobs.claim(other), await blobs.claim(digestOf('none'))]).toEqual([true, false]);
  expect(await blobs.sweep(referred)).toBe(1);
  expect([await blobs.state(digest), await blobs.state(other)]).toEqual(['whole', 'missing']);
});

test('a list of several pages is read to its end', async () => {
  const server = await startBucket();
  const blobs = await open(server.place);
  const [first, second] = [digestOf('1'), digestOf('2')];
  const page = (digest: string, more: string) =>
    `<ListBucketResult><Contents><Key>${keyOf(digest)}</Key><LastModified>2026-11-20T10:00:00.000Z</LastModified></Contents>${more}</ListBucketResult>`;
  const asked: (string | null)[] = [];
  server.fault('GET', (request, response) => {
    const token = new URL(request.url ?? '', 'http://x').searchParams.get('continuation-token');
    asked.push(token);
    const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>a/b+&amp;=</NextContinuationToken>';
    answering(200, token === null ? page(first, more) : page(second, '<IsTruncated>false</IsTruncated>'))(
      request,
      response,
    );
  });
  expect((await blobs.list()).stored).toEqual([first, second]);
  expect(asked).toEqual([null, 'a/b+&=']);
});

test('a probe writes, no more often than every ten seconds', async () => {
  const server = await startBucket();
  const blobs = await open(server.place);
  await Promise.all([blobs.probe(), blobs.probe()]);
  await blobs.probe();
  expect(server.asked).toEqual(['PUT rolekit/health']);
});
