import { findProgram } from '../find-program.ts';

/** The hosts that can be told to install a plugin, by the name of their command. */
export const HOSTS = ['codex', 'claude', 'copilot', 'gemini'] as const;

export type Host = (typeof HOSTS)[number];

export const HOST_TITLES: Readonly<Record<Host, string>> = {
  codex: 'Codex',
  claude: 'Claude Code',
  copilot: 'Copilot CLI',
  gemini: 'Gemini CLI',
};

/** The command of a host on PATH. */
export function findHost(host: Host, env: NodeJS.ProcessEnv): string | undefined {
  return findProgram(process.platform === 'win32' ? [`${host}.exe`, `${host}.cmd`] : [host], env);
}

/** Every host whose command is on PATH. */
export function findHosts(env: NodeJS.ProcessEnv): Host[] {
  return HOSTS.filter((host) => findHost(host, env) !== undefined);
}
