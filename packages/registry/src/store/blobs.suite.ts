import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { Blobs } from './blobs.ts';

export interface BlobsToTest {
  blobs: Blobs;
  /** Changes what is stored as somebody who has the disk or the bucket. */
  tamper(digest: string, content: string): Promise<unknown>;
}

export const digestOf = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

export async function keep(blobs: Blobs, content: string, digest = digestOf(content)): Promise<string> {
  const scratch = blobs.scratch();
  await writeFile(scratch, content);
  await blobs.keep(scratch, digest);
  return digest;
}

export async function contentOf(blobs: Blobs, digest: string): Promise<string> {
  const found = await blobs.open(digest);
  return typeof found === 'string' ? found : text(found.stream());
}

/** What every place for archives does. */
export function blobsSuite(where: string, open: () => Promise<BlobsToTest>): void {
  describe(`archives ${where}`, () => {
    test('a scratch file becomes a blob under its checksum and is read again', async () => {
      const { blobs } = await open();
      const digest = await keep(blobs, 'archive');
      expect([await contentOf(blobs, digest), await blobs.state(digest)]).toEqual(['archive', 'whole']);
      expect(await blobs.list()).toEqual({ stored: [digest], incoming: [] });
    });

    test('a blob that is missing, empty, cut or changed in a byte is not opened', async () => {
      const { blobs, tamper } = await open();
      const digest = await keep(blobs, 'archive');
      for (const wrong of ['archivf', 'archiv', '']) {
        await tamper(digest, wrong);
        expect([await contentOf(blobs, digest), await blobs.state(digest)]).toEqual(['damaged', 'damaged']);
      }
      await blobs.remove(digest);
      expect([await contentOf(blobs, digest), await blobs.state(digest)]).toEqual(['missing', 'missing']);
    });

    test('a blob that is damaged is replaced by the same content, one that is whole stays', async () => {
      const { blobs, tamper } = await open();
      const digest = await keep(blobs, 'archive');
      await tamper(digest, 'other');
      await keep(blobs, 'archive');
      await keep(blobs, 'archive');
      expect(await contentOf(blobs, digest)).toBe('archive');
      expect((await blobs.list()).incoming).toEqual([]);
    });

    test('a blob of several megabytes is read as it was written', async () => {
      const { blobs } = await open();
      const content = 'rolekit '.repeat(500_000);
      const digest = await keep(blobs, content);
      const found = await blobs.open(digest);
      expect(typeof found === 'string' ? found : found.size).toBe(4_000_000);
      if (typeof found !== 'string') await found.close();
      expect((await contentOf(blobs, digest)) === content).toBe(true);
    });

    test('a claim tells what is there', async () => {
      const { blobs } = await open();
      const digest = await keep(blobs, 'archive');
      expect([await blobs.claim(digest), await blobs.state(digest)]).toEqual([true, 'whole']);
    });

    test('a sweep removes uploads without an end', async () => {
      const { blobs } = await open();
      const digest = await keep(blobs, 'archive');
      await writeFile(blobs.scratch(), 'half');
      expect(await blobs.sweep(new Set([digest]), 'start')).toBe(1);
      expect(await blobs.list()).toEqual({ stored: [digest], incoming: [] });
    });
  });
}
