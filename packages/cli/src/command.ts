import type { ArgsDef, ParsedArgs } from 'citty';
import type { ExitCode } from './exit-codes.ts';
import type { Progress } from './progress.ts';
import type { Out, Stream } from './terminal.ts';

/**
 * All that help, pages and the parser know of a command; its folder's `words.ts` exports it as default. It loads without
 * the command's code.
 */
export interface CommandWords<A extends ArgsDef = ArgsDef> {
  /** As typed: `build`, `registry verify`. */
  name: string;
  /** One line, without a full stop. */
  description: string;
  /** Whole command lines, shown by `--help`. */
  examples?: readonly string[];
  /** What the command's section of `docs/command.md` adds to its help, in Markdown. */
  notes?: string;
  args: A;
  /** What may be written for an argument, where its type does not say so; for completion. */
  values?: Readonly<Record<string, ArgumentValues>>;
  /** Words that people write where an option is meant: the option. */
  instead?: Readonly<Record<string, string>>;
  /** Accepts options that `args` does not declare; the command reads them from `context.rest`. @default false */
  openOptions?: boolean;
  /** With an argument beside it, the command answers `--help` itself, about that argument. @default false */
  ownHelp?: boolean;
  /** The command writes to stdout itself, as an MCP server over stdio does; its result is not printed. @default false */
  ownsStdout?: boolean;
}

/** Words, or what there is around the working folder. */
export type ArgumentValues = readonly string[] | 'plugin folder' | 'connector';

/** The parsed arguments of a command. */
export type ArgsOf<W extends CommandWords> = ParsedArgs<W['args']>;

/** What a command may use of the world; tests give it another one. */
export interface CommandContext {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** True when the result is printed as JSON: ask nothing, print nothing. */
  json: boolean;
  /** True when a person can be asked. */
  interactive: boolean;
  /** Says what long work does; silent with `--json`, and for a command that owns stdout. */
  progress: Progress;
  stdin: NodeJS.ReadableStream;
  stdout: Stream;
  stderr: Stream;
  /** The words of every command. */
  commands: readonly CommandWords[];
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

/** What a command does: `run` returns data and prints nothing; `render` prints that data for people, `--json` as JSON. */
export interface CommandCode<Args, R> {
  run(args: Args, context: CommandContext): Promise<R>;
  render(result: R, out: Out): void;
  /** @default 0 */
  exitCode?(result: R): ExitCode;
}

/** A command's code, its types hidden. */
export interface Command {
  /** Runs the command and tells how to print the result. */
  start(args: never, context: CommandContext): Promise<{ result: unknown; exit: ExitCode; render(out: Out): void }>;
}

/** A command and where its code is; the code is loaded when the command runs. */
export interface CommandEntry {
  words: CommandWords;
  load: () => Promise<{ default: Command }>;
}

export function defineWords<const A extends ArgsDef>(words: CommandWords<A>): CommandWords<A> {
  return words;
}

/**
 * Defines what a command does; its folder's `index.ts` exports it as default.
 *
 * @example
 * export default defineCommand({
 *   async run(args: ArgsOf<typeof words>) { return { text: `Hello ${args.name}` }; },
 *   render(result, out) { out.line(result.text); },
 * });
 */
export function defineCommand<Args, R>(code: CommandCode<Args, R>) {
  return {
    async start(args: Args, context: CommandContext) {
      const result = await code.run(args, context);
      return { result, exit: code.exitCode?.(result) ?? 0, render: (out: Out) => code.render(result, out) };
    },
  };
}
