import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

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
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return folders.flatMap((folder) => endings.map((ending) => join(folder, host + ending))).find(isProgram);
}

/** Every host whose command is on PATH. */
export function findHosts(env: NodeJS.ProcessEnv): Host[] {
  return HOSTS.filter((host) => findHost(host, env) !== undefined);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
