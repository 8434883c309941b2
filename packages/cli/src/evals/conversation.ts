import { RolekitError } from '@rolekit/sdk';
import { CliError } from '../errors.ts';
import type { Message, Model, ToolCall, Usage } from './model/index.ts';
import type { Spending } from './spending.ts';
import type { Toolbox } from './toolbox.ts';

/** How long one conversation may be. */
export interface Limits {
  /** Answers of the model. */
  turns: number;
  timeoutMs: number;
}

/**
 * How a conversation ended: `answered`, or `refused` by the model, `cut` at its limit of tokens, out of `turns` or of time
 * (`timeout`), out of `budget`, or `failed` because the endpoint did not take it any more.
 */
export type Ending = 'answered' | 'refused' | 'cut' | 'turns' | 'timeout' | 'budget' | 'failed';

export interface Talk {
  ended: Ending;
  /** Why it failed. */
  problem?: string;
  /** The last text of the model. */
  answer: string;
  calls: readonly MadeCall[];
  turns: number;
  usage: Usage;
  ms: number;
}

/** A call that a model made. */
export interface MadeCall {
  tool: string;
  ok: boolean;
  /** Of its error. */
  kind?: string | undefined;
}

const SYSTEM = [
  'You work for the person who writes to you, with what is given to you here.',
  'Nobody can answer questions: where something is open, say what you assume.',
  'Do the whole job, then answer once, with every figure, name and date that the answer rests on.',
].join(' ');

/**
 * Talks with a model until it answers without a call, or a limit ends it. Calls of one turn are made one after the other.
 *
 * @throws what the endpoint says before the first answer, and RK_CANCELLED
 */
export async function converse(
  model: Model,
  toolbox: Toolbox,
  prompt: string,
  { limits, spending, signal }: { limits: Limits; spending: Spending; signal: AbortSignal },
): Promise<Talk> {
  const started = performance.now();
  const deadline = AbortSignal.timeout(limits.timeoutMs);
  const ended = AbortSignal.any([signal, deadline]);
  const system = [SYSTEM, toolbox.instructions].filter((part) => part !== '').join('\n\n');
  const messages: Message[] = [{ from: 'person', text: prompt }];
  const calls: MadeCall[] = [];
  const usage: Usage = { input: 0, output: 0 };
  let answer = '';
  let turns = 0;
  const talk = (ending: Ending, problem?: string): Talk => ({
    ended: ending,
    ...(problem === undefined ? {} : { problem }),
    answer,
    calls,
    turns,
    usage,
    ms: Math.round(performance.now() - started),
  });
  while (turns < limits.turns) {
    if (spending.isOver()) return talk('budget');
    try {
      const turn = await model.turn({ system, tools: toolbox.tools, messages }, ended);
      turns += 1;
      answer = turn.text;
      usage.input += turn.usage?.input ?? 0;
      usage.output += turn.usage?.output ?? 0;
      spending.add(turn.usage);
      if (turn.end !== 'calls') return talk(turn.end);
      const results = [];
      for (const call of turn.calls) {
        if (ended.aborted) break;
        const { text, isError, kind } = await callTool(toolbox, call);
        calls.push({ tool: call.name, ok: !isError, ...(kind === undefined ? {} : { kind }) });
        results.push({ id: call.id, text, isError });
      }
      messages.push({ from: 'model', turn }, { from: 'tools', results });
    } catch (error) {
      if (signal.aborted) throw error;
      if (deadline.aborted) return talk('timeout');
      // a first answer that never comes says something of the endpoint, a later one of this conversation
      if (turns === 0 || !isOfEndpoint(error)) throw error;
      return talk('failed', error.message);
    }
    if (signal.aborted) throw new RolekitError('RK_CANCELLED');
    if (deadline.aborted) return talk('timeout');
  }
  return talk('turns');
}

async function callTool(toolbox: Toolbox, { name, args }: ToolCall) {
  if (args !== undefined) return toolbox.call(name, args);
  return { text: 'The arguments are not a JSON object. Send them again.', isError: true, kind: 'invalid_arguments' };
}

function isOfEndpoint(error: unknown): error is RolekitError | CliError {
  return error instanceof RolekitError || (error instanceof CliError && error.code.startsWith('RK_MODEL_'));
}
