import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const VERSION = '4.20.16';
const folder = join(import.meta.dirname, '..', 'node_modules', '.cache', 'bench-peers');

/**
 * Installs fastmcp outside of the workspace, because a dependency of it would bring a build script into it. False where
 * that cannot be done, such as without a network: then there is one contestant less, and it is said.
 */
export function installFastmcp(): boolean {
  if (existsSync(join(folder, 'node_modules', 'fastmcp', 'dist', 'FastMCP.js'))) return true;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { fastmcp: VERSION } }));
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
    execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
    return true;
  } catch (error) {
    console.log(`fastmcp ${VERSION} could not be installed, so it is not measured: ${String(error).split('\n')[0]}`);
    return false;
  }
}
