// pnpm at the version of this repository. npx brings it, so nothing has to be installed before.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const PNPM = 'pnpm@12.21.0';

/** npx as a command line: npm's own script when npm started us, because `npx.cmd` needs a shell on Windows. */
export function npx() {
  const npm = process.env.npm_execpath;
  const script = npm && join(dirname(npm), 'npx-cli.js');
  return script && existsSync(script) ? [process.execPath, script] : [process.platform === 'win32' ? 'npx.cmd' : 'npx'];
}
