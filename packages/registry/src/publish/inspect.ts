import { createReadStream } from 'node:fs';
import { type ArchiveLimits, type InspectedBundle, inspectArchive } from '@rolekit/sdk/bundle';
import { RegistryError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import { checkManifest, checkTarget, type Target } from './names.ts';
import type { Upload } from './receive.ts';

export interface Inspected {
  bundle: InspectedBundle;
  /** Warnings and notes. */
  findings: Finding[];
}

/**
 * Reads the archive as a stream and collects every problem before it refuses.
 *
 * @throws RK_FINDINGS with all of them
 */
export async function inspect(upload: Upload, target: Target, limits: Partial<ArchiveLimits>): Promise<Inspected> {
  const findings = checkTarget(target);
  const inspection = await inspectArchive(createReadStream(upload.path), limits);
  findings.push(...inspection.findings);
  if (inspection.ok) findings.push(...checkManifest(inspection.bundle.manifest, target));
  if (!inspection.ok || findings.some(({ severity }) => severity === 'error')) throw refused(target, findings);
  return { bundle: inspection.bundle, findings };
}

/** The answer to an archive that cannot be published. */
export function refused({ namespace, name }: Target, findings: readonly Finding[]): RegistryError {
  const count = findings.filter(({ severity }) => severity === 'error').length;
  return new RegistryError('RK_FINDINGS', { count, what: `the archive of ${namespace}/${name}` }, { findings });
}
