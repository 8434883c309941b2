import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hostEnvironment } from '@rolekit/sdk/internal/settings';
import { findProgram } from '../programs.ts';
import type { Stage } from './stage.ts';

const run = promisify(execFile);
const OLDEST_NODE = 20;
const TIMEOUT_MS = 20_000;
/** Version managers, which put Node into the PATH of a shell and of nothing else. */
const OF_A_SHELL = /[/\\](?:\.?nvm|\.?fnm|fnm_multishells|\.asdf|\.nodenv|mise)[/\\]/i;

const INSTALL = `Install Node ${OLDEST_NODE} or later (https://nodejs.org), so that \`node --version\` says so in a new terminal; then start the host again.`;

/** The `node` with which hosts start servers: the first of the PATH, which need not be the one that runs this. */
export function nodeOfHosts(env: NodeJS.ProcessEnv): string | undefined {
  return findProgram([process.platform === 'win32' ? 'node.exe' : 'node'], env);
}

/** Whether hosts find a Node that servers run on. */
export async function nodeStage(env: NodeJS.ProcessEnv): Promise<Stage> {
  const path = nodeOfHosts(env);
  const failed = (detail: string): Stage => ({ stage: 'node', state: 'failed', detail, fix: INSTALL });
  if (path === undefined) return failed('There is no `node` in the PATH, with which hosts start servers.');
  const said = await run(path, ['--version'], {
    env: hostEnvironment(env),
    timeout: TIMEOUT_MS,
    windowsHide: true,
  }).then(
    ({ stdout }) => stdout.trim(),
    (error: { code?: unknown }) => error,
  );
  const major = typeof said === 'string' ? /^v(\d+)\.\d+\.\d+/.exec(said)?.[1] : undefined;
  if (major === undefined) return failed(`${path}, with which hosts start servers, does not tell its version.`);
  if (Number(major) < OLDEST_NODE) return failed(`Node ${said} (${path}) is too old for the servers of plugins.`);
  const detail = `Node ${String(said).slice(1)} (${path})`;
  if (!OF_A_SHELL.test(path)) return { stage: 'node', state: 'ok', detail };
  const note =
    'a host that is not started from a terminal may not find it; an installation of Node for the system it does';
  return { stage: 'node', state: 'ok', detail: `${detail}; ${note}` };
}
