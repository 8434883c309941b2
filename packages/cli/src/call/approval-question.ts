import type { CommandContext } from '../command.ts';
import { confirmOnTerminal } from '../confirm.ts';

/**
 * Shows what a write would change and asks the person at the terminal; on stderr, so that stdout stays the result.
 *
 * @throws RK_INTERRUPTED by Ctrl-C
 */
export async function askOnTerminal(question: string, context: CommandContext): Promise<'accept' | 'decline'> {
  context.progress.clear();
  context.stderr.write(`${question}\n`);
  const left = { reason: 'Nothing was changed.', hint: 'Run the command again to be asked again.' };
  return (await confirmOnTerminal('Apply this change?', context, left)) ? 'accept' : 'decline';
}
