import { createHash, randomUUID } from 'node:crypto';
import type { ReadStream } from 'node:fs';
import { type FileHandle, mkdir, open as openFile, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { probeFolder } from './probe-folder.ts';

/** `damaged`: its bytes do not have the checksum that it is stored under. */
export type BlobState = 'whole' | 'damaged' | 'missing';

/** A blob whose bytes were found right; whoever opened it reads it once or closes it. */
export interface OpenBlob {
  size: number;
  stream(): ReadStream;
  close(): Promise<void>;
}

/** Archives, each under the checksum of its bytes. What is referred to was there whole when it was written. */
export interface Blobs {
  /** Other registries keep theirs here too. */
  readonly isShared: boolean;
  /** A new file to write an upload to; `keep` takes it away. */
  scratch(): string;
  /** Makes a scratch file the blob of that checksum; it survives a power cut once this returns. */
  keep(scratch: string, digest: string): Promise<void>;
  /**
   * Keeps a blob that is there from being swept until a row refers to it. Returns false when it is not there.
   */
  claim(digest: string): Promise<boolean>;
  /** Reads all of it, whatever was found before. */
  state(digest: string): Promise<BlobState>;
  /** Only a blob whose bytes have its checksum is opened. */
  open(digest: string): Promise<OpenBlob | Exclude<BlobState, 'whole'>>;
  remove(digest: string): Promise<void>;
  /** The checksums of all that is stored, and the names of uploads. */
  list(): Promise<{ stored: string[]; incoming: string[] }>;
  /**
   * What nothing refers to: blobs, and uploads without an end. In a shared place what is younger than an hour may be
   * another registry's, which is about to refer to it.
   */
  strays(referred: ReadonlySet<string>): Promise<{ stored: string[]; incoming: string[] }>;
  /** Removes those, at a start only what one process can tell to be nobody's. Returns how many. */
  sweep(referred: ReadonlySet<string>, when?: 'start' | 'repair'): Promise<number>;
  /** Writes to where uploads and archives go. @throws what the storage says */
  probe(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A blob that was found whole is not read again before it is served, for as long as its file is the same one and for no longer
 * than this: a disk that loses bytes changes no time of the file.
 */
const RECHECK_MS = 60_000;
/** A file that changed as lately as this may change again without another time. */
const SETTLED_MS = 1000;
const KNOWN_MAX = 10_000;

/** Longer than any upload takes from its first byte to its row. */
export const STRAY_AFTER_MS = 3_600_000;

/** Opens a folder of blobs; creates it when it is missing. */
export async function openBlobs(dir: string, { isShared = false } = {}): Promise<Blobs> {
  const incoming = join(dir, 'incoming');
  const stored = join(dir, 'sha256');
  await mkdir(incoming, { recursive: true });
  await mkdir(stored, { recursive: true });
  /** What the file was when it was found whole, and until when that is believed. */
  const known = new Map<string, { file: string; until: number }>();

  const folderOf = (hex: string) => join(stored, hex.slice(0, 2));
  const pathOf = (digest: string) => {
    const hex = digest.replace(/^sha256:/, '');
    return join(folderOf(hex), hex);
  };

  const isKnown = (digest: string, file: string) => {
    const found = known.get(digest);
    return found !== undefined && found.file === file && performance.now() < found.until;
  };
  const remember = (digest: string, file: string, changedMs: number) => {
    known.delete(digest);
    if (Date.now() - changedMs < SETTLED_MS) return;
    known.set(digest, { file, until: performance.now() + RECHECK_MS });
    for (const oldest of known.keys()) {
      if (known.size <= KNOWN_MAX) break;
      known.delete(oldest);
    }
  };

  const open = async (digest: string, believe: boolean): Promise<OpenBlob | Exclude<BlobState, 'whole'>> => {
    const handle = await openFile(pathOf(digest), 'r').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    });
    if (handle === undefined) return 'missing';
    try {
      const { ino, size, mtimeNs, ctimeNs, ctimeMs } = await handle.stat({ bigint: true });
      const file = `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
      if (!believe || !isKnown(digest, file)) {
        if ((await checksumOf(handle)) !== digest) {
          known.delete(digest);
          await handle.close();
          return 'damaged';
        }
        remember(digest, file, Number(ctimeMs));
      }
      return { size: Number(size), stream: () => handle.createReadStream({ start: 0 }), close: () => handle.close() };
    } catch (error) {
      await handle.close().catch(() => {});
      if (['EIO', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return 'damaged';
      throw error;
    }
  };

  const list = async () => {
    // a file manager that looks into a folder may leave files of its own there
    const folders = (await readdir(stored)).filter((name) => /^[0-9a-f]{2}$/.test(name));
    const names = await Promise.all(folders.map((folder) => readdir(join(stored, folder))));
    const blobs = names.flat().filter((name) => /^[0-9a-f]{64}$/.test(name));
    return { stored: blobs.map((hex) => `sha256:${hex}`), incoming: await readdir(incoming) };
  };

  const isStray = async (path: string) => {
    if (!isShared) return true;
    const found = await stat(path).catch(() => undefined);
    return found !== undefined && Date.now() - found.mtimeMs > STRAY_AFTER_MS;
  };

  const strays = async (referred: ReadonlySet<string>) => {
    const found = await list();
    const strayBlobs: string[] = [];
    for (const digest of found.stored)
      if (!referred.has(digest) && (await isStray(pathOf(digest)))) strayBlobs.push(digest);
    const strayUploads: string[] = [];
    for (const name of found.incoming) if (await isStray(join(incoming, name))) strayUploads.push(name);
    return { stored: strayBlobs, incoming: strayUploads };
  };

  /** Puts a blob back that was claimed between the look at it and its removal. */
  const removeStray = async (digest: string) => {
    if (!isShared) return rm(pathOf(digest), { force: true });
    const aside = join(incoming, randomUUID());
    try {
      await rename(pathOf(digest), aside);
    } catch {
      // another registry was faster
      return;
    }
    if (await isStray(aside)) await rm(aside, { force: true });
    else await rename(aside, pathOf(digest));
  };

  const scratch = () => join(incoming, randomUUID());

  return {
    isShared,
    scratch,

    async keep(scratch, digest) {
      const folder = folderOf(digest.replace(/^sha256:/, ''));
      await syncFile(scratch);
      await mkdir(folder, { recursive: true });
      await rename(scratch, pathOf(digest));
      await syncFolder(folder);
      await syncFolder(stored);
    },

    async claim(digest) {
      try {
        if (isShared) await utimes(pathOf(digest), new Date(), new Date());
        return true;
      } catch {
        return false;
      }
    },

    async state(digest) {
      const found = await open(digest, false);
      if (typeof found === 'string') return found;
      await found.close();
      return 'whole';
    },

    open: (digest) => open(digest, true),
    remove: (digest) => rm(pathOf(digest), { force: true }),
    list,

    strays,

    async sweep(referred) {
      const found = await strays(referred);
      for (const name of found.incoming) await rm(join(incoming, name), { force: true });
      for (const digest of found.stored) await removeStray(digest);
      return found.incoming.length + found.stored.length;
    },

    probe: () => probeFolder(dir, scratch()),
    async close() {},
  };
}

async function checksumOf(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const stream = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 });
  for await (const piece of stream) hash.update(piece as Buffer);
  return `sha256:${hash.digest('hex')}`;
}

async function syncFile(path: string): Promise<void> {
  const handle = await openFile(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The name of a file is durable only when its folder is synced; Windows has no such call and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await openFile(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
