import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BlobState, type Blobs, STRAY_AFTER_MS } from '../blobs.ts';
import { probeFolder } from '../probe-folder.ts';
import type { BucketPlace } from './address.ts';
import { Bucket } from './bucket.ts';
import { away, connectionFailure } from './failures.ts';
import { Fetched } from './fetched.ts';

/** No archive is larger; a store that sends more is broken. */
const MAX_BYTES = 1024 * 1024 * 1024;
/** `/healthz` is for everybody: it writes to the bucket no more often. */
const PROBE_MS = 10_000;
const STORED = 'sha256/';
const PROBE = Buffer.from('Rolekit writes here to see that it can.\n');

interface Options {
  /** Folder of this process alone, for uploads. */
  incoming: string;
  /** The same, for what was fetched. */
  fetched: string;
  idleMs?: number | undefined;
}

type Unread = Exclude<BlobState, 'whole'>;

/**
 * Archives in a bucket, each under the checksum of its bytes. An upload is written to the disk first, then stored with one request that
 * carries its checksum, so the bucket holds it whole or not at all; what is read is written to the disk and compared before its first byte is
 * sent. A start removes nothing from the bucket: other registries store there too.
 */
export async function openBucketBlobs(
  place: BucketPlace,
  { incoming, fetched: folder, idleMs }: Options,
): Promise<Blobs> {
  const bucket = await Bucket.open(place, idleMs);
  for (const dir of [incoming, folder]) await mkdir(dir, { recursive: true });
  const fetched = new Fetched<Unread>(folder);
  const scratch = () => join(incoming, randomUUID());
  let probed = { until: Number.NEGATIVE_INFINITY, probing: undefined as Promise<unknown> | undefined };

  const state = async (digest: string): Promise<BlobState> => {
    const found = await bucket.get(keyOf(digest));
    if (found === undefined) return 'missing';
    return typeof (await readWhole(found, digest)) === 'number' ? 'whole' : 'damaged';
  };

  const fetch = (digest: string) => async (path: string) => {
    const found = await bucket.get(keyOf(digest));
    return found === undefined ? ('missing' as const) : readWhole(found, digest, path);
  };

  const listed = async () => {
    const stored = new Map<string, number>();
    for await (const { key, modifiedMs } of bucket.list(STORED)) {
      const [, hex] = /^sha256\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(key) ?? [];
      if (hex !== undefined) stored.set(`sha256:${hex}`, modifiedMs);
    }
    return stored;
  };

  const strays = async (referred: ReadonlySet<string>) => {
    const stored = [...(await listed())].filter(
      ([digest, modifiedMs]) => !referred.has(digest) && Date.now() - modifiedMs > STRAY_AFTER_MS,
    );
    return { stored: stored.map(([digest]) => digest), incoming: await readdir(incoming) };
  };

  return {
    isShared: true,
    scratch,

    async keep(path, digest) {
      await fetched.drop(digest);
      const content = { source: path, size: (await stat(path)).size, sha256: hexOf(digest) };
      const isStored = await bucket.put(keyOf(digest), content, { isNew: true });
      // what is there may have been damaged
      if (!isStored && (await state(digest)) !== 'whole') await bucket.put(keyOf(digest), content);
      await rm(path, { force: true });
    },

    claim: (digest) => bucket.touch(keyOf(digest)),
    state,

    async open(digest) {
      const found = await fetched.open(digest, fetch(digest));
      if (typeof found === 'string') return found;
      const { handle, size } = found;
      return { size, stream: () => handle.createReadStream({ start: 0 }), close: () => handle.close() };
    },

    async remove(digest) {
      await fetched.drop(digest);
      await bucket.delete(keyOf(digest));
    },

    async list() {
      return { stored: [...(await listed()).keys()], incoming: await readdir(incoming) };
    },

    strays,

    async sweep(referred, when) {
      const names = await readdir(incoming);
      for (const name of names) await rm(join(incoming, name), { force: true });
      for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
      if (when === 'start') return names.length;
      const { stored } = await strays(referred);
      for (const digest of stored) await bucket.delete(keyOf(digest));
      return names.length + stored.length;
    },

    async probe() {
      await probeFolder(incoming, scratch());
      if (performance.now() < probed.until) return;
      const sha256 = createHash('sha256').update(PROBE).digest('hex');
      probed.probing ??= bucket.put('health', { source: PROBE, size: PROBE.length, sha256 }).then(
        () => {
          probed = { until: performance.now() + PROBE_MS, probing: undefined };
        },
        (error: unknown) => {
          probed = { until: Number.NEGATIVE_INFINITY, probing: undefined };
          throw error;
        },
      );
      await probed.probing;
    },

    async close() {
      await fetched.close();
      bucket.close();
    },
  };
}

function hexOf(digest: string): string {
  return digest.replace(/^sha256:/, '');
}

function keyOf(digest: string): string {
  const hex = hexOf(digest);
  return `${STORED}${hex.slice(0, 2)}/${hex}`;
}

/** Reads an object to its end, to a file where one is named. Returns its size, or that it is not what it is stored under. */
async function readWhole(response: IncomingMessage, digest: string, path?: string): Promise<number | 'damaged'> {
  const hash = createHash('sha256');
  let size = 0;
  const counted = new Transform({
    transform(piece: Buffer, _, done) {
      size += piece.length;
      hash.update(piece);
      if (size > MAX_BYTES) done(away(`an object has more than ${MAX_BYTES} bytes`));
      else done(null, path === undefined ? undefined : piece);
    },
  });
  try {
    if (path === undefined) await pipeline(response, counted.resume());
    else await pipeline(response, counted, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    // a full disk is told from a broken connection by its call
    throw error instanceof Error && 'syscall' in error && error.syscall === 'write' ? error : connectionFailure(error);
  }
  return `sha256:${hash.digest('hex')}` === digest ? size : 'damaged';
}
