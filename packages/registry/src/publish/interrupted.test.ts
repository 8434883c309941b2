import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { packBundle } from '@rolekit/sdk/bundle';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { packPlugin } from '../../test/pack-plugin.ts';
import { type TestRegistry, tempDir, testRegistry } from '../../test/start-registry.ts';

const MIB = 1024 * 1024;
/** More than any stream between the disk and the reader holds, so that the rest is left unread. */
const REST = randomBytes(3 * MIB);

let registry: TestRegistry;
const ends: (() => Promise<void>)[] = [];
const logged: string[] = [];

beforeAll(async () => {
  const dataDir = await tempDir((end) => ends.push(end));
  const limits = { archiveBytes: 8 * MIB, totalBytes: 20 * MIB, fileBytes: 4 * MIB, files: 20 };
  const logger = { level: 'error', stream: { write: (line: string) => void logged.push(line) } };
  registry = await testRegistry({ dataDir, limits, logger }, {}, (end) => ends.push(end));
  await registry.listen();
});

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

afterEach(async () => {
  await expect.poll(() => readdir(join(registry.dataDir, 'blobs', 'incoming'))).toEqual([]);
  expect(await readdir(join(registry.dataDir, 'blobs', 'sha256'))).toEqual([]);
  expect(logged.splice(0)).toEqual([]);
});

/** A tar of one file of random bytes, changed by hand. */
async function tarWith(change: (tar: Buffer) => Buffer): Promise<Uint8Array> {
  const { tgz } = await packBundle([{ path: 'a', bytes: REST }]);
  return gzipSync(change(gunzipSync(tgz)), { level: 1 });
}

const small = async () => (await packPlugin()).tgz;
const bomb = async () => (await packBundle([{ path: 'a', bytes: Buffer.alloc(64 * MIB) }])).tgz;
const files = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ path: `f${at + 100}`, bytes: REST.subarray(at, at + 100_000) }));

const padded = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.alloc(1_200_000)]);

test.each<[ending: string, archive: () => Promise<Uint8Array>, code: string]>([
  ['a bomb', bomb, 'archive/bomb'],
  ['a bomb with more behind it', async () => Buffer.concat([await bomb(), REST]), 'archive/bomb'],
  ['too many files', async () => (await packBundle(files(40))).tgz, 'archive/too-many'],
  [
    'more than may be unpacked',
    async () => (await packBundle(files(18).map(({ path, bytes }) => ({ path, bytes: padded(bytes) })))).tgz,
    'archive/too-large',
  ],
  ['a zip', async () => Buffer.concat([Buffer.from('PK\x03\x04\x14\0'), REST]), 'archive/broken'],
  ['a plain tar', async () => Buffer.concat([Buffer.from('plugin.json\0'), REST]), 'archive/broken'],
  ['nothing but zeros', async () => Buffer.alloc(MIB), 'archive/broken'],
  ['text', async () => Buffer.from('not an archive'), 'archive/broken'],
  ['bytes behind the archive', async () => Buffer.concat([await small(), REST]), 'archive/trailing'],
  ['zeros behind the archive', async () => Buffer.concat([await small(), Buffer.alloc(MIB)]), 'archive/trailing'],
  ['an archive twice', async () => Buffer.concat([await small(), await small()]), 'archive/trailing'],
  [
    'files behind the end of the tar',
    () => tarWith((tar) => Buffer.concat([tar.subarray(0, -1024), Buffer.alloc(1024), tar])),
    'archive/trailing',
  ],
  ['an archive cut in the middle', async () => (await tarWith((tar) => tar)).subarray(0, MIB), 'archive/truncated'],
  ['an archive cut in its header', async () => (await small()).subarray(0, 5), 'archive/truncated'],
  [
    'a header that says 8 GiB',
    () =>
      tarWith((tar) => {
        tar.write('77777777777\0', 124);
        tar.write('        ', 148);
        const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
        tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
        return tar;
      }),
    'archive/too-large',
  ],
  [
    'a header whose checksum is wrong',
    () =>
      tarWith((tar) => {
        tar.write('77777777777\0', 124);
        return tar;
      }),
    'archive/broken',
  ],
  [
    'a gzip stream that breaks in the middle',
    async () => {
      const tgz = Buffer.from(gzipSync(Buffer.from(REST.toString('hex'))));
      tgz.fill(0xff, 20_000, 21_000);
      return tgz;
    },
    'archive/broken',
  ],
])('%s is refused with findings', async (_ending, archive, code) => {
  const answer = await registry.send({ ...(await packPlugin()), tgz: await archive() });
  expect([answer.statusCode, answer.json().error.code]).toEqual([422, 'RK_FINDINGS']);
  expect(answer.json().error.findings.map((finding: { code: string }) => finding.code)).toContain(code);
});

