import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@rolekit/sdk/internal';

// A bare repository on the disk, read and written without git: a process costs more the more memory the registry has.

const HEAD = 'ref: refs/heads/main\n';

/** Makes an empty bare repository where there is none, or one that was not finished; true when it did. */
export async function initRepository(dir: string): Promise<boolean> {
  const head = join(dir, 'HEAD');
  if ((await readFile(head, 'utf8').catch(() => '')) === HEAD) return false;
  // what is left of another one may hold objects that nobody is to get
  await rm(dir, { recursive: true, force: true });
  await mkdir(join(dir, 'objects'), { recursive: true });
  await mkdir(join(dir, 'refs'), { recursive: true });
  await writeFile(join(dir, 'config'), '[core]\n\trepositoryformatversion = 0\n\tfilemode = false\n\tbare = true\n');
  // Last and whole: with it, git takes the folder for a repository.
  await writeWhole(head, HEAD, { isPrivate: false });
  return true;
}

export async function removeRepository(dir: string): Promise<void> {
  // first what makes it one: a crash leaves nothing that git, or the next start, takes for a whole one
  await rm(join(dir, 'HEAD'), { force: true });
  await rm(dir, { recursive: true, force: true });
}

/** The commit of each ref; one that a crash left without its commit is none. */
export async function readRefs(dir: string): Promise<Map<string, string>> {
  const refs = new Map<string, string>();
  const packed = await readFile(packedRefs(dir), 'utf8').catch(() => '');
  for (const [, commit = '', ref = ''] of packed.matchAll(PACKED_REF)) refs.set(ref, commit);
  const entries = await readdir(join(dir, 'refs'), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  for (const [at, file] of files.entries()) {
    const commit = /^[0-9a-f]{40}$/.exec((texts[at] ?? '').trim())?.[0];
    if (commit !== undefined) refs.set(file.slice(dir.length + 1).replaceAll('\\', '/'), commit);
  }
  return refs;
}

export async function writeRef(dir: string, ref: string, commit: string): Promise<void> {
  await writeWhole(join(dir, ...ref.split('/')), `${commit}\n`, { isPrivate: false });
}

export async function removeRef(dir: string, ref: string): Promise<void> {
  const packed = await readFile(packedRefs(dir), 'utf8').catch(() => '');
  const others = packed.replace(PACKED_REF, (line, _commit, name) => (name === ref ? '' : line));
  if (others !== packed) await writeWhole(packedRefs(dir), others, { isPrivate: false });
  await rm(join(dir, ...ref.split('/')), { force: true });
}

/** Nothing here writes that file; somebody's `git gc` does. */
const packedRefs = (dir: string) => join(dir, 'packed-refs');
const PACKED_REF = /^([0-9a-f]{40}) (refs\/\S+)\n/gm;
