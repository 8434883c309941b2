import type { ImportReport } from '@rolekit/openapi';
import { renderFindings } from '../report.ts';
import type { Out } from '../terminal.ts';

const MAX_ROWS = 40;

/** Prints what came of an import: findings, tools and what was guessed. */
export function renderImport({ operations, chosen, tools, guesses, tokens, findings }: ImportReport, out: Out): void {
  renderFindings(findings.slice(0, MAX_ROWS), out);
  if (findings.length > MAX_ROWS) out.line(`… and ${findings.length - MAX_ROWS} more (--json shows all)`);
  if (findings.length > 0) out.line();
  for (const { name, access, enabled, calls } of tools.slice(0, MAX_ROWS))
    out.line(`  ${enabled ? 'on ' : 'off'}  ${access.padEnd(11)}  ${name}  ${out.paint.dim(calls)}`);
  if (tools.length > MAX_ROWS) out.line(`  … and ${tools.length - MAX_ROWS} more`);
  for (const { tool, guess } of guesses.slice(0, MAX_ROWS)) out.line(`${out.paint.yellow('guess')}  ${tool}: ${guess}`);
  const on = tools.filter(({ enabled }) => enabled).length;
  out.line(
    `${chosen} of ${operations} operations, ${tools.length} tools, ${on} on by default (about ${tokens} tokens)`,
  );
  out.line();
}
