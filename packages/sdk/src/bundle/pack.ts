import { RolekitError } from '../errors.ts';
import type { BundleFile, PackedBundle } from './types.ts';

/**
 * Packs files into a deterministic `.tgz`: the same files give the same bytes, in whatever order they come.
 *
 * @throws RK_ARCHIVE for a path that an archive cannot hold
 */
export async function packBundle(_files: readonly BundleFile[]): Promise<PackedBundle> {
  throw new RolekitError('RK_INTERNAL', { what: 'packBundle' });
}
