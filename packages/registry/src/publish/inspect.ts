import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { type InspectedBundle, type Inspection, inspectArchive } from '@rolekit/sdk/bundle';
import type { Finding } from '../archive-finding.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import type { StoredBase } from '../store/catalogue.ts';
import { type BaseCheck, checkBase } from './check-base.ts';
import { checkManifest, checkTarget, type Target } from './check-target.ts';
import type { Upload } from './receive.ts';
import type { PublishRequest } from './request.ts';

export interface Inspected {
  bundle: InspectedBundle;
  /** What it was built from. */
  base?: StoredBase | undefined;
  /** Warnings and notes. */
  findings: Finding[];
  /** Gives the place and its memory back. */
  release: () => void;
}

type Place = Pick<Context, 'inspecting' | 'limits' | 'privateRemotes' | 'publicUrl'>;
type Destination = Target & Pick<PublishRequest, 'reads'>;

/** An archive that unpacks to this much more than it says lied about its size. */
const SLACK = 1024 * 1024;

/**
 * Waits for a place with the memory that the archive needs, and reads it as a stream; the place is kept until it is released.
 * Every problem is collected before it is refused.
 *
 * @throws RK_FINDINGS with all problems, RK_BUSY
 */
export async function inspect(upload: Upload, target: Destination, context: Place): Promise<Inspected> {
  const { limits } = context;
  const stated = Math.min((await statedSize(upload)) + SLACK, limits.totalBytes);
  try {
    return await inspectWithin(stated, upload, target, context);
  } catch (error) {
    const isTooLarge =
      error instanceof RegistryError &&
      error.findings?.some(({ code, file }) => code === 'archive/too-large' && file === '.');
    if (!isTooLarge || stated === limits.totalBytes) throw error;
    return inspectWithin(limits.totalBytes, upload, target, context);
  }
}

async function inspectWithin(
  totalBytes: number,
  upload: Upload,
  target: Destination,
  context: Place,
): Promise<Inspected> {
  const { inspecting, limits, privateRemotes } = context;
  const release = await inspecting.take(totalBytes);
  try {
    const findings = checkTarget(target);
    const inspection = await inspectArchive(
      createReadStream(upload.path),
      { ...limits, totalBytes },
      { privateRemotes },
    );
    findings.push(...inspection.findings);
    if (inspection.ok) findings.push(...checkManifest(inspection.bundle.manifest, target));
    const { base, findings: ofBase } = await baseOf(inspection, target, context);
    findings.push(...ofBase);
    if (!inspection.ok || findings.some(({ severity }) => severity === 'error')) throw refused(target, findings);
    return { bundle: inspection.bundle, base, findings, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** What was published before stays as it is, whatever became of its base. */
async function baseOf(
  inspection: Inspection,
  { namespace, name, reads }: Destination,
  context: Place,
): Promise<BaseCheck> {
  if (!inspection.ok) return { findings: [] };
  const { manifest, digest, lock } = inspection.bundle;
  const check = await checkBase({ manifest, lock }, reads, context.publicUrl());
  if (check.findings.length === 0) return check;
  const published = await reads.recorded(namespace, name, manifest.version);
  return published?.digest === digest ? { ...check, findings: [] } : check;
}

/** The unpacked size that the end of the gzip stream states. */
async function statedSize({ path, size }: Upload): Promise<number> {
  if (size < 4) return 0;
  const handle = await open(path, 'r');
  try {
    const { buffer } = await handle.read({ buffer: Buffer.alloc(4), position: size - 4 });
    return buffer.readUInt32LE();
  } finally {
    await handle.close();
  }
}

/** More findings than these are counted, not listed: a hostile file can have millions. */
const LISTED_MAX = 500;

/** The answer to an archive that cannot be published. */
export function refused({ namespace, name }: Target, findings: readonly Finding[]): RegistryError {
  const count = findings.filter(({ severity }) => severity === 'error').length;
  return new RegistryError(
    'RK_FINDINGS',
    { count, what: `the archive of ${namespace}/${name}` },
    { findings: findings.slice(0, LISTED_MAX) },
  );
}
