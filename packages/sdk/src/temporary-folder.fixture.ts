import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test; it goes with the run, see `scripts/one-temporary-folder.ts`. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'rolekit-'));
}
