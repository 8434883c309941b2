import { nearest } from '@rolekit/sdk/suggest';
import type { ParsedArgs } from 'citty';
import { parseArguments } from './arguments.ts';
import type { AnyCommand, CommandContext, CommandEntry } from './command.ts';
import { COMMANDS } from './commands.ts';
import { CliError } from './errors.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { commandHelp, overview } from './help.ts';
import type { Io } from './io.ts';
import { reportError } from './report.ts';
import { createStop, type Stop } from './stop.ts';
import { createOut, createProgress } from './terminal.ts';

const HELP = new Set(['--help', '-h', 'help']);

/** Finds the command, runs it and prints what it returns. */
export async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [name] = argv;
  const json = optionsOf(argv).includes('--json');
  const { columns } = io.stdout;
  try {
    if (name === undefined || HELP.has(name)) {
      const about = argv.slice(1);
      const text = about.length === 0 ? overview(columns) : commandHelp((await findCommand(about)).command, columns);
      io.stdout.write(`${text}\n`);
      return name === undefined ? EXIT.usage : EXIT.done;
    }
    const { command, rest } = await findCommand(argv);
    if (optionsOf(rest).some((option) => option === '--help' || option === '-h')) {
      io.stdout.write(`${commandHelp(command, columns)}\n`);
      return EXIT.done;
    }
    return await runCommand(command, rest, io, json);
  } catch (error) {
    return reportError(error, { stream: io.stderr, env: io.env, json });
  }
}

interface Found {
  command: AnyCommand;
  /** What follows the command's name. */
  rest: readonly string[];
}

/** Follows the names of a command line as far as they name commands. */
export async function findCommand(
  argv: readonly string[],
  known: Commands = COMMANDS,
  parent?: string,
): Promise<Found> {
  const [name = '', ...rest] = argv;
  const command = await load(known, name, parent);
  const isNamed = rest[0] !== undefined && !rest[0].startsWith('-');
  return command.commands && isNamed ? findCommand(rest, command.commands, command.meta.name) : { command, rest };
}

type Commands = Readonly<Record<string, CommandEntry>>;

async function load(commands: Commands, name: string, parent: string | undefined): Promise<AnyCommand> {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry) return (await entry.load()).default;
  const near = nearest(name, Object.keys(commands));
  const prefix = parent === undefined ? 'rolekit' : `rolekit ${parent}`;
  const hint = near ? `Did you mean \`${prefix} ${near}\`?` : `Run \`${prefix} --help\` for the list.`;
  throw new CliError('RK_COMMAND_UNKNOWN', { command: parent === undefined ? name : `${parent} ${name}`, hint });
}

async function runCommand(command: AnyCommand, rest: readonly string[], io: Io, json: boolean): Promise<ExitCode> {
  const args = parseArguments(command, rest);
  const stop = createStop(io.signal);
  const context = contextOf(io, rest, json, stop);
  try {
    const { result, exit, render } = await command.start(args as ParsedArgs, context);
    context.progress.clear();
    // such a command lasts as long as what it serves
    if (command.meta.ownsStdout === true) return exit;
    if (json) io.stdout.write(`${JSON.stringify({ ok: exit === EXIT.done, command: command.meta.name, result })}\n`);
    else render(createOut(io.stdout, io.env));
    await stop.wait();
    return exit;
  } catch (error) {
    // a person who presses Ctrl-C knows why it ended
    if (stop.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    context.progress.clear();
    await stop.close();
  }
}

function contextOf(io: Io, rest: readonly string[], json: boolean, stop: Stop): CommandContext {
  const asked = io.stdin.isTTY === true && io.stderr.isTTY === true && !io.env.CI;
  return {
    cwd: io.cwd,
    env: io.env,
    json,
    interactive: asked && !json,
    progress: createProgress(io.stderr, !json),
    stdin: io.stdin,
    stdout: io.stdout,
    stderr: io.stderr,
    signal: stop.signal,
    rest,
    onStop: stop.onStop,
  };
}

/** What is not behind a `--`. */
function optionsOf(rest: readonly string[]): readonly string[] {
  const end = rest.indexOf('--');
  return end === -1 ? rest : rest.slice(0, end);
}
