import { RolekitError } from '../errors.ts';
import type { ArchiveLimits, Inspection } from './types.ts';

/** Reads an archive as a stream, never to disk, and checks everything that can be checked without running it. */
export async function inspectArchive(
  _source: Uint8Array | AsyncIterable<Uint8Array>,
  _limits: Partial<ArchiveLimits> = {},
): Promise<Inspection> {
  throw new RolekitError('RK_INTERNAL', { what: 'inspectArchive' });
}

/** Checks a built bundle's folder as `inspectArchive` checks its archive. */
export async function inspectFolder(_dir: string, _limits: Partial<ArchiveLimits> = {}): Promise<Inspection> {
  throw new RolekitError('RK_INTERNAL', { what: 'inspectFolder' });
}
