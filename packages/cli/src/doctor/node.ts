import { execFile } from 'node:child_process';
import { basename, delimiter, isAbsolute } from 'node:path';
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

const HIDDEN = 'hosts started outside a terminal may not find it; they do find a system-wide Node';
const NAMES = [process.platform === 'win32' ? 'node.exe' : 'node'];
/** They start with the files of a login. */
const LOGIN_SHELLS = new Set(['bash', 'zsh', 'fish', 'sh', 'dash', 'ksh']);

/**
 * The `node` with which hosts start servers: the first of the PATH, which need not be the one that runs this. What npm, npx and
 * pnpm put there for their own commands, hosts do not have.
 */
export function nodeOfHosts(env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter);
  const PATH = folders.filter((folder) => !/[/\\]node_modules[/\\]\.bin[/\\]?$/.test(folder)).join(delimiter);
  return findProgram(NAMES, { PATH });
}

/** Whether hosts find a Node that servers run on, started from a terminal or from a desktop. */
export async function nodeStage(env: NodeJS.ProcessEnv): Promise<Stage> {
  const path = nodeOfHosts(env);
  const failed = (detail: string): Stage => ({ stage: 'node', state: 'failed', detail, fix: INSTALL });
  if (path === undefined) return failed('`node` is not in PATH; hosts start servers with it.');
  const login = await nodeOfLogin(env);
  const found = [{ file: path, where: '' }];
  if (login?.path && login.path !== path) found.push({ file: login.path, where: ', the one of a login shell,' });
  const versions: string[] = [];
  for (const { file, where } of found) {
    const version = await versionOf(file, env);
    if (version === undefined)
      return failed(`${file}${where} does not print its version; hosts start servers with it.`);
    if (Number.parseInt(version, 10) < MIN_NODE)
      return failed(`Node v${version} (${file})${where} is too old for plugin servers.`);
    versions.push(`${where === '' ? '' : 'a login shell finds '}Node ${version} (${file})`);
  }
  const isHidden = login ? login.path === undefined : OF_A_SHELL.test(path);
  const note = isHidden ? [HIDDEN] : [];
  return { stage: 'node', state: 'ok', detail: [...versions, ...note].join('; ') };
}

async function versionOf(path: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const output = await run(path, ['--version'], {
    env: hostEnvironment(env),
    timeout: TIMEOUT_MS,
    windowsHide: true,
  }).catch(() => undefined);
  return /^v(\d+\.\d+\.\d+)/.exec(output?.stdout ?? '')?.[1];
}

/**
 * The `node` of a shell that begins as one does at login, as hosts that are started from a desktop see it; undefined where that
 * cannot be known.
 */
async function nodeOfLogin({ SHELL, HOME, USER }: NodeJS.ProcessEnv): Promise<{ path?: string } | undefined> {
  if (SHELL === undefined || !isAbsolute(SHELL) || !LOGIN_SHELLS.has(basename(SHELL))) return undefined;
  const shell = run(SHELL, ['-lc', 'command -v node'], {
    env: { HOME, USER, LOGNAME: USER, SHELL, TERM: 'dumb', PATH: '/usr/bin:/bin:/usr/sbin:/sbin' },
    timeout: TIMEOUT_MS,
  });
  // a profile that asks something gets no answer
  shell.child.stdin?.end();
  // a shell ends with 1 or 127 where there is none
  const output = await shell.catch((error: { code?: unknown }) =>
    error.code === 1 || error.code === 127 ? { stdout: '' } : undefined,
  );
  if (output === undefined) return undefined;
  const path = output.stdout.split('\n').findLast((line) => isAbsolute(line));
  return path === undefined ? {} : { path };
}
