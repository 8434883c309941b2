import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runRolekit } from '../src/main.ts';

export interface RolekitRun {
  code: number;
  stdout: string;
  stderr: string;
  /** What `--json` printed: on stdout when it worked, else on stderr. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it freely
  json: any;
}

export interface RolekitOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** What stdin holds. @default nothing */
  stdin?: string;
  /** Of the terminal that stdout is. */
  columns?: number;
  /** Stdout is a terminal, without colours; nobody can be asked. @default false */
  terminal?: boolean;
  signal?: AbortSignal;
  /** How long no step is said. @default so long that tests see none */
  quietMs?: number;
  /** Called with everything printed on stdout so far. */
  onStdout?(text: string): void;
  /** The same of stderr. */
  onStderr?(text: string): void;
}

/** Never that of who runs the tests; each file of them has its own. */
const homeOfFile = () => (process.env.ROLEKIT_TEST_HOME ??= mkdtempSync(join(tmpdir(), 'rolekit-home-')));

/** Runs one command line in this process, as a script would: no terminal, an environment with no more than a home. */
export async function rolekit(argv: readonly string[], options: RolekitOptions = {}): Promise<RolekitRun> {
  let stdout = '';
  let stderr = '';
  const home = homeOfFile();
  const stdin = new PassThrough();
  stdin.end(options.stdin ?? '');
  const code = await runRolekit(argv, {
    cwd: options.cwd ?? process.cwd(),
    // nor the keychain
    env: {
      HOME: home,
      USERPROFILE: home,
      ROLEKIT_STORE: 'file',
      ...(options.terminal ? { NO_COLOR: '1' } : {}),
      ...options.env,
    },
    stdin,
    stdout: {
      columns: options.columns,
      isTTY: options.terminal === true,
      write(text) {
        stdout += text;
        options.onStdout?.(stdout);
      },
    },
    stderr: {
      write(text) {
        stderr += text;
        options.onStderr?.(stderr);
      },
    },
    signal: options.signal ?? new AbortController().signal,
    quietMs: options.quietMs ?? 3_600_000,
  });
  return { code, stdout, stderr, json: parse(stdout) ?? parse(stderr) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
