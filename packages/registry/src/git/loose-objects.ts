import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { writeWhole } from '@rolekit/sdk/internal';
import type { GitObject } from '../object-id.ts';

/** Writes an object as git itself would, without starting it; one that is there stays. */
export async function writeLooseObject(dir: string, { id, type, body }: GitObject): Promise<void> {
  // the quickest level: it is packed again with others
  const content = deflateSync(Buffer.concat([Buffer.from(`${type} ${body.byteLength}\0`), body]), { level: 1 });
  await writeLooseContent(dir, id, content);
}

/** The same of one that is compressed. */
export async function writeLooseContent(dir: string, id: string, content: Buffer): Promise<void> {
  const path = join(dir, 'objects', id.slice(0, 2), id.slice(2));
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) await writeWhole(path, content, { isPrivate: false });
}

/** How many objects wait to be packed. */
export async function countLooseObjects(dir: string): Promise<number> {
  const folders = (await readdir(join(dir, 'objects'))).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const names = await Promise.all(folders.map((folder) => readdir(join(dir, 'objects', folder))));
  return names.flat().length;
}
