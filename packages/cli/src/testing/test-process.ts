import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { atExit } from '@rolekit/sdk/internal';
import type { ErrorReport } from '../report.ts';
import type { TestReport } from './run.ts';

const END_AFTER_MS = 3000;

/** What came of a round of tests, or the error that it ended in. */
export type Round = { result: TestReport } | { error: ErrorReport };

/** Runs `rolekit test --json` in a process of its own: code that was loaded once would not be loaded again after a save. Undefined when `signal` ended it. */
export async function runTestProcess(
  argv: readonly string[],
  { cwd, env, signal }: { cwd: string; env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<Round | undefined> {
  if (signal.aborted) return undefined;
  const [, script = ''] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, script, 'test', ...argv, '--json'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  // it ends its own servers and sandboxes
  const finished = atExit(() => child.kill('SIGTERM'));
  let end: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill('SIGTERM');
    end = setTimeout(() => child.kill('SIGKILL'), END_AFTER_MS);
  };
  signal.addEventListener('abort', stop, { once: true });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  await once(child, 'close');
  signal.removeEventListener('abort', stop);
  clearTimeout(end);
  finished();
  if (signal.aborted) return undefined;
  const message = said.stderr.trim().split('\n').at(-1) || 'The tests ended without a report.';
  return parsed(said.stdout) ?? parsed(said.stderr) ?? { error: { code: 'RK_SERVER', message, fix: '' } };
}

function parsed(text: string): Round | undefined {
  try {
    return JSON.parse(text) as Round;
  } catch {
    return undefined;
  }
}
