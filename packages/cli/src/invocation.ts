import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { version } from './version.ts';

/** The words with which this command was started, and with which what it advises works in the same place. */
export function invocationOf(env: NodeJS.ProcessEnv): string {
  if (env.npm_command === undefined) return 'rolekit';
  if (env.npm_config_user_agent?.startsWith('pnpm/')) return 'pnpm exec rolekit';
  const installed = join(env.npm_config_local_prefix ?? '', 'node_modules', '.bin', 'rolekit');
  return existsSync(installed) ? 'npx --no-install rolekit' : `npx rolekit@${version()}`;
}
