import type { ArgsDef, ParsedArgs } from 'citty';
import type { ExitCode } from './exit.ts';
import type { Out, Progress, Stream } from './terminal.ts';

export interface RolekitCommandMeta {
  /** As typed: `build`, `registry verify`. */
  name: string;
  /** One line, without a full stop. */
  description: string;
  /** Whole command lines, shown by `--help`. */
  examples?: readonly string[];
  /** Options that `args` does not declare are let through, in `context.rest`. @default false */
  openOptions?: boolean;
  /** The command writes to stdout itself, as an MCP server over stdio does; its result is not printed. @default false */
  ownsStdout?: boolean;
}

/** What a command may use of the world; tests give it another one. */
export interface CommandContext {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** True when the result is printed as JSON: ask nothing, print nothing. */
  json: boolean;
  /** True when a person can be asked. */
  interactive: boolean;
  progress: Progress;
  stdin: NodeJS.ReadableStream;
  stdout: Stream;
  stderr: Stream;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  /** The command line after the command's name, as typed. */
  rest: readonly string[];
  /**
   * Keeps the process alive after the result is printed, until Ctrl-C; `close` runs then, the last one registered first.
   * It also runs when the command fails after it registered.
   */
  onStop(close: () => Promise<void> | void): void;
}

/**
 * A command: `run` returns data and prints nothing, `render` prints that data for people, and `--json` prints it in an
 * envelope.
 */
export interface RolekitCommand<A extends ArgsDef = ArgsDef, R = unknown> {
  meta: RolekitCommandMeta;
  args: A;
  /** Sub-commands by name; without one of them the command itself runs. */
  commands?: Readonly<Record<string, CommandEntry>>;
  run(args: ParsedArgs<A>, context: CommandContext): Promise<R>;
  render(result: R, out: Out): void;
  /** @default 0 */
  exitCode?(result: R): ExitCode;
}

/** A command that is loaded when it is run. */
export interface CommandEntry {
  description: string;
  load: () => Promise<{ default: AnyCommand }>;
}

/** What the frame can do with any command. */
export interface AnyCommand {
  meta: RolekitCommandMeta;
  args: ArgsDef;
  commands?: Readonly<Record<string, CommandEntry>>;
  /** Runs and tells how to print the result, its type hidden. */
  start(
    args: ParsedArgs,
    context: CommandContext,
  ): Promise<{ result: unknown; exit: ExitCode; render(out: Out): void }>;
}

/**
 * Defines a command of `rolekit`; its folder's `index.ts` exports it as default.
 *
 * @example
 * export default defineRolekitCommand({
 *   meta: { name: 'greet', description: 'Greets somebody' },
 *   args: { name: { type: 'positional', required: true, description: 'Whom' } },
 *   async run(args) { return { text: `Hello ${args.name}` }; },
 *   render(result, out) { out.line(result.text); },
 * });
 */
export function defineRolekitCommand<const A extends ArgsDef, R>(
  command: RolekitCommand<A, R>,
): AnyCommand & RolekitCommand<A, R> {
  return {
    ...command,
    async start(args, context) {
      const result = await command.run(args as ParsedArgs<A>, context);
      return { result, exit: command.exitCode?.(result) ?? 0, render: (out) => command.render(result, out) };
    },
  };
}
