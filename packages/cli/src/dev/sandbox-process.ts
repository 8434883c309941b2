import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { ErrorReport } from '../report.ts';
import type { Stream } from '../terminal.ts';

/** What `rolekit sandbox --json` says of each. */
export interface StartedSandbox {
  name: string;
  baseUrl: string;
  runFile: string;
}

export interface SandboxProcess {
  sandboxes: readonly StartedSandbox[];
  hasEnded(): boolean;
  stop(): Promise<void>;
}

const END_AFTER_MS = 3000;

/**
 * Runs `rolekit sandbox` in a process of its own, which ends with this one: an author's sandbox may print, hang or fail.
 *
 * @returns the error that it ended with, when it did not start
 */
export async function startSandboxProcess(
  names: readonly string[],
  { cwd, env, log }: { cwd: string; env: NodeJS.ProcessEnv; log: Stream },
): Promise<SandboxProcess | ErrorReport> {
  const [, script = ''] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, script, 'sandbox', ...names, '--json'], {
    cwd,
    env: { ...env, ROLEKIT_DEV: String(process.pid) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    windowsHide: true,
  });
  let said = '';
  child.stderr?.on('data', (text) => {
    said += text;
  });
  const ended = once(child, 'close').then(() => undefined);
  const first = child.stdout ? once(createInterface(child.stdout), 'line') : ended;
  const line = await Promise.race([first, ended]);
  const started = line && reportIn<{ result: { sandboxes: StartedSandbox[] } }>(String(line[0]));
  const stop = async () => {
    child.kill('SIGTERM');
    const end = setTimeout(() => child.kill('SIGKILL'), END_AFTER_MS);
    await ended;
    clearTimeout(end);
  };
  if (!started) {
    await stop();
    const { error } = reportIn<{ error: ErrorReport }>(said) ?? {};
    return error ?? { code: 'RK_SERVER', message: said.trim() || 'The sandbox ended.', fix: '' };
  }
  child.stderr?.on('data', (text) => void log.write(String(text)));
  return { ...started.result, hasEnded: () => child.exitCode !== null || child.signalCode !== null, stop };
}

function reportIn<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
