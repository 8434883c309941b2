import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';
import { digestOf } from '../digest/digest.ts';
import type { BundleFile } from '../tree/types.ts';
import { canonicalTar } from './tar-write.ts';
import type { PackedBundle } from './types.ts';

const gzip = promisify(gzipCallback);

/** Offset of the byte of a gzip header that names the system it was made on. */
const GZIP_SYSTEM = 9;
const UNKNOWN_SYSTEM = 255;

/**
 * Packs files into a deterministic `.tgz`: the same files give the same bytes, in whatever order they come.
 *
 * @throws RK_ARCHIVE for a path that an archive cannot hold
 *
 * @example
 * ```ts
 * const { tgz, digest } = await packBundle(await readBundleFiles('dist'));
 * ```
 */
export async function packBundle(files: readonly BundleFile[]): Promise<PackedBundle> {
  const tar = Buffer.concat([...canonicalTar(files)]);
  const tgz = await gzip(tar, { level: 9 });
  tgz[GZIP_SYSTEM] = UNKNOWN_SYSTEM;
  return { tgz, digest: digestOf(tar), tgzDigest: digestOf(tgz) };
}

/** A bundle's identity: `sha256:<hex>` of its canonical tar. */
export function bundleDigest(files: readonly BundleFile[]): string {
  const hash = createHash('sha256');
  for (const piece of canonicalTar(files)) hash.update(piece);
  return `sha256:${hash.digest('hex')}`;
}
