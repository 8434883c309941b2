import { hasErrors } from '../finding.ts';
import { DEFAULT_LIMITS } from '../tree/archive-limits.ts';
import type { ArchiveLimits } from '../tree/types.ts';
import { readArchive } from './archive.ts';
import { checkBundle } from './check.ts';
import { scanFolder } from './folder.ts';
import { bundleDigest } from './pack.ts';
import type { Inspection, InspectOptions } from './types.ts';

/**
 * Reads an archive as a stream, never to disk, and checks everything that can be checked without running it. What is
 * wrong with the archive or the bundle is a finding, not an error.
 *
 * @throws whatever the source throws
 *
 * @example
 * ```ts
 * const inspection = await inspectArchive(request.body);
 * if (!inspection.ok) return reply.code(422).send({ findings: inspection.findings });
 * ```
 */
export async function inspectArchive(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  limits: Partial<ArchiveLimits> = {},
  options: InspectOptions = {},
): Promise<Inspection> {
  const { files, digest, findings } = await readArchive(source, { ...DEFAULT_LIMITS, ...limits });
  // A torn or hostile archive says nothing about the bundle; refused entries would be reported as missing files.
  if (hasErrors(findings)) return { ok: false, findings };
  return checkBundle(files, () => digest, [], options);
}

/**
 * Checks a built bundle's folder as `inspectArchive` checks its archive.
 *
 * @throws RK_FILE when there is no such folder
 */
export async function inspectFolder(dir: string, limits: Partial<ArchiveLimits> = {}): Promise<Inspection> {
  const { files, findings } = await scanFolder(dir, { ...DEFAULT_LIMITS, ...limits });
  return checkBundle(files, () => bundleDigest(files), findings);
}
