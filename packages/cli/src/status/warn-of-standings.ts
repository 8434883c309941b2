import type { CommandContext } from '../command.ts';
import { createOut } from '../terminal.ts';
import type { Standing } from './standing.ts';

/** Says on stderr which registry could not be asked, what it said last, and what it says against the bases of a version. */
export function warnOfStandings(
  standings: readonly Standing[],
  { env, json, progress, stderr }: Pick<CommandContext, 'env' | 'json' | 'progress' | 'stderr'>,
  notes: readonly string[] = [],
): void {
  const lines = [
    ...standings.flatMap(({ warning, bases }) => [...(warning === null ? [] : [warning]), ...bases]),
    ...notes,
  ];
  if (json || lines.length === 0) return;
  progress.clear();
  const out = createOut(stderr, env);
  for (const line of lines) out.line(line);
}
