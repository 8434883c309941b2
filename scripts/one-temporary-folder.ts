import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What tests leave in the folder for temporary files goes with the run; the workers inherit where that is. What they start
 * keeps what Node compiled there too: a server from source starts with half the work when another has before it.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'rolekit-tests-'));
  process.env.TMPDIR = folder;
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled');
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
