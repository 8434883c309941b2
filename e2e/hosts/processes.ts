// Child processes of the host tests: each has a time limit and a process group, and is ended by its own id.
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export type Place = {
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** A folder whose content the program finds in /etc, before what is there. Linux, and root. */
  etc?: string;
};
export type RunOptions = {
  /** @default 90_000 */
  timeoutMs?: number;
  /** What a person would type. @default '' */
  input?: string;
};
export type Finished = { code: number | null; stdout: string; stderr: string };

const WINDOWS = process.platform === 'win32';

/** Starts a program with pipes, in a process group of its own. */
export function startProgram(command: string, args: readonly string[], place: Place): ChildProcessWithoutNullStreams {
  const { env, cwd } = place;
  const [program, line] = commandIn(place, command, args);
  return spawn(program, line, { env, cwd, detached: !WINDOWS, shell: WINDOWS && command.endsWith('.cmd') });
}

/** The command line that runs a program where its place has the /etc that it says. */
export function commandIn({ etc }: Place, command: string, args: readonly string[]): [string, string[]] {
  return etc === undefined ? [command, [...args]] : ['unshare', [...UNDER_ETC, etc, command, ...args]];
}

// the rest of the machine sees nothing of the mount, which ends with the program
const MOUNT = 'layer=$1; shift; mount -t overlay -o "ro,lowerdir=$layer:/etc" etc /etc && exec "$@"';
const UNDER_ETC = ['--mount', '--propagation', 'private', 'sh', '-c', MOUNT, 'sh'];

/**
 * Runs a program to its end.
 *
 * @throws Error when it does not end with 0 or in time; the message carries what it printed
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  place: Place,
  options?: RunOptions,
): Promise<Finished> {
  const finished = await tryProgram(command, args, place, options);
  if (finished.code === 0) return finished;
  throw new Error(`${command} ${args.join(' ')} ended with ${finished.code}:\n${finished.stdout}\n${finished.stderr}`);
}

/** Like `runProgram`, for programs that are expected to fail: any exit code is an answer. */
export function tryProgram(
  command: string,
  args: readonly string[],
  place: Place,
  { timeoutMs = 90_000, input = '' }: RunOptions = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = startProgram(command, args, place);
    const finished: Finished = { code: null, stdout: '', stderr: '' };
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      finished.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      finished.stderr += text;
    });
    const timer = setTimeout(() => {
      signalGroup(child, 'SIGKILL');
      reject(new Error(`${command} ${args.join(' ')}: no end in ${timeoutMs / 1000} s\n${finished.stdout}`));
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ ...finished, code });
    });
    // A daemon that the program left behind would hold the pipes open: it goes with its group.
    child.once('exit', () => setTimeout(() => signalGroup(child, 'SIGKILL'), 1_000));
  });
}

/** Asks a server to end by closing its input, then insists. */
export async function endProgram(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  if (!(await exits(child, 2_000))) signalGroup(child, 'SIGTERM');
  if (!(await exits(child, 2_000))) signalGroup(child, 'SIGKILL');
  await exits(child, 2_000);
}

export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (WINDOWS) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has already gone.
  }
}

/** True when the child ended within the time. */
export function exits(child: ChildProcess, withinMs: number): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(true);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), withinMs);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

/** Command lines, by process id, of the processes that live in a throw-away home. Linux only; elsewhere it finds none. */
export function processesOf(home: string): Map<number, string> {
  const found = new Map<number, string>();
  if (process.platform !== 'linux') return found;
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    try {
      const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      if (variables.includes(`HOME=${home}`) && command !== '') found.set(pid, command);
    } catch {
      // It ended meanwhile, or is not ours to read.
    }
  }
  return found;
}
