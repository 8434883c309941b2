import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nearest } from '@rolekit/sdk/internal/texts';
import type { CommandContext, CommandEntry, CommandWords } from './command.ts';
import { COMMANDS, commandsBelow } from './commands.ts';
import { CliError } from './errors.ts';
import { waitingNames } from './events/queue-folder.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { commandHelp, overview } from './help.ts';
import type { Io } from './io.ts';
import { createProgress, SILENT } from './progress.ts';
import { isCoded, reportError } from './report.ts';
import { homeOf } from './rolekit-home.ts';
import { createStop, type Stop } from './stop-signal.ts';
import { createOut } from './terminal.ts';
import { unlistedCommand } from './unlisted-commands.ts';

/** What takes no longer than this says nothing where there is no terminal. */
const QUIET_MS = 1000;

const PLUGIN_NAME = /^[a-z][a-z0-9-]*$/;
const HELP_OPTIONS = new Set(['--help', '-h']);
const HELP = new Set([...HELP_OPTIONS, 'help']);

/** Finds the command, runs it and prints what it returns. */
export async function dispatch(argv: readonly string[], io: Io): Promise<ExitCode> {
  const [name] = argv;
  const json = optionsOf(argv).includes('--json');
  const { columns } = io.stdout;
  try {
    if (name === undefined || HELP.has(name)) {
      const topic = argv.slice(1).filter((word) => !HELP.has(word));
      if (topic.length > 0) return await dispatch([...topic, '--help'], io);
      io.stdout.write(`${overview(columns)}\n`);
      return name === undefined ? EXIT.usage : EXIT.done;
    }
    const { entry, rest } = findCommand(argv, io.cwd);
    const wantsHelp = optionsOf(rest).some((option) => HELP_OPTIONS.has(option));
    if (wantsHelp && !(entry.words.ownHelp === true && rest.some(isAbout))) {
      io.stdout.write(`${commandHelp(entry.words, columns)}\n`);
      return EXIT.done;
    }
    return await runCommand(entry, rest, io, json);
  } catch (error) {
    return reportError(error, { stream: io.stderr, env: io.env, json });
  }
}

/** True for what a question for help can be about. */
function isAbout(word: string): boolean {
  return word !== '--json' && !HELP_OPTIONS.has(word);
}

interface Found {
  entry: CommandEntry;
  /** What follows the command's name. */
  rest: readonly string[];
}

/** Finds the command or sub-command that a command line names. @throws RK_COMMAND_UNKNOWN */
export function findCommand([word = '', ...rest]: readonly string[], cwd = process.cwd(), parent?: string): Found {
  const name = parent === undefined ? word : `${parent} ${word}`;
  const entry = COMMANDS.find(({ words }) => words.name === name);
  if (!entry) throw unknownCommand(word, parent, cwd);
  const isWord = rest[0] !== undefined && !rest[0].startsWith('-');
  return isWord && commandsBelow(name).length > 0 ? findCommand(rest, cwd, name) : { entry, rest };
}

/** A plugin's name that stands where a command's should. */
function pluginFolder(name: string, cwd: string): string | undefined {
  if (!PLUGIN_NAME.test(name)) return undefined;
  const folders = [name, `plugins/${name}`, `connectors/${name}`];
  return folders.find((folder) => existsSync(join(cwd, folder, 'plugin.json')));
}

function unknownCommand(word: string, parent: string | undefined, cwd: string): CliError {
  const instead = parent === undefined ? unlistedCommand(word) : undefined;
  if (instead !== undefined) return new CliError('RK_COMMAND_UNKNOWN', { command: word, hint: instead });
  const near = nearest(
    word,
    commandsBelow(parent).map(({ name }) => name.slice(name.lastIndexOf(' ') + 1)),
  );
  const prefix = parent === undefined ? 'rolekit' : `rolekit ${parent}`;
  const folder = near === undefined && parent === undefined ? pluginFolder(word, cwd) : undefined;
  const other = folder
    ? `That is a plugin here; write a command before it: \`rolekit validate ${folder}\`.`
    : `Run \`${prefix} --help\` for the list.`;
  const hint = near ? `Did you mean \`${prefix} ${near}\`?` : other;
  return new CliError('RK_COMMAND_UNKNOWN', { command: parent === undefined ? word : `${parent} ${word}`, hint });
}

async function runCommand(
  { words, load }: CommandEntry,
  rest: readonly string[],
  io: Io,
  json: boolean,
): Promise<ExitCode> {
  // help needs no parser
  const { parseArguments } = await import('./arguments.ts');
  const args = parseArguments(words, rest);
  const { default: command } = await load();
  const stop = createStop(io.signal);
  const context = contextOf(words, io, rest, json, stop);
  try {
    const { result, exit, render } = await command.start(args as never, context);
    context.progress.clear();
    // such a command lasts as long as what it serves
    if (words.ownsStdout === true) return exit;
    if (json) io.stdout.write(`${JSON.stringify({ ok: exit === EXIT.done, command: words.name, result })}\n`);
    else render(createOut(io.stdout, io.env));
    await stop.wait();
    return exit;
  } catch (error) {
    if (!isCoded(error)) await stop.settle();
    // a person who presses Ctrl-C knows why it ended
    if (stop.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    context.progress.clear();
    await stop.close();
    if (words.ownsStdout !== true && !stop.signal.aborted) await tellRegistries(context);
  }
}

/** Sends the reports that a company's policy asked for; without them nothing is loaded for that. */
async function tellRegistries(context: CommandContext): Promise<void> {
  if (waitingNames(homeOf(context.env)).length === 0) return;
  const { sendReports } = await import('./events/send-reports.ts');
  await sendReports(context);
}

function contextOf(
  { ownsStdout = false }: CommandWords,
  io: Io,
  rest: readonly string[],
  json: boolean,
  stop: Stop,
): CommandContext {
  const isTerminal = io.stdin.isTTY === true && io.stderr.isTTY === true && !io.env.CI;
  return {
    cwd: io.cwd,
    env: io.env,
    json,
    interactive: isTerminal && !json,
    progress: json || ownsStdout ? SILENT : createProgress(io.stderr, io.quietMs ?? QUIET_MS, io.env.TERM),
    stdin: io.stdin,
    stdout: io.stdout,
    stderr: io.stderr,
    commands: COMMANDS.map((command) => command.words),
    signal: stop.signal,
    rest,
    onStop: stop.onStop,
  };
}

/** The words before a `--`. */
function optionsOf(rest: readonly string[]): readonly string[] {
  const end = rest.indexOf('--');
  return end === -1 ? rest : rest.slice(0, end);
}