const PATH = '/v1/plugins/acme/sales/versions';

/** Sends bytes as they are and returns what came back until the other side closed. */
async function raw(headers: readonly string[], body: readonly Uint8Array[], goAway = false): Promise<string> {
  const { hostname, port, host } = new URL(registry.url);
  const socket = connect(Number(port), hostname);
  const answer = text(socket).catch(() => '');
  const head = [`POST ${PATH} HTTP/1.1`, `host: ${host}`, `authorization: Bearer ${registry.token}`, ...headers];
  socket.on('error', () => {});
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  for (const piece of body) socket.write(piece);
  if (goAway) {
    await expect.poll(() => readdir(join(registry.dataDir, 'blobs', 'incoming'))).toHaveLength(1);
    socket.destroy();
  }
  return answer;
}

const GZIP = 'content-type: application/gzip';

test('a length that is too large is refused before the body is read', async () => {
  const answer = await raw([GZIP, `content-length: ${9 * MIB}`, 'connection: close'], []);
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toContain('RK_ARCHIVE_TOO_LARGE');
});

test('a body without a length that grows too large is refused', async () => {
  const answer = await fetch(`${registry.url}${PATH}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${registry.token}`, 'content-type': 'application/gzip' },
    body: Readable.toWeb(Readable.from([REST, REST, REST, REST])),
    duplex: 'half',
  } as RequestInit);
  expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
    413,
    'RK_ARCHIVE_TOO_LARGE',
  ]);
});

test('a length smaller than the archive makes it a truncated one', async () => {
  const tgz = await small();
  const answer = await raw([GZIP, 'content-length: 100', 'connection: close'], [tgz.subarray(0, 100)]);
  expect(answer).toMatch(/^HTTP\/1\.1 422 /);
  expect(answer).toContain('archive/truncated');
});

test('a length that is none is refused', async () => {
  expect(await raw([GZIP, 'content-length: -5'], [Buffer.from('x')])).toMatch(/^HTTP\/1\.1 400 /);
});

test('a length and chunks together are refused', async () => {
  const headers = [GZIP, 'content-length: 5', 'transfer-encoding: chunked'];
  expect(await raw(headers, [Buffer.from('5\r\nhello\r\n0\r\n\r\n')])).toMatch(/^HTTP\/1\.1 400 /);
});

test('chunks that are none are refused', async () => {
  expect(await raw([GZIP, 'transfer-encoding: chunked'], [Buffer.from('zz\r\nnonsense\r\n')])).toMatch(
    /^HTTP\/1\.1 400 /,
  );
});

test('chunks that turn to garbage in the middle are refused', async () => {
  const answer = await raw(
    [GZIP, 'transfer-encoding: chunked'],
    [Buffer.from('5\r\nhello\r\n'), Buffer.from('zz\r\n')],
  );
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});

test('no body at all is refused', async () => {
  const answer = await raw([GZIP, 'content-length: 0', 'connection: close'], []);
  expect(answer).toMatch(/^HTTP\/1\.1 (?:415|422) /);
});

test.each([
  ['with a length', ['content-length: 1000000'], [REST.subarray(0, 5000)]],
  ['in chunks', ['transfer-encoding: chunked'], [Buffer.from('5\r\nhello\r\n')]],
])('a client that goes away, %s, leaves nothing', async (_kind, headers, body) => {
  expect(await raw([GZIP, ...headers], body, true)).toBe('');
});
