import fc from 'fast-check';
import { Parser } from 'tar';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../tree/archive-limits.ts';
import type { BundleFile } from '../tree/types.ts';
import { readArchive } from './archive.ts';
import { bundleDigest, packBundle } from './pack.ts';

function file(path: string, text = ''): BundleFile {
  return { path, bytes: new TextEncoder().encode(text) };
}

describe('files that an archive cannot hold', () => {
  it.each([
    ['../a', 'The archive was refused: the path "../a" leaves the plugin'],
    ['a/b/', 'The archive was refused: the path "a/b/" has an empty or "." part'],
    ['e\u0301', 'is not in Unicode form NFC'],
    ['\ud800', 'is not valid Unicode'],
    ['x'.repeat(101), 'is too long for an archive'],
    [`${'x'.repeat(156)}/a`, 'is too long for an archive'],
  ])('%j', async (path, message) => {
    await expect(packBundle([file(path)])).rejects.toThrow(message);
    await expect(packBundle([file(path)])).rejects.toMatchObject({ code: 'RK_ARCHIVE' });
  });

  it('are those with the same path on some system', async () => {
    await expect(packBundle([file('README.md'), file('readme.md')])).rejects.toThrow(
      'is the same as "README.md" on some systems',
    );
  });
});

describe('a packed bundle', () => {
  const files = [
    file('b', 'two'),
    file('a/é', 'one'),
    file(`${'d'.repeat(120)}/${'n'.repeat(100)}`),
    file('B-side', 'x'),
  ];

  it('has the same bytes on each run and in whatever order its files come', async () => {
    const first = await packBundle(files);
    const second = await packBundle(files.toReversed());
    expect(Buffer.from(second.tgz).equals(first.tgz)).toBe(true);
    expect(second.digest).toBe(first.digest);
    expect(bundleDigest(files)).toBe(first.digest);
  });

  it('has the digest that it had before', async () => {
    expect((await packBundle([file('a', 'one'), file('b', 'two')])).digest).toBe(
      'sha256:800fc2c8063a5eb90bec217af1ee0ecf3740828d23e5bf42cbe30238afa1acb1',
    );
  });

  it('has another digest when one byte is another', async () => {
    expect(bundleDigest([file('a', 'x')])).not.toBe(bundleDigest([file('a', 'y')]));
    expect(bundleDigest([file('a', 'x')])).not.toBe(bundleDigest([file('b', 'x')]));
  });

  it('is read by another tar', async () => {
    const { tgz } = await packBundle(files);
    const seen: unknown[] = [];
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry) => {
        seen.push([entry.path, entry.type, entry.mode, entry.size]);
        entry.resume();
      },
    });
    await new Promise((resolve, reject) => {
      parser.on('end', resolve).on('error', reject);
      parser.end(Buffer.from(tgz));
    });
    expect(seen).toEqual([
      ['B-side', 'File', 0o644, 1],
      ['a/é', 'File', 0o644, 3],
      ['b', 'File', 0o644, 3],
      [`${'d'.repeat(120)}/${'n'.repeat(100)}`, 'File', 0o644, 0],
    ]);
  });

  it('names no time and no system in its gzip header', async () => {
    const { tgz } = await packBundle(files);
    expect([...tgz.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
  });
});

const part = fc
  .stringMatching(/^[a-z0-9_é-]{1,40}$/)
  .filter((text) => !/^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/.test(text));
const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `f/${parts.join('/')}.md`);
const anyFiles = fc.uniqueArray(fc.record({ path, bytes: fc.uint8Array({ maxLength: 1500 }) }), {
  selector: (item) => item.path,
  maxLength: 12,
});

describe('any files', () => {
  it('read back as they were packed, in whatever pieces they arrive', async () => {
    await fc.assert(
      fc.asyncProperty(anyFiles, fc.integer({ min: 1, max: 700 }), async (files, step) => {
        const fitting = files.filter((item) => Buffer.byteLength(item.path) <= 100);
        const { tgz, digest } = await packBundle(fitting);
        const read = await readArchive(inPieces(tgz, step), DEFAULT_LIMITS);
        expect(read.findings).toEqual([]);
        expect(read.digest).toBe(digest);
        expect(sorted(read.files)).toEqual(sorted(fitting));
      }),
      { numRuns: 100 },
    );
  });
});

async function* inPieces(bytes: Uint8Array, step: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < bytes.length; index += step) yield bytes.subarray(index, index + step);
}

function sorted(files: readonly BundleFile[]): [string, number[]][] {
  return files
    .map(({ path, bytes }): [string, number[]] => [path, [...bytes]])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}
