import { type ErrorReport, renderFindings } from '../report.ts';
import type { Out } from '../terminal.ts';

/** Findings with their places, else the error itself with its fix. */
export function printProblem({ findings = [], code, message, fix }: ErrorReport, out: Out): void {
  renderFindings(findings, out);
  if (findings.length > 0) return;
  out.line(`${out.paint.red('error')} ${out.paint.bold(code)}: ${out.advice(message)}`);
  if (fix) out.line(`  fix: ${out.advice(fix)}`);
}
