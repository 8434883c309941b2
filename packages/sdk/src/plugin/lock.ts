import { RolekitError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import type { Lock } from './types.ts';

/** Reads a `rolekit.lock.json`. */
export function parseLock(_text: string, _file = 'rolekit.lock.json'): { lock?: Lock; findings: Finding[] } {
  throw new RolekitError('RK_INTERNAL', { what: 'parseLock' });
}

/** The text of a lock file: connectors sorted, the same bytes for the same lock. */
export function writeLock(_lock: Lock): string {
  throw new RolekitError('RK_INTERNAL', { what: 'writeLock' });
}
