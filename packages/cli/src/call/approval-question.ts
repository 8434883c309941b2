import { type Readable, Writable } from 'node:stream';
import type { CommandContext } from '../command.ts';
import { interrupted } from '../errors.ts';

/**
 * Shows what a write would change and asks the person at the terminal; on stderr, so that stdout stays the result.
 *
 * @throws RK_INTERRUPTED by Ctrl-C
 */
export async function askOnTerminal(question: string, context: CommandContext): Promise<'accept' | 'decline'> {
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
  if (isCancel(answer)) throw interrupted('Nothing was changed.', 'Run the command again to be asked again.');
  return answer ? 'accept' : 'decline';
}
