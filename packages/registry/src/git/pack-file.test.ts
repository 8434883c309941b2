import { randomBytes } from 'node:crypto';
import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../test/start-registry.ts';
import { commitObject, treeObjects } from '../object-id.ts';
import { runGit } from './git-process.ts';
import { objectIds, PackWriter } from './pack-file.ts';
import { initRepository, readRefs, removeRef, writeRef } from './repository-files.ts';

const AT = '2026-11-20T10:00:00.000Z';

async function repository() {
  const dir = join(await tempDir(), 'a.git');
  await initRepository(dir);
  const git = (...args: string[]) => runGit(['--git-dir', dir, ...args]);
  return { dir, git };
}

function objectsOf(texts: Record<string, string | Buffer>) {
  const objects = treeObjects(Object.entries(texts).map(([path, text]) => ({ path, bytes: Buffer.from(text) })));
  const commit = commitObject({ tree: objects.at(-1)?.id ?? '', parent: undefined, at: AT, message: 'one\n' });
  return { objects: [...objects, commit], commit: commit.id };
}

test('an index that was cut off has no objects, and the pack is written again', async () => {
  const { dir, git } = await repository();
  const { objects, commit } = objectsOf({ 'a.md': 'a' });
  const write = async () => {
    const pack = new PackWriter(dir, await objectIds(dir));
    for (const object of objects) await pack.add(object);
    await pack.end();
  };
  await write();
  const [index = ''] = (await readdir(join(dir, 'objects', 'pack'))).filter((name) => name.endsWith('.idx'));
  await truncate(join(dir, 'objects', 'pack', index), 1100);
  expect(await objectIds(dir)).toEqual(new Set());
  await write();
  await writeRef(dir, 'refs/heads/main', commit);
  expect(await git('fsck', '--strict')).toBe('');
});

test('git reads what was packed, of every length that takes another byte to say', async () => {
  const { dir, git } = await repository();
  const lengths = [0, 15, 16, 2047, 2048, 4096, 262_143, 262_144];
  const { objects, commit } = objectsOf(
    Object.fromEntries(lengths.map((length) => [`folder/${length}.bin`, randomBytes(length)])),
  );
  const pack = new PackWriter(dir, new Set());
  for (const object of objects) await pack.add(object);
  await pack.end();
  await writeRef(dir, 'refs/heads/main', commit);
  expect(await git('fsck', '--full', '--strict')).toBe('');
  const listed = (await git('ls-tree', '-r', '-l', 'main')).trim().split('\n');
  expect(listed.map((line) => line.split(/\s+/)[3])).toEqual([
    '0',
    '15',
    '16',
    '2047',
    '2048',
    '262143',
    '262144',
    '4096',
  ]);
  expect(await objectIds(dir)).toEqual(new Set(objects.map(({ id }) => id)));
});

test('an object that is there is not written again', async () => {
  const { dir } = await repository();
  const pack = new PackWriter(dir, new Set());
  for (const object of objectsOf({ 'a.md': 'a' }).objects) await pack.add(object);
  await pack.end();
  const next = new PackWriter(dir, await objectIds(dir));
  for (const object of objectsOf({ 'a.md': 'a' }).objects) await next.add(object);
  await next.end();
  expect((await readdir(join(dir, 'objects', 'pack'))).filter((name) => name.endsWith('.pack'))).toHaveLength(1);
});

test('refs that somebody packed with git are read, and removed', async () => {
  const { dir, git } = await repository();
  const { objects, commit } = objectsOf({ 'a.md': 'a' });
  const pack = new PackWriter(dir, new Set());
  for (const object of objects) await pack.add(object);
  await pack.end();
  await writeRef(dir, 'refs/heads/main', commit);
  await writeRef(dir, 'refs/tags/v1.0.0', commit);
  await git('pack-refs', '--all');
  expect([...(await readRefs(dir))].toSorted()).toEqual([
    ['refs/heads/main', commit],
    ['refs/tags/v1.0.0', commit],
  ]);
  await removeRef(dir, 'refs/tags/v1.0.0');
  expect(await git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main\n');
});
