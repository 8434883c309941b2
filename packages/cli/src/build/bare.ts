import { type ChildProcess, execFile } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { atExit } from '@rolekit/sdk/internal';

const run = promisify(execFile);
/** A busy machine is slow and not broken: this ends only what hangs. */
const SECONDS = 120;
const SLOW_MS = 5000;
const INTERRUPT_MS = 100;

export interface BareOptions {
  /** Called once when the answer is late. */
  onSlow?: (() => void) | undefined;
  /** @default 5000 */
  slowMs?: number | undefined;
}

/** How one hears of what takes long. */
export interface Waits extends Pick<BareOptions, 'slowMs'> {
  /** Hears what is begun, and what is waited for because it takes longer than it should. */
  onStep?: ((text: string, kind: 'step' | 'wait') => void) | undefined;
}

/** Runs Node in a folder, which is also its home, without the environment of this process; returns what it printed. */
export async function runBare(dir: string, args: readonly string[], options: BareOptions = {}): Promise<string> {
  return late(start(dir, args).ended, options);
}

/** Node as `runBare` runs it, which answers each line that it reads with one line. */
export class BareProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  readonly #answers: AsyncIterator<string, undefined>;

  constructor(dir: string, args: readonly string[]) {
    const { child, ended } = start(dir, args, 0);
    this.#child = child;
    this.#ended = ended;
    this.#ended.catch(() => {});
    // what is written to a process that just ended is answered by its end
    child.stdin?.on('error', () => {});
    this.#answers = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]();
  }

  /** Its answer; undefined when it ended without one. Rejects as `runBare` does. */
  async ask(question: string, options: BareOptions = {}): Promise<string | undefined> {
    this.#child.stdin?.write(`${question}\n`);
    const { value } = await this.#limited(late(this.#answers.next(), options));
    if (value === undefined) await this.#ended;
    return value;
  }

  /** There are no more questions: it is left to end by itself, as code does that leaves nothing running. */
  async end(): Promise<void> {
    this.#child.stdin?.end();
    await this.#limited(this.#ended);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended.catch(() => {});
  }

  /** It may wait for a question as long as it likes. */
  async #limited<T>(answer: Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), SECONDS * 1000);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  }
}

function start(
  dir: string,
  args: readonly string[],
  timeout = SECONDS * 1000,
): { child: ChildProcess; ended: Promise<string> } {
  const running = run(process.execPath, args, {
    cwd: dir,
    env: bareEnvironment(dir),
    timeout,
    maxBuffer: 32 * 1024 * 1024,
    windowsHide: true,
  });
  const finished = atExit(() => running.child.kill('SIGKILL'));
  return {
    child: running.child,
    ended: running
      .catch(afterInterrupt)
      .then(({ stdout }) => stdout)
      .finally(finished),
  };
}

/** A Ctrl-C that ended it is for this process too, and on its way: what it was asked is no news any more. */
async function afterInterrupt(error: unknown): Promise<never> {
  if (error instanceof Error && 'signal' in error && error.signal === 'SIGINT') await sleep(INTERRUPT_MS);
  throw error;
}

async function late<T>(answer: Promise<T>, { onSlow, slowMs = SLOW_MS }: BareOptions): Promise<T> {
  const timer = onSlow && setTimeout(onSlow, slowMs);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
  }
}

/** Why `runBare` failed: the error that the code threw, in one line. */
export function failureOf(error: unknown, dir: string): string {
  if (!(error instanceof Error)) return String(error);
  if ('killed' in error && error.killed) return `it did not answer within ${SECONDS} s.`;
  const stderr = stderrOf(error);
  if (stderr.trim() === '' && 'code' in error) return `its process ended with ${error.code} before it said anything.`;
  const line = stderr.split('\n').find((text) => /^\w*Error\b.*:/.test(text)) ?? stderr.trim().split('\n').at(-1);
  // Minified code, which Node quotes, is one line of any length.
  return (line || error.message).replaceAll(dir, '.').slice(0, 400);
}

/** What the process of `runBare` wrote to its standard error. */
export function stderrOf(error: unknown): string {
  return error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
}

/** Windows starts no process without SystemRoot. */
function bareEnvironment(home: string): NodeJS.ProcessEnv {
  const { SystemRoot } = process.env;
  return { HOME: home, USERPROFILE: home, NO_COLOR: '1', ...(SystemRoot ? { SystemRoot } : {}) };
}
