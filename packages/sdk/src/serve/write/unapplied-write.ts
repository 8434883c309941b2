import { RolekitError } from '../../errors.ts';
import { appendEntry, type UnappliedEntry } from './audit-log.ts';
import type { WriteServing } from './serving.ts';

/** What is known of a write that was asked for and not made. */
export interface Unapplied extends Omit<UnappliedEntry, 'at' | 'plugin'> {
  serving: Pick<WriteServing, 'plugin' | 'home' | 'onProblem'>;
}

/**
 * Leaves a line about a write that was not made: who asked, with which tool, about what, and why not. It holds none of the
 * values. Where it cannot be written, nothing was changed all the same, so that is only said.
 */
export async function auditUnapplied({ serving, ...said }: Unapplied): Promise<void> {
  const { plugin, home, onProblem } = serving;
  try {
    await appendEntry(home, {
      at: new Date().toISOString(),
      plugin: `${plugin.name}@${plugin.version}`,
      ...said,
    });
  } catch (error) {
    if (!(error instanceof RolekitError)) throw error;
    onProblem(`The audit log does not say that ${said.tool} was ${said.state}: ${String(error.data.reason)}.`);
  }
}
