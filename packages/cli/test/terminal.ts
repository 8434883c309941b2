import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { findProgram } from '../src/find-program.ts';

/** Runs `rolekit` from its sources in a process of its own. */
export const ROLEKIT_PROCESS = ['--conditions=rolekit-source', fileURLToPath(new URL('process.ts', import.meta.url))];

/** The program that gives a process a terminal; undefined where there is none. */
export const SCRIPT = process.platform === 'linux' ? findProgram(['script'], process.env) : undefined;

export interface TerminalOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** @default 80 */
  columns?: number;
  /** What is typed, each after a text was shown that was not there before. */
  typed?: readonly (readonly [shown: string, keys: string])[];
}

export const KEYS = { enter: '\r', down: '\u001B[B', ctrlC: '\u0003' };

const HANGS_MS = 60_000;

/** Runs `rolekit` as a person does, and returns its exit code and all that was shown, with what moves the cursor. */
export async function onTerminal(
  argv: readonly string[],
  { cwd, env = process.env, columns = 80, typed = [] }: TerminalOptions,
): Promise<{ code: number | null; shown: string }> {
  const command = [process.execPath, ...ROLEKIT_PROCESS, ...argv].map((word) => `'${word}'`).join(' ');
  const child = spawn(SCRIPT ?? 'script', ['-qec', `stty cols ${columns} rows 24; ${command}`, '/dev/null'], {
    cwd,
    env: { TERM: 'xterm', NO_COLOR: '1', ...env, CI: '' },
    stdio: 'pipe',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const waiting = [...typed];
  let shown = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    shown += chunk;
    const [next] = waiting;
    if (next === undefined || !shown.slice(seen).includes(next[0])) return;
    waiting.shift();
    seen = shown.length;
    child.stdin.write(next[1]);
  });
  // what was shown until then says at which question it hangs
  const hangs = setTimeout(() => child.kill('SIGKILL'), HANGS_MS);
  const [code] = await once(child, 'exit');
  clearTimeout(hangs);
  return { code, shown };
}
