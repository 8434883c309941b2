import { join, relative, resolve, sep } from 'node:path';
import { digestOf, writeWhole } from '@rolekit/sdk/internal';
import { idOf, kilobytes, packBuilt } from '../../build/index.ts';
import { type ArgsOf, defineCommand } from '../../command.ts';
import type words from './words.ts';

interface PackResult {
  plugin: string;
  version: string;
  /** The archive, relative to the working folder. */
  archive: string;
  /** Identity of the bundle. */
  digest: string;
  /** Checksum of the archive's bytes. */
  tgzDigest: string;
  /** Bytes of the archive. */
  size: number;
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<PackResult> {
    const { tgz, bundle } = await packBuilt(resolve(context.cwd, args.path));
    const { name, version } = bundle.manifest;
    const file = `${name}-${version}.tgz`;
    const out = args.out ?? file;
    const archive = resolve(context.cwd, /[\\/]$/.test(out) ? join(out, file) : out);
    await writeWhole(archive, tgz, { isPrivate: false });
    return {
      plugin: idOf(bundle),
      version,
      archive: relative(context.cwd, archive).split(sep).join('/'),
      digest: bundle.digest,
      tgzDigest: digestOf(tgz),
      size: tgz.length,
    };
  },
  render({ plugin, version, archive, digest, tgzDigest, size }, out) {
    out.table([
      [out.paint.bold(plugin), version],
      ['archive', `${archive}, ${kilobytes(size)}`],
      ['digest', digest],
      ['.tgz', tgzDigest],
    ]);
  },
});
