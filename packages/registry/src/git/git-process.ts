import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { constants, devNull, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { RegistryError } from '../errors.ts';

export type GitProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** What git sees of the machine: nothing of its or the user's configuration, so that every registry behaves alike. */
export function gitEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  const settings: [string, string][] = [
    // The folder may belong to another user, as volumes of containers do; we made it.
    ['safe.directory', '*'],
    ['uploadpack.allowTipSHA1InWant', 'true'],
    ['core.fsync', 'none'],
    ['gc.auto', '0'],
    ['fastimport.unpackLimit', '0'],
  ];
  const passed = ['PATH', 'Path', 'SystemRoot', 'TMPDIR', 'TEMP', 'TMP'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(passed),
    HOME: devNull,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], at) => [
        [`GIT_CONFIG_KEY_${at}`, key],
        [`GIT_CONFIG_VALUE_${at}`, value],
      ]),
    ),
    ...extra,
  };
}

/** Starts git in its clean environment. */
export function startGit(args: readonly string[], extra: Record<string, string> = {}): GitProcess {
  return spawn('git', args, { env: gitEnvironment(extra), stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
}

/** Ends after this long, whatever it does. */
const DEADLINE_MS = 120_000;

/**
 * Runs git to its end and returns what it wrote; what is not urgent leaves the processor to others.
 *
 * @throws RK_GIT_MISSING, RK_GIT_FAILED
 */
export async function runGit(
  args: readonly string[],
  input?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { isUrgent = true } = {},
): Promise<string> {
  const child = startGit(args);
  // others may take the processor first
  if (!isUrgent && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.length < 20 && err.push(chunk));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) => reject(gitMissing(cause)));
    child.once('close', resolve);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), isUrgent ? DEADLINE_MS : 5 * DEADLINE_MS);
  // git closing its input early shows in its exit code.
  child.stdin.on('error', () => {});
  try {
    const fed = feed(child.stdin, input ?? []);
    const [status] = await Promise.all([ended, fed]);
    if (status !== 0)
      throw new RegistryError(
        'RK_GIT_FAILED',
        { reason: `${args[0]} ended with ${status}` },
        { cause: Buffer.concat(err).toString('utf8') },
      );
    return Buffer.concat(out).toString('utf8');
  } finally {
    clearTimeout(timer);
    if (child.exitCode === null) child.kill('SIGKILL');
  }
}

async function feed(stdin: Writable, input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  const closed = new Promise<void>((resolve) => stdin.once('close', resolve));
  for await (const chunk of input) {
    if (stdin.destroyed) return;
    if (!stdin.write(chunk)) await Promise.race([new Promise<void>((resolve) => stdin.once('drain', resolve)), closed]);
  }
  stdin.end();
}

export function gitMissing(cause: unknown): RegistryError {
  return new RegistryError('RK_GIT_MISSING', {}, { cause });
}
