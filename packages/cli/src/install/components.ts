import type { CommandContext } from '../command.ts';
import { confirmOnTerminal } from '../confirm.ts';
import { CliError } from '../errors.ts';
import { componentCells, type ShownComponent } from '../registry/components.ts';

/**
 * Shows what a host would run of a plugin and asks whether to go on; asks nothing about a plugin without components.
 *
 * @throws RK_INTERRUPTED by Ctrl-C; RK_COMPONENTS when the answer is no, or when nobody can be asked and nothing was accepted
 */
export async function acceptComponents(
  plugin: string,
  components: readonly ShownComponent[],
  isAccepted: boolean,
  context: CommandContext,
): Promise<void> {
  if (components.length === 0) return;
  const lines = components.map((component) => `  ${componentCells(component).join('  ')}`);
  const text = `${plugin} has components that run on this machine:\n${lines.join('\n')}\n`;
  context.progress.clear();
  if (!context.json) context.stderr.write(text);
  const left = { reason: 'Nothing was installed.', hint: 'Run the command again when you have looked at it.' };
  if (isAccepted || (context.interactive && (await confirmOnTerminal('Install it?', context, left)))) return;
  const list = components.map(({ kind, path }) => `${kind} ${path}`).join(', ');
  throw new CliError('RK_COMPONENTS', { plugin, components: list });
}
