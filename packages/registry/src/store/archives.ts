import { type BundleFile, readBundle } from '@rolekit/sdk/bundle';
import { RegistryError } from '../errors.ts';
import type { Blobs, OpenBlob } from './blobs.ts';
import type { StoredVersion } from './catalogue.ts';

type Archived = Pick<StoredVersion, 'namespace' | 'name' | 'version' | 'tgzDigest'>;

/**
 * Opens the archive of a version; what is opened has the checksum that was published.
 *
 * @throws RK_ARCHIVE_DAMAGED
 */
export async function openArchive(blobs: Blobs, { namespace, name, version, tgzDigest }: Archived): Promise<OpenBlob> {
  const found = await blobs.open(tgzDigest);
  if (typeof found !== 'string') return found;
  throw new RegistryError('RK_ARCHIVE_DAMAGED', { plugin: `${namespace}/${name}`, version, state: found });
}

/**
 * The files of a version; they are the published ones. No rule of publication is applied: what was published stays readable.
 *
 * @throws RK_ARCHIVE_DAMAGED
 */
export async function readArchiveFiles(
  blobs: Blobs,
  version: Archived & Pick<StoredVersion, 'digest'>,
): Promise<readonly BundleFile[]> {
  const archive = await openArchive(blobs, version);
  const reading = await readBundle(archive.stream());
  if (reading.ok && reading.bundle.digest === version.digest) return reading.bundle.files;
  throw new RegistryError('RK_ARCHIVE_DAMAGED', {
    plugin: `${version.namespace}/${version.name}`,
    version: version.version,
    state: 'not the recorded one',
  });
}
