import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Builds what is measured, its declarations too, as the sources are now: a build of yesterday measures yesterday. */
execFileSync(process.execPath, [join(import.meta.dirname, '..', 'scripts', 'bootstrap.mjs'), 'build'], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
