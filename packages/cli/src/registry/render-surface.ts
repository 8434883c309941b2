import type { SurfaceReport } from '@rolekit/sdk/host';
import type { Out } from '../terminal.ts';

/** What changed for those who use a plugin, and what a model is told differently. */
export function renderSurface({ comparedWith, changes, instructionsChanged }: SurfaceReport, out: Out): void {
  out.line(changes.length === 0 ? `No tool changed since ${comparedWith}.` : `Changed since ${comparedWith}:`);
  const tint = { major: out.paint.red, minor: out.paint.yellow, patch: out.paint.dim };
  out.table(
    changes.map(({ level, subject, message }) => [tint[level](level), subject, message]),
    '  ',
  );
  if (instructionsChanged) out.line(out.paint.yellow('  The instructions for the model changed.'));
}
