import type { Stream } from './terminal.ts';

/** The world outside: what a process has, and what tests replace. */
export interface Io {
  cwd: string;
  env: NodeJS.ProcessEnv;
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: Stream;
  stderr: Stream;
  /** Stops a command that keeps running. @default SIGINT, SIGTERM and SIGHUP of this process */
  signal?: AbortSignal;
  /** How long work says nothing of its steps where there is no terminal. @default 1000 */
  quietMs?: number;
}
