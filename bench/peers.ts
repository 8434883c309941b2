import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const VERSIONS = { fastmcp: '4.20.16', 'create-vite': '9.3.0' };
const folder = join(import.meta.dirname, '..', 'node_modules', '.cache', 'bench-peers');

/**
 * Installs a peer outside of the workspace, because a dependency of it would bring a build script into it. Undefined where
 * that cannot be done, such as without a network: then there is one contestant less, and it is said.
 *
 * @returns the folder of its package
 */
export function installPeer(name: keyof typeof VERSIONS): string | undefined {
  const installed = join(folder, 'node_modules', name);
  if (existsSync(join(installed, 'package.json'))) return installed;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: VERSIONS }));
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
    execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
    return installed;
  } catch (error) {
    const reason = String(error).split('\n')[0];
    console.log(`${name} ${VERSIONS[name]} could not be installed, so it is not measured: ${reason}`);
    return undefined;
  }
}
