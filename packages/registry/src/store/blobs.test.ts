import { readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../test/start-registry.ts';
import { blobsSuite, contentOf, keep } from './blobs.suite.ts';
import { openBlobs } from './blobs.ts';

const fileOf = (dir: string, digest: string) => join(dir, 'sha256', digest.slice(7, 9), digest.slice(7));

blobsSuite('in a folder', async () => {
  const dir = await tempDir();
  return { blobs: await openBlobs(dir), tamper: (digest, content) => writeFile(fileOf(dir, digest), content) };
});

test('a blob that is missing, cut or changed in a byte is not opened', async () => {
  const dir = await tempDir();
  const blobs = await openBlobs(dir);
  const digest = await keep(blobs, 'archive');
  expect(await contentOf(blobs, digest)).toBe('archive');
  await writeFile(fileOf(dir, digest), 'archivf');
  expect([await contentOf(blobs, digest), await blobs.state(digest)]).toEqual(['damaged', 'damaged']);
  await writeFile(fileOf(dir, digest), 'archiv');
  expect(await contentOf(blobs, digest)).toBe('damaged');
  await rm(fileOf(dir, digest));
  expect([await contentOf(blobs, digest), await blobs.state(digest)]).toEqual(['missing', 'missing']);
});

test('a blob that was found whole long after it was written is still read again when its file changes', async () => {
  const dir = await tempDir();
  const blobs = await openBlobs(dir);
  const digest = await keep(blobs, 'archive');
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect(await contentOf(blobs, digest)).toBe('archive');
  const before = new Date(0);
  await utimes(fileOf(dir, digest), before, before);
  expect(await contentOf(blobs, digest)).toBe('archive');
  await writeFile(fileOf(dir, digest), 'archivf');
  await utimes(fileOf(dir, digest), before, before);
  expect(await contentOf(blobs, digest)).toBe('damaged');
});

test('a scratch file becomes a blob under its checksum', async () => {
  const dir = await tempDir();
  const blobs = await openBlobs(dir);
  const digest = await keep(blobs, 'archive');
  expect(await blobs.state(digest)).toBe('whole');
  expect(await contentOf(blobs, digest)).toBe('archive');
  expect(await readdir(join(dir, 'incoming'))).toEqual([]);
});

test('a blob that is damaged is replaced by the same content', async () => {
  const dir = await tempDir();
  const blobs = await openBlobs(dir);
  const digest = await keep(blobs, 'archive');
  await writeFile(fileOf(dir, digest), 'other');
  await keep(blobs, 'archive');
  expect(await contentOf(blobs, digest)).toBe('archive');
});

test('a sweep removes unfinished uploads and what nothing refers to, and nothing else', async () => {
  const blobs = await openBlobs(await tempDir());
  const digest = await keep(blobs, 'kept');
  const other = await keep(blobs, 'not kept');
  await writeFile(blobs.scratch(), 'half');
  expect(await blobs.sweep(new Set([digest]))).toBe(2);
  expect([await blobs.state(digest), await blobs.state(other)]).toEqual(['whole', 'missing']);
});

test('what a file manager leaves in the folder is no blob', async () => {
  const dir = await tempDir();
  const blobs = await openBlobs(dir);
  const digest = await keep(blobs, 'archive');
  await writeFile(join(dir, 'sha256', '.DS_Store'), '');
  await writeFile(join(dir, 'sha256', digest.slice(7, 9), 'Thumbs.db'), '');
  expect((await blobs.list()).stored).toEqual([digest]);
  expect(await blobs.sweep(new Set([digest]))).toBe(0);
});
