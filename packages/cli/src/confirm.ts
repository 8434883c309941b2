import { type Readable, Writable } from 'node:stream';
import type { CommandContext } from './command.ts';
import { interrupted } from './errors.ts';

/**
 * Asks the person at the terminal for a yes, on stderr, so that stdout stays the result.
 *
 * @param left what is said of Ctrl-C: what was not done, and how to come back
 * @throws RK_INTERRUPTED by Ctrl-C
 */
export async function confirmOnTerminal(
  message: string,
  { stdin, stderr, signal }: CommandContext,
  left: { reason: string; hint: string },
): Promise<boolean> {
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({
    message,
    initialValue: false,
    input: stdin as Readable,
    output: stderr instanceof Writable ? stderr : process.stderr,
    signal,
  });
  if (isCancel(answer)) throw interrupted(left.reason, left.hint);
  return answer;
}
