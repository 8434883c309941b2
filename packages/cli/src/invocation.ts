import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { version } from './version.ts';

/** The words with which this command was started, and with which what it advises works in the same place. */
export function invocationOf(env: NodeJS.ProcessEnv): string {
  if (env.npm_command === undefined) return 'rolekit';
  if (env.npm_config_user_agent?.startsWith('pnpm/')) return 'pnpm exec rolekit';
  return isInstalled(env) ? 'npx --no-install rolekit' : `npx rolekit@${version()}`;
}

/**
 * The command line that gives this command a package beside it, as it works where it was started.
 *
 * @param words of the command that needs the package
 */
export function installationOf(env: NodeJS.ProcessEnv, spec: string, words: string): string {
  if (env.npm_command === undefined) return `npm install -g ${spec}`;
  if (env.npm_config_user_agent?.startsWith('pnpm/')) return `pnpm add -D ${spec}`;
  return isInstalled(env) ? `npm install -D ${spec}` : `npx -p rolekit@${version()} -p ${spec} rolekit ${words}`;
}

function isInstalled(env: NodeJS.ProcessEnv): boolean {
  return existsSync(join(env.npm_config_local_prefix ?? '', 'node_modules', '.bin', 'rolekit'));
}
