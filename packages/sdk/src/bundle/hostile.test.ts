import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ArchiveLimits } from '../tree/types.ts';
import { bundleFixture } from './bundle.fixture.ts';
import { checkBundle } from './check.ts';
import { inspectArchive } from './inspect.ts';
import { packBundle } from './pack.ts';
import { canonicalTar, checksumOf } from './tar-write.ts';

interface RawEntry {
  name: string;
  body?: string;
  type?: string;
  /** What the header says; the body's length otherwise. */
  size?: string;
  mode?: string;
  mtime?: string;
  link?: string;
  magic?: string;
  checksum?: string;
}

const END = Buffer.alloc(1024);

/** One entry, byte by byte, whatever it is. */
function raw({
  name,
  body = '',
  type = '0',
  size,
  mode = '0000644',
  mtime = '0',
  link = '',
  magic,
  checksum,
}: RawEntry): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, 'latin1');
  header.write(`${mode}\0`, 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${size ?? Buffer.byteLength(body).toString(8).padStart(11, '0')}\0`, 124);
  header.write(`${mtime.padStart(11, '0')}\0`, 136);
  header.write(type, 156);
  header.write(link, 157);
  header.write(magic ?? 'ustar\x0000', 257);
  header.write('0000000\0', 329);
  header.write('0000000\0', 337);
  header.write(checksum ?? `${checksumOf(header).toString(8).padStart(6, '0')}\0 `, 148);
  const content = Buffer.from(body);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

async function codes(tar: Uint8Array, limits: Partial<ArchiveLimits> = {}): Promise<string[]> {
  return codesOf(gzipSync(tar), limits);
}

async function codesOf(tgz: Uint8Array, limits: Partial<ArchiveLimits> = {}): Promise<string[]> {
  const { findings } = await inspectArchive(tgz, limits);
  return findings.map(({ code, file }) => `${code} ${file}`);
}

function archiveOf(...entries: RawEntry[]): Buffer {
  return Buffer.concat([...entries.map(raw), END]);
}

describe('an archive is refused when an entry', () => {
  it.each([
    ['is a symbolic link', { name: 'a', type: '2', link: '/etc/passwd' }, 'archive/link a'],
    ['is a hard link', { name: 'a', type: '1', link: 'b' }, 'archive/link a'],
    ['is a character device', { name: 'a', type: '3' }, 'archive/device a'],
    ['is a block device', { name: 'a', type: '4' }, 'archive/device a'],
    ['is a pipe', { name: 'a', type: '6' }, 'archive/device a'],
    ['is a folder', { name: 'a/', type: '5' }, 'archive/not-canonical a/'],
    ['is an extended header', { name: 'pax', type: 'x', body: '12 path=../a\n' }, 'archive/not-canonical pax'],
    ['is a GNU long name', { name: '././@LongLink', type: 'L', body: '../a' }, 'archive/not-canonical ././@LongLink'],
    ['is of an old type', { name: 'a', type: '\0' }, 'archive/not-canonical a'],
    ['is absolute', { name: '/etc/passwd' }, 'archive/path /etc/passwd'],
    ['leaves the archive', { name: 'skills/../../a' }, 'archive/path skills/../../a'],
    ['has an empty part', { name: 'a//b' }, 'archive/path a//b'],
    ['has a dot part', { name: './a' }, 'archive/path ./a'],
    ['ends with a slash', { name: 'a/' }, 'archive/path a/'],
    ['has a backslash', { name: 'a\\..\\b' }, 'archive/path a\\..\\b'],
    ['has a drive letter', { name: 'c:a' }, 'archive/path c:a'],
    ['has a control character', { name: 'a\x1b[2Jb' }, 'archive/path a\x1b[2Jb'],
    ['is a file of git', { name: 'skills/.GIT/hooks/pre-commit' }, 'archive/path skills/.GIT/hooks/pre-commit'],
    ['is a device on Windows', { name: 'skills/Con.md' }, 'archive/path skills/Con.md'],
    ['ends with a dot', { name: 'skills./a' }, 'archive/path skills./a'],
    ['ends with a space', { name: 'a ' }, 'archive/path a '],
    ['has a stream', { name: 'a:b' }, 'archive/path a:b'],
    ['has a name without content', { name: '' }, 'archive/path '],
  ] as [string, RawEntry, string][])('%s', async (_, entry, expected) => {
    expect(await codes(archiveOf(entry))).toEqual([expected]);
  });

  it('has a name that is not Unicode', async () => {
    expect(await codes(archiveOf({ name: 'a\xff' }))).toEqual(['archive/not-canonical .']);
  });

  it('has the same path as another, on some system', async () => {
    expect(await codes(archiveOf({ name: 'a' }, { name: 'a' }))).toEqual(['archive/duplicate a']);
    expect(await codes(archiveOf({ name: 'A/b' }, { name: 'a/B' }))).toEqual(['archive/duplicate a/B']);
    expect(await codes(archiveOf({ name: 'a' }, { name: 'a/b' }))).toEqual(['archive/duplicate a/b']);
  });

  it('has the same path as another once Unicode is composed', async () => {
    const composed = Buffer.from('\u00e9').toString('latin1');
    const apart = Buffer.from('e\u0301').toString('latin1');
    expect(await codes(archiveOf({ name: composed }, { name: apart }))).toEqual(['archive/path e\u0301']);
  });

  it('breaks rules in more than one place: all are said', async () => {
    const tar = archiveOf({ name: '../a', body: 'x' }, { name: 'b', type: '2' }, { name: 'ok' }, { name: 'OK' });
    expect(await codes(tar)).toEqual(['archive/path ../a', 'archive/link b', 'archive/duplicate OK']);
  });
});

describe('an archive is refused when its tar', () => {
  const tar = Buffer.concat([...canonicalTar(bundleFixture())]);

  it.each([
    ['another order', archiveOf({ name: 'b' }, { name: 'a' })],
    ['another mode', archiveOf({ name: 'a', mode: '0000755' })],
    ['times', archiveOf({ name: 'a', mtime: '14000000000' })],
    ['a GNU magic', archiveOf({ name: 'a', magic: 'ustar  \0' })],
    ['bytes in a padding', Buffer.concat([raw({ name: 'a', body: 'x' }).fill(1, 600), END])],
  ])('has %s', async (_, hostile) => {
    expect(await codes(hostile)).toEqual(['archive/not-canonical .']);
  });

  it('goes on after its end', async () => {
    expect(await codes(Buffer.concat([tar, Buffer.alloc(512)]))).toEqual(['archive/trailing .']);
    expect(await codes(Buffer.concat([tar, raw({ name: 'late' })]))).toEqual(['archive/trailing .']);
    expect(await codes(Buffer.concat([Buffer.alloc(512), tar]))).toEqual(['archive/trailing .']);
  });

  it('ends before its end', async () => {
    expect(await codes(tar.subarray(0, -1))).toEqual(['archive/truncated .']);
    expect(await codes(tar.subarray(0, -1024))).toEqual(['archive/truncated .']);
    expect(await codes(raw({ name: 'a', size: '00000001000' }))).toEqual(['archive/truncated a']);
    expect(await codes(Buffer.alloc(0))).toEqual(['archive/truncated .']);
  });

  it('has a header that lies', async () => {
    expect(await codes(archiveOf({ name: 'a', checksum: '000000\0 ' }))).toEqual(['archive/broken .']);
    expect(await codes(archiveOf({ name: 'a', size: '\x80\0\0\0\0\0\0\0\0\0\x01' }))).toEqual(['archive/broken .']);
    expect(await codes(archiveOf({ name: 'a', size: '-0000000001' }))).toEqual(['archive/broken .']);
  });

  it('breaks a limit', async () => {
    const small = archiveOf({ name: 'a', body: 'x'.repeat(100) }, { name: 'b', body: 'y' });
    expect(await codes(small, { fileBytes: 99 })).toEqual(['archive/too-large a']);
    expect(await codes(small, { files: 1 })).toEqual(['archive/too-many .']);
    expect(await codes(small, { totalBytes: 2000 })).toEqual(['archive/too-large .']);
    expect(await codes(small, { archiveBytes: 50 })).toEqual(['archive/too-large .']);
    expect(await codes(archiveOf({ name: 'a', size: '77777777777' }))).toEqual([
      'archive/too-large a',
      'archive/truncated a',
    ]);
  });

  it('is a bomb', async () => {
    expect(await codes(archiveOf({ name: 'zeros', body: '\0'.repeat(3 * 1024 * 1024) }))).toEqual(['archive/bomb .']);
  });
});

describe('an archive is refused when its gzip', () => {
  it('is none, is cut or is damaged', async () => {
    const { tgz } = await packBundle(bundleFixture());
    expect(await codesOf(Buffer.from('PK\x03\x04'))).toEqual(['archive/broken .']);
    expect(await codesOf(new Uint8Array())).toEqual(['archive/truncated .']);
    expect(await codesOf(tgz.subarray(0, -9))).toEqual(['archive/truncated .']);
    const damaged = Buffer.from(tgz);
    damaged[damaged.length - 6] = (damaged[damaged.length - 6] ?? 0) ^ 1;
    expect(await codesOf(damaged)).toEqual(['archive/broken .']);
  });

  it('is followed by something', async () => {
    const { tgz } = await packBundle(bundleFixture());
    expect(await codesOf(Buffer.concat([tgz, Buffer.from('garbage')]))).toEqual(['archive/trailing .']);
    expect(await codesOf(Buffer.concat([tgz, Buffer.alloc(20)]))).toEqual(['archive/trailing .']);
    expect(await codesOf(Buffer.concat([tgz, tgz]))).toEqual(['archive/trailing .']);
  });
});

describe('a source that fails', () => {
  it('is not taken for a bad archive', async () => {
    async function* source(): AsyncGenerator<Uint8Array> {
      yield (await packBundle(bundleFixture())).tgz.subarray(0, 100);
      throw new TypeError('the client went away');
    }
    await expect(inspectArchive(source())).rejects.toThrow('the client went away');
  });
});

describe('a JSON file that would fill the memory', () => {
  it.each([
    ['has millions of values', (noise: string) => `{"format":1,"connectors":[${`[],{},${noise},`.repeat(300_000)}0]}`],
    ['has millions of errors', (noise: string) => `x ${noise} `.repeat(300_000)],
  ])('%s: one finding says so', async (_, textOf) => {
    const files = bundleFixture({ 'tools.json': textOf('1234567890') });
    const { findings: all } = await checkBundle(files, () => '');
    const findings = all.filter(({ file }) => file === 'tools.json');
    expect(findings.map(({ code }) => code)).toEqual(['tools/syntax']);
  });
});
