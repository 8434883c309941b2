import { readFile } from 'node:fs/promises';
import { type Readable, Writable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import type { ToolsFile } from '@rolekit/sdk/plugin';
import { askOnTerminal } from '../call/approval-question.ts';
import { argumentsOf } from '../call/arguments.ts';
import { findTool } from '../call/find-tool.ts';
import type { CommandContext } from '../command.ts';
import { CliError, interrupted, usageError } from '../errors.ts';
import { type Approval, errorKind } from '../playbook/index.ts';
import type { ServerHost } from '../plugin-server/client.ts';
import type { RecordedCall } from './draft-steps.ts';
import { refuseSecrets } from './refuse-secrets.ts';
import { readSessionLine, type SessionLine } from './session-line.ts';

const MAX_CALLS = 100;
/** Errors that come of the moment, not of the call: no test can expect them. */
const OF_THE_MOMENT = ['rate_limited', 'timeout', 'cancelled', 'upstream_unavailable'];

export interface Session {
  tools: ToolsFile;
  server: ServerHost;
  /** Credentials that no call may name. */
  secrets: readonly string[];
  context: CommandContext;
}

/** A call of a script and where it is written: `calls.txt:3`. */
export interface ScriptLine extends SessionLine {
  place: string;
}

/** Reads the calls of a file, or of stdin where nobody types. @throws RK_USAGE with the line that is wrong */
export async function readScript(
  path: string | undefined,
  { stdin }: Pick<CommandContext, 'stdin'>,
): Promise<ScriptLine[]> {
  const text = await (path === undefined ? readAll(stdin) : readFile(path, 'utf8')).catch(() => {
    throw usageError(`${path} cannot be read.`, 'Name a file with a call on each line.');
  });
  const lines: ScriptLine[] = [];
  for (const [index, typed] of text.split(/\r?\n/).entries()) {
    const place = `${path ?? 'Input'}:${index + 1}`;
    await at(place, async () => {
      const line = readSessionLine(typed);
      if (line) lines.push({ ...line, place });
    });
  }
  if (lines.length === 0) throw nothing();
  return lines;
}

/** Makes the calls of a script. @throws RK_USAGE with the line that is wrong */
export async function runScript(lines: readonly ScriptLine[], session: Session): Promise<RecordedCall[]> {
  const calls: RecordedCall[] = [];
  for (const line of lines) {
    session.context.signal.throwIfAborted();
    calls.push(await at(line.place, () => record(line, calls.length, session)));
  }
  return calls;
}

async function at<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw usageError(`${place}: ${error.message}`, error.fix);
  }
}

/** A session with a person, until they enter an empty line; a call that is wrong is said and not recorded. @throws RK_INTERRUPTED */
export async function runWithPerson(session: Session): Promise<RecordedCall[]> {
  const { stdin, stderr, progress, signal } = session.context;
  const { isCancel, text } = await import('@clack/prompts');
  progress.clear();
  stderr.write('Type calls, such as: shop_list_orders --status open. An empty line ends the session.\n');
  const calls: RecordedCall[] = [];
  for (;;) {
    const typed = await text({
      message: `Call ${calls.length + 1}`,
      input: stdin as Readable,
      output: stderr instanceof Writable ? stderr : process.stderr,
      signal,
    });
    if (isCancel(typed)) throw interrupted('Nothing was written.', 'An empty line ends a session and keeps it.');
    if ((typed ?? '').trim() === '') {
      if (calls.length === 0) throw nothing();
      return calls;
    }
    try {
      const line = readSessionLine(typed);
      if (!line) continue;
      const call = await record(line, calls.length, session);
      calls.push(call);
      stderr.write(`${call.answer.text}\n`);
    } catch (error) {
      if (!(error instanceof CliError) || error.code === 'RK_INTERRUPTED') throw error;
      stderr.write(`${error.message} ${error.fix}\n`);
    }
  }
}

async function record({ call, approve }: SessionLine, before: number, session: Session): Promise<RecordedCall> {
  const { tools, server, secrets, context } = session;
  if (before >= MAX_CALLS) throw usageError(`A session has at most ${MAX_CALLS} calls.`, 'Record another playbook.');
  const entry = findTool(call.tool, tools);
  const args = await argumentsOf(call, entry, context);
  refuseSecrets(args, secrets);
  context.progress.step(`Calling ${call.tool}`);
  let given: Approval = approve ?? 'none';
  const answer =
    approve === undefined && context.interactive
      ? await server.callAsking(call.tool, args, async (question) => {
          given = await askOnTerminal(question, context);
          return given;
        })
      : await server.call(call.tool, args, given);
  const kind = errorKind(answer);
  if (answer.isError && (kind === undefined || OF_THE_MOMENT.includes(kind)))
    throw usageError(
      `${call.tool} failed with ${kind ?? 'an error'}, which no test can expect.`,
      'Make the call again.',
    );
  return { tool: call.tool, args, answer, ...(answer.questions > 0 && given !== 'none' ? { approve: given } : {}) };
}

function nothing(): CliError {
  return usageError('Nothing was called.', 'Call at least one tool.');
}
