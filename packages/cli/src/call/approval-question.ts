import { type Readable, Writable } from 'node:stream';
import type { CommandContext } from '../command.ts';
import type { Approval } from '../playbook/index.ts';

/** Shows what a write would change and asks the person at the terminal; on stderr, so that stdout stays the result. */
export async function askOnTerminal(question: string, context: CommandContext): Promise<Approval> {
  const { confirm, isCancel } = await import('@clack/prompts');
  context.progress.clear();
  context.stderr.write(`${question}\n`);
  const answer = await confirm({
    message: 'Apply this change?',
    initialValue: false,
    input: context.stdin as Readable,
    output: context.stderr instanceof Writable ? context.stderr : process.stderr,
    signal: context.signal,
  });
  if (isCancel(answer)) return 'cancel';
  return answer ? 'accept' : 'decline';
}
