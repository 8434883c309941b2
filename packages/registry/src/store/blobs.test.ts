import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { tempDir } from '../../test/registry.ts';
import { openBlobs } from './blobs.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

test('a scratch file becomes a blob under its checksum', async () => {
  const dir = await tempDir();
  const blobs = await openBlobs(dir);
  const scratch = blobs.scratch();
  await writeFile(scratch, 'archive');
  expect(await blobs.size(DIGEST)).toBeUndefined();
  await blobs.keep(scratch, DIGEST);
  expect(await blobs.size(DIGEST)).toBe(7);
  expect(await text(blobs.read(DIGEST))).toBe('archive');
  expect(await readdir(join(dir, 'incoming'))).toEqual([]);
});

test('a sweep removes unfinished uploads and what nothing refers to, and nothing else', async () => {
  const blobs = await openBlobs(await tempDir());
  const other = `sha256:${'cd'.repeat(32)}`;
  for (const digest of [DIGEST, other]) {
    const scratch = blobs.scratch();
    await writeFile(scratch, digest);
    await blobs.keep(scratch, digest);
  }
  await writeFile(blobs.scratch(), 'half');
  expect(await blobs.sweep(new Set([DIGEST]))).toBe(2);
  expect(await blobs.size(DIGEST)).toBe(71);
  expect(await blobs.size(other)).toBeUndefined();
});
