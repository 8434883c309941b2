import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleFile } from '@rolekit/sdk/bundle';
import { writeWhole } from '@rolekit/sdk/internal';
import { signature } from '../object-id.ts';
import { runGit } from './git-process.ts';

/** One commit to write. */
export interface CommitInput {
  ref: string;
  /** A commit that is there, or `:n` for the n-th of this batch. */
  parent: string | undefined;
  at: string;
  message: string;
  files: readonly BundleFile[];
}

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

/** Writes a batch of commits and moves refs, in one process; refs move only when all of it was written. */
export async function fastImport(
  dir: string,
  commits: Iterable<CommitInput> | AsyncIterable<CommitInput>,
  refs: () => Record<string, string>,
): Promise<void> {
  await runGit(['--git-dir', dir, 'fast-import', '--quiet', '--force', '--done'], stream(commits, refs));
}

async function* stream(
  commits: Iterable<CommitInput> | AsyncIterable<CommitInput>,
  refs: () => Record<string, string>,
): AsyncGenerator<Uint8Array> {
  let mark = 0;
  for await (const commit of commits) {
    mark += 1;
    yield text(`commit ${commit.ref}\nmark :${mark}\n`);
    yield text(`author ${signature(commit.at)}\ncommitter ${signature(commit.at)}\n`);
    yield* data(Buffer.from(commit.message));
    if (commit.parent !== undefined) yield text(`from ${commit.parent}\n`);
    yield text('deleteall\n');
    for (const file of commit.files) {
      yield text(`M 100644 inline ${quote(file.path)}\n`);
      yield* data(file.bytes);
    }
    yield text('\n');
  }
  for (const [ref, target] of Object.entries(refs())) yield text(`reset ${ref}\nfrom ${target}\n\n`);
  yield text('done\n');
}

function* data(bytes: Uint8Array): Generator<Uint8Array> {
  yield text(`data ${bytes.byteLength}\n`);
  yield bytes;
  yield text('\n');
}

function quote(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function text(line: string): Buffer {
  return Buffer.from(line);
}

/** The commit of each ref. */
export async function readRefs(dir: string): Promise<Map<string, string>> {
  const out = await runGit(['--git-dir', dir, 'for-each-ref', '--format=%(objectname) %(refname)']);
  return new Map(
    out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(41), line.slice(0, 40)] as const),
  );
}

/** The commit of one ref that was just written, without asking git. */
export async function readWrittenRef(dir: string, ref: string): Promise<string | undefined> {
  return readFile(join(dir, ...ref.split('/')), 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}
