import { homedir } from 'node:os';

/** The user's home folder as the environment says it: where `~/.rolekit` lies. */
export function homeOf(env: NodeJS.ProcessEnv): string {
  const named = process.platform === 'win32' ? env.USERPROFILE : env.HOME;
  return named || homedir();
}
