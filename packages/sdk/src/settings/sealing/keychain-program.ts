import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { RolekitError } from '../../errors.ts';

export interface ProgramRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface ProgramOptions {
  /** Where it is looked for, beside the standard folders, and what it gets of it. */
  env: NodeJS.ProcessEnv;
  /** Variables set in addition. */
  set?: Record<string, string>;
  /** Never in an argument: those are seen by other processes. */
  input?: string;
  /** Milliseconds. A locked keychain may be asking for its password meanwhile. @default 30 000 */
  limitMs?: number | undefined;
}

const LIMIT_MS = 30_000;
const MAX_BYTES = 64 * 1024;
/** Hosts may start a server without PATH. */
const STANDARD_FOLDERS = ['/usr/bin', '/bin', '/usr/local/bin', '/run/current-system/sw/bin'];
/** What a keychain's program takes to reach the person's session; no connector's variables. */
const PASSED = [
  ...['HOME', 'PATH', 'XDG_RUNTIME_DIR', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY'],
  ...['USERPROFILE', 'SystemRoot', 'APPDATA', 'LOCALAPPDATA', 'TEMP'],
];

/**
 * Runs a program of the system's keychain to its end.
 *
 * @throws RK_KEYCHAIN when it is not there, does not end in time, or prints more than a key
 */
export function runProgram(name: string, args: readonly string[], options: ProgramOptions): Promise<ProgramRun> {
  const { env, set = {}, input = '', limitMs = LIMIT_MS } = options;
  const path = findProgram(name, env);
  const passed = PASSED.flatMap((variable) => (env[variable] === undefined ? [] : [[variable, env[variable]]]));
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, {
      env: { ...Object.fromEntries(passed), ...set },
      stdio: 'pipe',
      windowsHide: true,
    });
    const run: ProgramRun = { code: null, stdout: '', stderr: '' };
    const end = (error: RolekitError) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      // a process that it started may hold them open
      child.stdout.destroy();
      child.stderr.destroy();
      reject(error);
    };
    const timer = setTimeout(() => {
      const reason = `\`${name}\` did not answer within ${limitMs / 1000} s`;
      end(keychainError(reason, 'Unlock the keychain; it may be waiting for its password on another screen.'));
    }, limitMs);
    const keep = (stream: 'stdout' | 'stderr') => (text: string) => {
      run[stream] += text;
      if (run[stream].length > MAX_BYTES)
        end(keychainError(`\`${name}\` printed far more than a key`, `Run \`${name}\` yourself to see what it says.`));
    };
    child.stdout.setEncoding('utf8').on('data', keep('stdout'));
    child.stderr.setEncoding('utf8').on('data', keep('stderr'));
    child.once('error', () => end(missing(name)));
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ ...run, code });
    });
    // one that ends without reading
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

export function keychainError(reason: string, hint: string): RolekitError {
  return new RolekitError('RK_KEYCHAIN', { reason, hint });
}

/** What a failed program said, without what was given to it. */
export function reasonOf(name: string, { code, stderr }: ProgramRun, secret?: string): string {
  const line = stderr.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  const shown = line.replace(/[^\x20-\x7E]/g, '?').trim();
  const text = secret === undefined ? shown : shown.replaceAll(secret, '…');
  return text === '' ? `\`${name}\` ended with ${code}` : text.slice(0, 200);
}

function findProgram(name: string, env: NodeJS.ProcessEnv): string {
  if (name.includes('\\')) return name;
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...STANDARD_FOLDERS];
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (found === undefined) throw missing(name);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function missing(name: string): RolekitError {
  const hint =
    name === 'secret-tool'
      ? 'Install it (libsecret-tools on Debian and Ubuntu, libsecret elsewhere), or use --store file.'
      : 'Use --store file or --store passphrase.';
  return keychainError(`there is no program \`${name}\``, hint);
}
