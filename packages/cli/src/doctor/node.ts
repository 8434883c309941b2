import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hostEnvironment } from '@rolekit/sdk/internal/settings';
import { findProgram } from '../find-program.ts';
import type { Stage } from './stage.ts';

const run = promisify(execFile);
const MIN_NODE = 20;
const TIMEOUT_MS = 20_000;
/** Version managers, which put Node into the PATH of a shell and of nothing else. */
const OF_A_SHELL = /[/\\](?:\.?nvm|\.?fnm|fnm_multishells|\.asdf|\.nodenv|mise)[/\\]/i;

const INSTALL = `Install Node ${MIN_NODE} or later (https://nodejs.org), check \`node --version\` in a new terminal, then restart the host.`;

/** The `node` with which hosts start servers: the first of the PATH, which need not be the one that runs this. */
export function nodeOfHosts(env: NodeJS.ProcessEnv): string | undefined {
  return findProgram([process.platform === 'win32' ? 'node.exe' : 'node'], env);
}

/** Whether hosts find a Node that servers run on. */
export async function nodeStage(env: NodeJS.ProcessEnv): Promise<Stage> {
  const path = nodeOfHosts(env);
  const failed = (detail: string): Stage => ({ stage: 'node', state: 'failed', detail, fix: INSTALL });
  if (path === undefined) return failed('`node` is not in PATH; hosts start servers with it.');
  const output = await run(path, ['--version'], {
    env: hostEnvironment(env),
    timeout: TIMEOUT_MS,
    windowsHide: true,
  }).then(
    ({ stdout }) => stdout.trim(),
    (error: { code?: unknown }) => error,
  );
  const major = typeof output === 'string' ? /^v(\d+)\.\d+\.\d+/.exec(output)?.[1] : undefined;
  if (major === undefined) return failed(`${path} does not print its version; hosts start servers with it.`);
  if (Number(major) < MIN_NODE) return failed(`Node ${output} (${path}) is too old for plugin servers.`);
  const detail = `Node ${String(output).slice(1)} (${path})`;
  if (!OF_A_SHELL.test(path)) return { stage: 'node', state: 'ok', detail };
  const note = 'hosts started outside a terminal may not find it; they do find a system-wide Node';
  return { stage: 'node', state: 'ok', detail: `${detail}; ${note}` };
}
