import { RolekitError } from '../errors.ts';
import type { BundleFile } from './types.ts';

/**
 * Reads all files of a built bundle's folder, sorted by path.
 *
 * @throws RK_FILE for a folder that is not there, a symlink or a special file
 */
export async function readBundleFiles(_dir: string): Promise<BundleFile[]> {
  throw new RolekitError('RK_INTERNAL', { what: 'readBundleFiles' });
}
